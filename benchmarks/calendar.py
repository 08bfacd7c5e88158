"""The calendar and its links against an empty page: `python -m benchmarks.calendar`.

It makes its own data, on a test database: 2,000 shared events, 40 of them in the month shown. A
link of all of them, read twice, and the three views, beside an empty page through the same
middleware: docs/decisions/0010-feeds-of-single-events.md.
"""

from datetime import timedelta

from benchmarks.figures import Figure, in_turns, show
from benchmarks.own_database import own_database

EVENTS, ROUNDS = 2000, 10
EMPTY, LINK, UNCHANGED = "an empty page", f"a link of {EVENTS} events", "the same, unchanged"
LINKS = LINK, UNCHANGED
LINK_PROMISED = 0.2  # seconds
OVER_EMPTY = 0.045  # seconds that a page may take over an empty one, at most


def measure():
    """The figures of a link, read twice, and of the three views."""
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone
    from simple_history.utils import bulk_create_with_history

    from events.calendar.links.services import make_feed
    from events.models import Centre, Event
    from tests.conftest import user_with
    from tests.partners.factories import OrganisationFactory

    centre, first = Centre.objects.get(code="engjejt-e-vegjel"), timezone.now()
    events = [
        Event(
            centre=centre,
            title_sq=f"Takimi {number}",
            title_en=f"Meeting {number}",
            starts_at=first + timedelta(hours=18 * number),
            ends_at=first + timedelta(hours=18 * number + 2),
            visibility="all_partners",
        )
        for number in range(EVENTS)
    ]
    bulk_create_with_history(events, Event)
    organisation = OrganisationFactory()
    partner = user_with("partner", organisation=organisation)
    _feed, token = make_feed(
        made_by=partner, organisation=organisation, language="en", scope="shared"
    )
    link = reverse("calendar_feed", args=[token])
    client = Client()
    client.force_login(partner)
    seen = {"If-None-Match": client.get(link)["ETag"]}
    pages = {
        EMPTY: ("/bare/", {}),
        LINK: (link, {}),
        UNCHANGED: (link, seen),
        "month": ("/events/calendar/", {}),
        "week": ("/events/calendar/?view=week", {}),
        "list": ("/events/calendar/?view=list", {}),
    }
    acts = {name: lambda page=page: read(client, *page) for name, page in pages.items()}
    taken = in_turns(acts, rounds=ROUNDS)
    empty = taken.pop(EMPTY)
    for name, seconds in taken.items():
        promised = LINK_PROMISED if name in LINKS else empty + OVER_EMPTY
        yield Figure(name, EMPTY, seconds, empty, None, promised)


def read(client, address, headers):
    """One reader's request."""
    answer = client.get(address, headers=headers)
    if answer.status_code not in (200, 304):  # a link is read 60 times an hour at most
        raise SystemExit(f"{address}: {answer.status_code}")


if __name__ == "__main__":
    with own_database():
        show(measure())
