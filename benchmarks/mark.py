"""Marking one person over HTTP against a bare view with one update: `python -m benchmarks.mark`.

Needs a database made by `benchmarks.data`. Both are served by the server of `make run`, keep their
connections to the database and to the clients, and take turns. The mark is the whole one: session,
permission, lock, history, key and row. Eight clients work at one register, as at a door.
"""

import itertools
import os
import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import django

from benchmarks.figures import Figure, show
from benchmarks.serving import BARE, WHOLE, KeptConnection, post, served

ROUNDS, SECONDS = 7, 1.5
CLIENTS = 1, 8
PROMISED = 1 / 0.35
BARE_UPDATE, UPDATE_THROUGH = (
    "a bare view with one update",
    "the same update through all middleware",
)
NEXT = {"unmarked": "present", "present": "absent", "absent": "present", "late": "absent"}
NEXT["excused"] = "present"


class Marker:
    """Somebody who marks `rows` ([number, mark]) one after the other, for ever."""

    def __init__(self, port, event, rows, session):
        self.connection, self.event = KeptConnection(port), event
        self.rows = itertools.cycle(rows)
        self.moments = itertools.count()
        token = "a" * 32
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={token}",
            "X-CSRFToken": token,
            "HX-Request": "true",
        }

    def act(self):
        """One mark, as the page sends it."""
        row = next(self.rows)
        number, seen = row
        row[1] = NEXT[seen]
        address = f"/events/{self.event}/register/{number}/mark/?seen={seen}"
        # A row's next mark may come so soon that it would pass for a slip of the thumb.
        told_at = datetime.now(UTC) + timedelta(seconds=next(self.moments))
        body = {"attendance": row[1], "key": uuid.uuid4(), "told_at": told_at}
        return self.connection.send(post(address, body, **self.headers))


class Through(Marker):
    """The one update, through the whole application's middleware."""

    def act(self):
        number, _mark = next(self.rows)
        body = {"attendance": "present"}
        return self.connection.send(post(f"/bare/{number}/", body, **self.headers))


class Updater(Through):
    """The same without any middleware."""


def done(actors):
    """(how many answers all `actors` together got, in how many seconds): some `SECONDS`."""
    began = time.perf_counter()

    def go_on(actor):
        number = 0
        while time.perf_counter() < began + SECONDS:
            status, _body = actor.act()
            if status != 200:
                raise SystemExit(f"{type(actor).__name__}: {status}")
            number += 1
        return number

    with ThreadPoolExecutor(len(actors)) as pool:
        number = sum(pool.map(go_on, actors))
    return number, time.perf_counter() - began


def register_of_today():
    """An open register of 250 people, somebody of the staff there, and who is on it."""
    from django.db.models import Count
    from django.utils import timezone

    from accounts.models import User
    from events.models import Event

    today = Event.objects.filter(starts_on=timezone.localdate(), register_closed_at=None)
    today = today.filter(is_sensitive=False)  # of others only who is assigned sees the names
    counted = today.annotate(people=Count("registrations")).order_by("-people", "pk")
    event = counted.filter(people__lte=250).first()
    if event is None:
        raise SystemExit("No register is open today: make the data again (benchmarks.data).")
    staff = User.objects.filter(grants__role="staff", grants__centre=event.centre).first()
    places = event.registrations.active().filter(acts__outcome=None)
    places |= event.registrations.active().filter(acts__outcome="done")
    rows = places.distinct().order_by("pk").values_list("pk", "attendance")
    return event, staff, [list(row) for row in rows]


def session_of(user):
    """The cookie of a session of `user`."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def measure():
    """The figures, for one client and for eight."""
    event, staff, rows = register_of_today()
    found = []
    with served(WHOLE) as whole, served(BARE) as bare:
        servers = {Marker: whole, Updater: bare, Through: whole}
        for clients in CLIENTS:
            actors = {
                kind: [
                    kind(server.port, event.pk, rows[number::clients], session_of(staff))
                    for number in range(clients)
                ]
                for kind, server in servers.items()
            }
            found += _compared(servers, actors, clients)
            for actor in itertools.chain(*actors.values()):
                actor.connection.close()
    return found


def _compared(servers, actors, clients):
    """(wall, CPU) seconds of one act of each kind, which take turns; as figures."""
    seconds = {kind: [] for kind in servers}
    for _round in range(ROUNDS + 1):
        for kind, taken in seconds.items():
            before = servers[kind].cpu()
            number, wall = done(actors[kind])
            taken.append((wall / number, (servers[kind].cpu() - before) / number))
        _read_again(actors[Marker])
    medians = {
        kind: [statistics.median(column) for column in zip(*taken[1:], strict=True)]
        for kind, taken in seconds.items()
    }
    (ours, our_cpu), (bare, bare_cpu) = medians[Marker], medians[Updater]
    through, through_cpu = medians[Through]
    what = f"one mark, {clients} client{'s' * (clients > 1)}"
    rates = f"{1 / ours:.0f}/s of {1 / bare:.0f}/s, {bare / ours:.2f}"
    return [
        Figure(what, BARE_UPDATE, ours, bare, PROMISED, note=rates),
        Figure(f"{what}, CPU of the server", BARE_UPDATE, our_cpu, bare_cpu, PROMISED),
        Figure(what, UPDATE_THROUGH, ours, through),
        Figure(f"{what}, CPU of the server", UPDATE_THROUGH, our_cpu, through_cpu),
    ]


def _read_again(markers):
    """What the bare updates made of the marks meanwhile: markers say what they see."""
    from events.models import Registration

    rows = [row for marker in markers for row in _of(marker)]
    now = dict(
        Registration.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "attendance")
    )
    for row in rows:
        row[1] = now[row[0]]


def _of(marker):
    """Each of a marker's rows once."""
    first = next(marker.rows)
    rows = [first]
    while (row := next(marker.rows)) is not first:
        rows.append(row)
    return rows


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    django.setup()
    show(measure())
