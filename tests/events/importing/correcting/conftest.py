"""Who corrects lists in these tests."""

import pytest


@pytest.fixture
def desk(client, staff):
    """The browser of somebody of the staff."""
    client.force_login(staff)
    return client
