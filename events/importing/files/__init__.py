"""From the bytes of a CSV or XLSX file to rows of text."""
