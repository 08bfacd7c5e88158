"""What the tests of the lock share: somebody signed in, a person and an event with them."""

import pytest
from django.core.cache import cache

from tests.accounts.locking.screens import NAMES, Screen
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory


@pytest.fixture(autouse=True)
def _no_attempts_yet():
    cache.clear()


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre, user__with_password=True)


@pytest.fixture
def person(centre):
    return ParticipantFactory(first_name=NAMES[0], last_name=NAMES[1], centre=centre)


@pytest.fixture
def event(centre, person):
    event = EventFactory(centre=centre)
    RegistrationFactory(event=event, participant=person, present=True)
    return event


@pytest.fixture
def screen(client, staff):
    client.force_login(staff)
    return Screen(client)
