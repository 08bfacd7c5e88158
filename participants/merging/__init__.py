"""Joining two records of one person: what is moved, what it does to figures, and the way back."""
