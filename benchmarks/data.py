"""Make a whole invented country to measure on: `python -m benchmarks.data [--scale 1]`.

60 centres, 100,000 people in families and alone, 5,000 events of three years and the next weeks,
1,000,000 places on registers; with their change history, acts, access log, telephones, guardians,
consents, series, possible duplicates and people to complete. Everything is drawn from one seed: two
runs for the same day make the same rows. Needs a database that holds none of this yet; migrates it.
"""

import argparse
import os
import time
from datetime import date

import django


def make(plan):
    """Fill the database; returns how many places on registers there are."""
    from django.db import transaction

    from benchmarks.country.meetings import Meetings
    from benchmarks.country.people import Population
    from benchmarks.country.places import make_places
    from benchmarks.country.registers import Registers
    from benchmarks.country.traces import make_traces

    with transaction.atomic():
        places = make_places(plan)
        population = Population(plan, places).make()
        meetings = Meetings(plan, places, population).make()
        number = Registers(plan, population, meetings).make()
        make_traces(plan, places, meetings)
    return number


def analyse():
    """Let the database know how much there is; what it learns outlives a transaction undone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main():
    from django.core.management import call_command
    from django.utils import timezone

    from benchmarks.country.plan import SEED, Plan
    from events.models import Registration

    parser = argparse.ArgumentParser(description="Make a whole invented country.")
    parser.add_argument("--scale", type=float, default=1, help="1: 1,000,000 registrations")
    parser.add_argument("--today", type=date.fromisoformat, default=timezone.localdate())
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    call_command("migrate", verbosity=0)
    if Registration.objects.exists():
        parser.error("This database has registrations already: give an empty one.")
    began = time.perf_counter()
    number = make(Plan(asked.today, asked.scale, asked.seed))
    analyse()
    print(f"{number:,} registrations in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    django.setup()
    main()
