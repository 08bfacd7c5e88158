"""A report's way: drafted, checked, frozen, and what changed since."""
