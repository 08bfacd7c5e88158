"""Everything in open formats, for who wants to leave: tables as CSV and JSON, and all files."""
