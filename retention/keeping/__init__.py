"""How long each kind is kept: what falls due, shown first, let go once a second person agrees."""
