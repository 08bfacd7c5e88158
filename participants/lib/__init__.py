"""What the models and every subject of people are built on: births, names, ties, forms that ask."""
