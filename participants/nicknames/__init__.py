"""The nicknames by which people are found besides their names."""
