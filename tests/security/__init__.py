"""Attacks on what docs/security.md promises over several subjects, each named by its requirement.

Those on one subject are with its tests.
"""
