"""Families: one recorded at once, who answers for whom, and who lives together."""
