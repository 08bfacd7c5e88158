"""Places of an event with a capacity, and its waiting list."""
