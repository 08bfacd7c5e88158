"""Make a large invented database for measuring: `python -m benchmarks.data [attendances]`.

The shape is that of a network of centres over three years: of 1,000,000 registrations some 830,000
are attendances that count, 68,000 of them in the quarter `QUARTER`. Everything is drawn from one
seed, so two runs make the same rows.
"""

import os
import random
import sys
from datetime import UTC, date, datetime, timedelta

import django

SEED = 20211006
FIRST_DAY = date(2018, 7, 1)
DAYS = 1095  # three years: a quarter holds about one twelfth
QUARTER = date(2020, 10, 1), date(2020, 12, 31)
PER_EVENT = 16
EVENTS_PER_PERSON = 20
BATCH = 5_000
ATTENDANCE = ["present"] * 85 + ["late"] * 5 + ["absent"] * 6 + ["excused"] * 3 + ["unmarked"]
STATUS = ["held"] * 96 + ["cancelled"] * 2 + ["planned"] + ["postponed"]
CATEGORY = ["child"] * 40 + ["parent"] * 30 + ["young_person"] * 20 + ["staff"] * 4 + ["police"] * 6


def code_of(number):
    """A participant's code that no other has: random ones collide among so many."""
    from participants.models.people import CODE_LETTERS

    code = ""
    for _place in range(6):
        number, letter = divmod(number, len(CODE_LETTERS))
        code += CODE_LETTERS[letter]
    return code


def in_batches(model, rows):
    """Save `rows` (an iterator) a batch at a time; return how many."""
    saved, batch = 0, []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            model.objects.bulk_create(batch)
            saved, batch = saved + len(batch), []
    model.objects.bulk_create(batch)
    return saved + len(batch)


def make(attendances):
    """Fill an empty, migrated database with `attendances` registrations."""
    from events.models import Centre, Event, Headcount, Registration
    from participants.models import Category, Participant
    from partners.models import Project

    draw = random.Random(SEED)
    categories = {category.code: category.pk for category in Category.objects.all()}
    centres = [Centre.objects.create(code=f"b-{n}", name_sq=f"Qendra {n}").pk for n in range(10)]
    projects = [
        Project.objects.create(code=f"B-{n}", title_sq=f"Projekti {n}").pk for n in range(4)
    ]

    def people():
        for number in range(attendances // EVENTS_PER_PERSON):
            yield Participant(
                code=code_of(number),
                first_name=f"Emri{number}",
                last_name=f"Mbiemri{number}",
                sex=draw.choice(["female", "female", "male", "unknown"]),
                disability=draw.choice(["no"] * 8 + ["yes", "unknown"]),
                disability_method="imported",
                birth_year=draw.randint(1950, 2015),
                category_id=categories[draw.choice(CATEGORY)],
                centre_id=draw.choice(centres),
            )

    in_batches(Participant, people())
    persons = list(
        Participant.objects.order_by("pk").values_list("pk", "category_id", "birth_year")
    )

    def meetings():
        for number in range(attendances // PER_EVENT):
            day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
            yield Event(
                title_sq=f"Takimi {number}",
                centre_id=draw.choice(centres),
                starts_at=datetime(day.year, day.month, day.day, draw.randint(7, 18), tzinfo=UTC),
                status=draw.choice(STATUS),
            )

    in_batches(Event, meetings())
    events = list(Event.objects.order_by("starts_at", "pk").values_list("pk", "starts_at"))
    links = Event.projects.through
    in_batches(links, (links(event_id=pk, project_id=draw.choice(projects)) for pk, _at in events))

    def registrations():
        # People come and go: each event draws from those of its time.
        window = max(len(persons) // 3, PER_EVENT)
        for place, (event_id, starts_at) in enumerate(events):
            first = (len(persons) - window) * place // len(events)
            for person_id, category_id, born in draw.sample(
                persons[first : first + window], PER_EVENT
            ):
                attendance = draw.choice(ATTENDANCE)
                yield Registration(
                    event_id=event_id,
                    participant_id=person_id,
                    category_id=category_id,
                    attendance=attendance,
                    marked_at=None if attendance == "unmarked" else starts_at,
                    age=max(starts_at.year - born, 0),
                )

    print(f"{in_batches(Registration, registrations()):,} registrations")
    in_batches(
        Headcount,
        (
            Headcount(event_id=pk, category_id=categories["community_member"], count=5)
            for pk, _at in events[::10]
        ),
    )


def main():
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0)
    attendances = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with transaction.atomic():
        make(attendances)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    django.setup()
    main()
