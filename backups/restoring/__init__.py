"""Bringing a backup back: who uses the database, the preparation, the exchange of names."""
