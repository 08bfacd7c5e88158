"""Everything in open formats, for whoever wants to leave: tables as CSV and JSON, and all files."""
