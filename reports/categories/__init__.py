"""From which day a category counts: said with a reason, after seeing what it does to figures."""
