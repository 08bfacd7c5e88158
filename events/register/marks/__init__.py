"""Marks: made, changed, contradicted and taken back."""
