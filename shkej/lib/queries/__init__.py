"""How queries are run, and in which order what they find is listed."""
