"""A ledger of each test's own."""

import pytest

from tests.backups.conftest import place  # noqa: F401


@pytest.fixture(autouse=True)
def ledger(tmp_path, settings):
    """The file; its key is not SECRET_KEY, which a new machine may have anew."""
    settings.ERASURE_LEDGER = str(tmp_path / "erasures.ledger")
    settings.ERASURE_KEY = "the-key-of-the-ledger"
    return tmp_path / "erasures.ledger"
