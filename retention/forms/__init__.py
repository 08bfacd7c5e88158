"""Forms about the end of what is recorded."""
