"""What tests of invitations share."""

import pytest
import time_machine

from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    empty_outbox,
    invite_all,
    organisation_with_address,
)


@pytest.fixture
def clock():
    """It is Monday, and time stands still unless a test moves it."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def institution(centre):
    return organisation_with_address()


@pytest.fixture
def police(centre):
    return organisation_with_address("police@tirana.example", name_en="The police")


@pytest.fixture
def event(institution):
    return ahead(10, institution)


@pytest.fixture
def invitation(event, staff):
    """An invitation whose mail is out already."""
    (made,) = invite_all(event, staff)
    empty_outbox()
    return made
