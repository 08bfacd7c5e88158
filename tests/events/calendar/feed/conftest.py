"""What the tests of feeds share: the link of an organisation."""

import pytest
from django.urls import reverse

from events.calendar.links.services import make_feed
from tests.accounts.factories import somebody_at


@pytest.fixture
def link(organisation):
    """`link(**more)`: the address of a new feed of the organisation."""

    def make(**more):
        options = {"organisation": organisation, "language": "en", "scope": "shared"} | more
        options.setdefault("made_by", somebody_at(options["organisation"]))
        _feed, token = make_feed(**options)
        return reverse("calendar_feed", args=[token])

    return make
