"""People counted without a name, and those who get their name later."""
