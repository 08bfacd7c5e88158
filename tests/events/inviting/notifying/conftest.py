"""What the tests of notifying share: an invitation whose mail waits, and one that arrived."""

from datetime import timedelta

import pytest

from tests.events.inviting.helping import empty_outbox, invite_all


@pytest.fixture
def unread(event, staff):
    """An invitation whose mail still waits."""
    (made,) = invite_all(event, staff)
    return made


@pytest.fixture
def invitation(unread, clock):
    """An invitation whose mail arrived a minute ago."""
    empty_outbox()
    clock.shift(timedelta(minutes=1))
    return unread
