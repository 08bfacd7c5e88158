"""Finding people by what they are called, however somebody spells it."""
