"""What tests of merging share: two records of one person."""

import pytest

from tests.participants.factories import ParticipantFactory


@pytest.fixture
def kept(centre):
    return ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=centre)


@pytest.fixture
def merged(centre):
    return ParticipantFactory(first_name="Ana", last_name="Hoxhaj", centre=centre)
