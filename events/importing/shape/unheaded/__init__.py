"""Lists without headings: tables whose columns nobody headed, and names alone, one on a line."""
