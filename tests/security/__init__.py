"""Attacks on what docs/security.md promises, each named by its requirement."""
