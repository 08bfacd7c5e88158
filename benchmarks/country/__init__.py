"""A whole invented country, as a network of centres leaves it after three years."""
