"""Somebody new is written down where a person is chosen or comes; who may be meant is asked."""
