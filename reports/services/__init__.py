"""Verbs of the reports to UNICEF."""
