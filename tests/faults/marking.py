"""Staff who go on marking while the server dies under them, and what became of it."""

import uuid
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from itertools import chain, cycle, repeat
from threading import Condition, Event, Thread
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from events.models import RegisterAct, Registration
from tests.conftest import user_with
from tests.events.factories import RegistrationFactory

MARKS = ("present", "late")
CSRF = "a" * 32


class Crowd:
    """Writers, each with people of their own; `acknowledged`: the keys of marks that were saved."""

    def __init__(self, port, event, number, *, writer=None):
        self.acknowledged, self.change, self.stop = set(), Condition(), Event()
        self.writers = [(writer or Writer)(self, port, event) for _number in range(number)]

    def __enter__(self):
        for writer in self.writers:
            writer.start()
        return self

    def __exit__(self, *_fault):
        self.stop.set()
        for writer in self.writers:
            writer.join(60)

    def note(self, key):
        """A mark was saved, as its writer was told."""
        with self.change:
            self.acknowledged.add(key)
            self.change.notify_all()

    def wait_for_more(self, number, seconds=120):
        """Return once that many more marks were acknowledged; TimeoutError where they do not."""
        with self.change:
            wanted = len(self.acknowledged) + number
            if not self.change.wait_for(lambda: len(self.acknowledged) >= wanted, seconds):
                faults = [writer.fault for writer in self.writers if writer.fault]
                raise TimeoutError(f"{len(self.acknowledged)} of {wanted}: {faults}")


class Writer(Thread):
    """Marks one person after the other; what was not acknowledged is sent again under its key.

    `pauses`: the seconds before it is sent again, the last of them for ever; `rest`: after a mark
    that was saved; `patience`: for an answer.
    """

    pauses, rest, patience = (0.05,), 0, 60

    def __init__(self, crowd, port, event):
        super().__init__(daemon=True)
        self.crowd, self.port, self.fault = crowd, port, ""
        client = Client()
        client.force_login(user_with("staff", centre=event.centre))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.headers = {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; "
            f"{settings.CSRF_COOKIE_NAME}={CSRF}",
            "X-CSRFToken": CSRF,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.places = RegistrationFactory.create_batch(3, event=event)

    def run(self):
        seen = {place.pk: "" for place in self.places}
        for place, mark in zip(cycle(self.places), _marks(len(self.places))):  # noqa: B905
            key = str(uuid.uuid4())
            asked = {"attendance": mark, "chosen": "on", "key": key, "seen": seen[place.pk]}
            pauses = chain(self.pauses, repeat(self.pauses[-1]))
            while not self.send(place, asked):
                if self.crowd.stop.wait(next(pauses)):
                    return
            seen[place.pk] = mark
            self.crowd.note(key)
            if self.crowd.stop.wait(self.rest):
                return

    def connected(self):
        """Return a connection of one request."""
        return HTTPConnection("127.0.0.1", self.port, timeout=self.patience)

    def send(self, place, asked):
        """Send one mark; whether it was saved."""
        page = reverse("events:mark", args=[place.event_id, place.pk])
        try:
            with closing(self.connected()) as connection:
                connection.request("POST", page, urlencode(asked), self.headers)
                answer = connection.getresponse()
                answer.read()
        except (OSError, HTTPException) as fault:
            self.fault = repr(fault)
            return False
        self.fault = "" if answer.status == 200 else f"status {answer.status}"
        return answer.status == 200


def _marks(number):
    """Each mark for as many people as there are, then the other one."""
    for mark in cycle(MARKS):
        yield from [mark] * number


def count_what_became(crowd):
    """(acknowledged, lost, doubled or half) marks, by what the database holds now."""
    acts = RegisterAct.objects.filter(kind=RegisterAct.Kind.MARK)
    kept = {str(key) for key in acts.values_list("key", flat=True)}
    wrong = len(acts) - len(kept)
    for place in Registration.objects.filter(acts__in=acts).distinct():
        done = acts.filter(registration=place, outcome=RegisterAct.Outcome.DONE).order_by("pk")
        changes = [act for act in done if act.after]
        rows = place.history.exclude(attendance="unmarked").count()
        wrong += abs(len(changes) - rows)
        wrong += changes[-1].after["attendance"] != place.attendance
    return len(crowd.acknowledged), len(crowd.acknowledged - kept), wrong
