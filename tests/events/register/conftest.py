"""What tests of registers share: somebody of the staff, who has opened a page before."""

import pytest
from django.urls import reverse

from tests.participants.factories import CategoryFactory


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    client.get(reverse("health"))  # the first request of a session notes when it began
    return client


@pytest.fixture
def parents():
    return CategoryFactory(code="parent")
