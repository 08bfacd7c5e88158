"""The people whom an organisation sends to events."""
