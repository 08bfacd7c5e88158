"""Roles that open people's data: who is told of them, and who confirms them."""
