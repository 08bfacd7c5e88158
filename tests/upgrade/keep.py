"""Write this folder's files anew: `make landed`, once what is on `main` has landed.

The rows are the demonstration, the world of the route tests and a crowd drawn at random: invented.
"""

import random

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from demonstration.load import load_demonstration
from events.models import Centre
from tests.reports.counting.slow_count import Crowd, Meeting, Person, Place, World
from tests.reports.worlds import AGES, CATEGORIES, MOMENTS, SEXES, save
from tests.upgrade import dump
from tests.upgrade.figures import figures
from tests.upgrade.landed import land
from tests.world import build_world

PASSWORD = "nobody signs in here"


@pytest.mark.django_db(transaction=True)
def test_keep_the_landed_version():
    """Fill this test's database and keep it; run as a test, it has one that goes with it."""
    land()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        load_demonstration(password=PASSWORD)
        build_world(Centre.objects.get(code="engjejt-e-vegjel"))
        save(crowded(random.Random(6)), (0, 18, 60))
        kept = {
            "made_at": now.isoformat(),
            "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
            "tables": dump.rows_of(apps),
            "figures": figures(),
        }
    dump.write(kept)


def crowded(chance):
    """Thirty people at some of twenty meetings, and people without a name at some."""
    people = [Person(n, chance.choice(SEXES), chance.choice(["yes", "no"])) for n in range(30)]
    meetings = [
        Meeting(n, n % 2, {n % 3} & {0, 1}, chance.choice(MOMENTS), "held") for n in range(20)
    ]
    places = [
        Place(
            meeting,
            person,
            chance.choice(CATEGORIES),
            "registered",
            chance.choice(["present", "present", "late", "absent", "unmarked"]),
            chance.choice(AGES),
        )
        for meeting in meetings
        for person in chance.sample(people, 12)
    ]
    crowds = [
        Crowd(meeting, chance.choice(CATEGORIES), chance.choice(SEXES), None, None, meeting.number)
        for meeting in meetings[1::3]
    ]
    return World(people=people, meetings=meetings, places=places, crowds=crowds)
