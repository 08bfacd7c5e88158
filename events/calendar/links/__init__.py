"""Calendar links: made, renewed, revoked, and read."""
