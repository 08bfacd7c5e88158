"""A name typed letter by letter into the box of a register: `python -m benchmarks.typing`.

Fills an empty database with 100,000 people and 200,000 places on registers (`--scale` of them),
and types for somebody of one centre and for somebody of all. Each letter is one request through the
whole of the middleware, in this process. Promised: p95 at most 100 ms of server time.
"""

import argparse
import os
import time
from random import Random

import django

PEOPLE, TYPED = 500_000, 30
FEWEST = 2  # letters with which a search begins


def country(plan):
    """The benchmark's country with five times the people: each comes twice."""
    from benchmarks.country.plan import Plan

    class Crowded(Plan):
        @property
        def people(self):
            return self.part(PEOPLE)

    return Crowded(plan.today, plan.scale * 0.2, plan.seed)


def measure(plan):
    """{who types: (wall, CPU) in ms of each letter}."""
    from django.test import Client
    from django.test.utils import override_settings

    from accounts.models import User
    from events.models import Event

    hosts = {"ALLOWED_HOSTS": ["testserver"], "REQUIRE_SECOND_FACTOR": False}
    with override_settings(SERVED_OVER_TLS=False, **hosts):
        for role in ("staff", "coordinator"):
            user = User.objects.filter(grants__role=role).order_by("pk").first()
            events = Event.objects.visible_to(user, "events.add_registration")
            event = events.filter(starts_on=plan.today, register_closed_at=None).first()
            client = Client()
            client.force_login(user)
            yield role, [_typed(client, event, words) for words in _words(user)]


def _words(user):
    """What is typed: names of people that `user` knows, each from its second letter on."""
    from participants.models import Participant

    known = Participant.objects.visible_to(user).current().order_by("pk")
    for person in Random(1).sample(list(known[:5_000]), TYPED):
        name = person.plain_name.lower()
        yield from (name[:end] for end in range(FEWEST, len(name) + 1))


def _typed(client, event, words):
    wall, cpu = time.perf_counter(), time.process_time()
    answer = client.post(
        f"/events/{event.pk}/register/search/", {"q": words}, headers={"HX-Request": "true"}
    )
    if answer.status_code != 200:
        raise SystemExit(f"{words}: {answer.status_code}")
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def _at(share, values):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main():
    from django.core.management import call_command
    from django.utils import timezone

    from benchmarks.country.plan import Plan
    from benchmarks.data import analyse, make
    from participants.models import Participant

    parser = argparse.ArgumentParser(description="Type names into the box of a register.")
    parser.add_argument("--scale", type=float, default=1, help="1: 100,000 people")
    plan = country(Plan(timezone.localdate(), parser.parse_args().scale))
    call_command("migrate", verbosity=0)
    if not Participant.objects.exists():
        make(plan)
        analyse()
    for role, taken in measure(plan):
        for what, values in zip(("wall", "CPU"), zip(*taken, strict=True), strict=True):
            p50, p95 = _at(0.5, values), _at(0.95, values)
            print(f"{role}, {what}, {len(values)} letters: p50 {p50:.0f} ms, p95 {p95:.0f} ms")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    django.setup()
    main()
