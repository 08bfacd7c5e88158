"""Slips at the door and how they are taken back."""
