"""What to do where data were exposed: what, of whom, since when, and whom to tell in 72 hours."""
