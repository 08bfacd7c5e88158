"""How queries are run."""
