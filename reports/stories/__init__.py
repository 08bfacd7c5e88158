"""From meeting to story: posts in both languages, their figures taken from the register."""
