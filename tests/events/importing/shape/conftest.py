"""What a list says is read before the database is asked: one that tells much is tried on both."""

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items):
    """The lists of this folder are for SQLite, but those that `make test-more` tries on both."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if not item.get_closest_marker("more"):
                item.add_marker(pytest.mark.one_database)
