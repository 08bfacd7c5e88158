"""Attacks on what SECURITY.md promises, each named by its requirement."""
