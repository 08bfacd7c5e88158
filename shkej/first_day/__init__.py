"""The first day of a new installation: what is to be set up, and what comes next."""
