"""Passkeys: a device that knows its owner signs in for both factors (docs/decisions/0025)."""
