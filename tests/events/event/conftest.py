"""What tests of events share: somebody of the staff."""

import pytest


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client
