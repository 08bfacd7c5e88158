"""What the models and every subject of people stand on: births, names, ties, forms that ask."""
