"""Lines of a file of whom nobody knows whether they are somebody known: one decision for each."""
