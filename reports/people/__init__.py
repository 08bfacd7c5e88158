"""People as single rows for a partner: under codes, or with names as a locked file."""
