"""The same meeting logged twice: how it is recognised, found and asked about."""
