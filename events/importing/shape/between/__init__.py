"""Lines between and below the rows of a list: titles, counts, notes, who signed, and staff."""
