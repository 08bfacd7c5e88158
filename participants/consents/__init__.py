"""Consent: who answered what to which text, what still counts, and who received data meanwhile."""
