"""Texts that may tell who somebody is, or how to reach them: found, looked at, let stand."""
