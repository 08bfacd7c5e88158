"""Events that repeat by a rule, their members, and the grid of their marks."""
