"""What tests of invitations share."""

import pytest
import time_machine

from tests.events.inviting.helping import MONDAY


@pytest.fixture
def clock():
    """It is Monday, and time stands still unless a test moves it."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller
