"""The attendance list on paper: printed, signed, typed in, and kept as a file."""
