"""Pictures that are taken on request, and are no tests."""
