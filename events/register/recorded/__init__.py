"""What was recorded at a meeting, and what then cannot be done with it any more."""
