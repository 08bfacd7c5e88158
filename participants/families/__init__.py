"""A family recorded at once: who they are, who answers for whom, and who lives together."""
