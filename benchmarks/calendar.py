"""The calendar and its links against an empty page: `python -m benchmarks.calendar`.

It makes its own data, on a test database: 2,000 shared events, 40 of them in the month shown. A
link of all of them, read twice, and the three views stand beside an empty page through the same
middleware: docs/decisions/0010-feeds-of-single-events.md.
"""

import os
import time
from datetime import timedelta
from statistics import median

import django

EVENTS, ROUNDS = 2000, 10


def main():
    django.setup()
    from django.test.utils import get_runner, override_settings, setup_test_environment

    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        with override_settings(ROOT_URLCONF="benchmarks.bare"):
            measure()
    finally:
        runner.teardown_databases(databases)


def measure():
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
    _feed, token = make_feed(organisation=organisation, language="en", scope="shared")
    link = reverse("calendar_feed", args=[token])
    client = Client()
    client.force_login(user_with("partner", organisation=organisation))
    seen = {"If-None-Match": client.get(link)["ETag"]}
    pages = {
        "an empty page": ("/bare/", {}),
        f"a link of {EVENTS} events": (link, {}),
        "the same, unchanged": (link, seen),
        "month": ("/events/calendar/", {}),
        "week": ("/events/calendar/?view=week", {}),
        "list": ("/events/calendar/?view=list", {}),
    }
    seconds = {name: [] for name in pages}
    for _round in range(ROUNDS):
        for name, (address, headers) in pages.items():
            start = time.perf_counter()
            answer = client.get(address, headers=headers)
            seconds[name].append(time.perf_counter() - start)
            if answer.status_code not in (200, 304):  # a link is read 60 times an hour at most
                raise SystemExit(f"{name}: {answer.status_code}")
    empty = median(seconds["an empty page"][1:])
    for name, times in seconds.items():
        took = median(times[1:])
        print(f"{name}: {took * 1000:.0f} ms, {(took - empty) * 1000:.0f} ms over an empty page")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
