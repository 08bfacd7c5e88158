"""Who is at the doors while machines die: staff as their pages send, and an impatient one."""

import re
import time
import uuid
from collections import Counter
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection, HTTPSConnection
from itertools import cycle, pairwise, permutations
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from tests.events.factories import EventFactory
from tests.faults.marking import MARKS, Crowd, Writer

WRITERS = 12
STATE = re.compile(r'data-state="([^"]+)"')


class AtTheDoor(Writer):
    """Marks twice a second; sends again as `static/js/register/queue.js` does, after its pauses."""

    pauses, rest, patience = (0.3, 1, 2, 4, 8, 15), 0.5, 20
    trust, key, began = None, "", 0.0

    def __init__(self, crowd, port, event):
        super().__init__(crowd, port, event)
        # As from the page of the site's own name: nginx hands that on without its port.
        self.headers |= {"Host": "127.0.0.1", "Origin": "https://127.0.0.1"}
        self.seconds, self.answers, self.moments = [], Counter(), []

    def connected(self):
        """Return a connection to nginx, over TLS."""
        return HTTPSConnection("127.0.0.1", self.port, timeout=self.patience, context=self.trust)

    def send(self, place, asked):
        """Send one mark, and keep how it was answered and for how long it has waited."""
        self.began = self.began if asked["key"] == self.key else time.monotonic()
        self.key = asked["key"]
        is_saved = super().send(place, asked)
        self.answers[self.fault.partition("(")[0] or "saved"] += 1
        if is_saved:
            self.moments.append(time.monotonic())
            self.seconds.append(self.moments[-1] - self.began)
        return is_saved


class Watch(AtTheDoor):
    """Sends again ten times a second: by it the seconds without service are told."""

    pauses, rest = (0.1,), 0.05

    def longest_pause(self, since):
        """The longest time without a saved mark from the last one before `since` until now."""
        moments = self.moments[:]
        before = [moment for moment in moments if moment < since][-1:]
        after = [moment for moment in moments if moment >= since]
        stretch = [*before, *after, time.monotonic()]
        return max(late - early for early, late in pairwise(stretch))


def crowd_at(site, centre):
    """Twelve at the door of one event, and the watch."""
    AtTheDoor.trust = site.trust()
    event = EventFactory(centre=centre, starts_at=timezone.now())
    crowd = Crowd(site.port, event, WRITERS, writer=AtTheDoor)
    crowd.watch = Watch(crowd, site.port, event)
    crowd.writers.append(crowd.watch)
    return crowd


def asked(port, writer, address, fields=None):
    """(status, page) of one request past nginx, by whoever that writer is signed in as."""
    headers = writer.headers | {"X-Forwarded-Proto": "https"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        body = urlencode(fields) if fields else None
        connection.request("POST" if fields else "GET", address, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def lost_sessions(crowd, site):
    """How many who marked are asked to sign in by now, by one web process or the other."""
    home = reverse("home")
    return sum(
        asked(port, writer, home)[0] != HTTPStatus.OK
        for writer in crowd.writers
        for port in site.web_ports
    )


class Witness(AtTheDoor):
    """Has a register of their own open at one web process while a mark is made at the other."""

    def __init__(self, site, centre):
        super().__init__(None, site.port, EventFactory(centre=centre, starts_at=timezone.now()))
        self.site, self.marks = site, cycle(MARKS)

    def sees_both(self):
        """Whether what is marked through each web process is news at the other one."""
        return all(self._sees(*ports) for ports in permutations(self.site.web_ports))

    def _sees(self, here, there):
        place, mark = self.places[0], next(self.marks)
        event = [place.event_id]
        _status, page = asked(there, self, reverse("events:register", args=event))
        state = STATE.search(page)[1]
        address = reverse("events:mark", args=[*event, place.pk])
        fields = {"attendance": mark, "chosen": "on", "key": uuid.uuid4()}
        asked(here, self, address, fields)
        changes = reverse("events:register_changes", args=event)
        _status, news = asked(there, self, f"{changes}?since={state}")
        return f'id="registration-{place.pk}" data-attendance="{mark}"' in news
