"""Marking one person against a bare view that makes one update: `python -m benchmarks.register`.

All run in this process through Django's test client, in turns, so that a busy machine slows all.
The mark is the whole one: session, permission, lock, history, key and row; the bare update runs
without any middleware, and once more through ours. The page of a register with 25 people is
measured against an empty page through the same middleware. Connections are kept on all sides.
"""

import itertools
import time
import uuid
from datetime import timedelta
from statistics import median

from benchmarks.figures import Figure, in_turns, show
from benchmarks.own_database import own_database

ROUNDS, EACH = 12, 25
EMPTY = "/bare/"
OVER_EMPTY = 0.045  # seconds that a page may take over an empty one, at most


def measure():
    """The figures of a mark and of a register's page."""
    from django.test import Client
    from django.test.utils import override_settings
    from django.utils import timezone

    from tests.conftest import user_with
    from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory

    centre = CentreFactory(code="engjejt-e-vegjel")
    event = EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))
    rows = RegistrationFactory.create_batch(25, event=event)
    client = Client()
    client.force_login(user_with("staff", centre=centre))
    base = f"/events/{event.pk}/register/"
    marks = {"present": "absent", "absent": "present", "unmarked": "present"}
    now = dict.fromkeys((row.pk for row in rows), "unmarked")

    seconds_on_the_device = itertools.count()  # else a row's next mark would pass for a slip

    def mark(row):
        seen, now[row.pk] = now[row.pk], marks[now[row.pk]]
        told_at = timezone.now() + timedelta(seconds=next(seconds_on_the_device))
        body = {"attendance": now[row.pk], "seen": seen, "key": uuid.uuid4(), "told_at": told_at}
        answer = client.post(f"{base}{row.pk}/mark/", body, headers={"HX-Request": "true"})
        check(answer)

    def update(row):
        check(client.post(f"/bare/{row.pk}/", {"attendance": "present"}))

    with override_settings(MIDDLEWARE=[]):
        naked = Client()
        naked.get("/nowhere/")  # so that it has loaded the middleware of now: none

    def bare(row):
        check(naked.post(f"/bare/{row.pk}/", {"attendance": "present"}))

    seconds = {act: [] for act in (mark, bare, update)}
    for _round in range(ROUNDS):
        for act, taken in seconds.items():
            began = time.perf_counter()
            for row in rows[:EACH]:
                act(row)
            taken.append((time.perf_counter() - began) / EACH)
    one, other, through = (median(seconds[act]) for act in (mark, bare, update))
    yield Figure("one mark", "a bare view with one update", one, other)
    yield Figure("one mark", "the same update through all middleware", one, through)
    taken = in_turns(
        {address: lambda address=address: check(client.get(address)) for address in (base, EMPTY)},
        rounds=ROUNDS,
    )
    promised = taken[EMPTY] + OVER_EMPTY
    yield Figure(
        "register of 25 people", "an empty page", taken[base], taken[EMPTY], None, promised
    )


def check(answer):
    """Nothing is measured that does not work."""
    if answer.status_code != 200:
        raise SystemExit(f"{answer.request['PATH_INFO']} answered {answer.status_code}")


if __name__ == "__main__":
    with own_database():
        show(measure())
