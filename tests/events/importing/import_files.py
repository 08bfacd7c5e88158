"""Files to import, made for tests: small ones by hand, and large ones with known faults."""

import csv
import random
from datetime import date, timedelta
from io import BytesIO, StringIO

from django.utils import translation
from openpyxl import Workbook

from events.importing.columns import COLUMNS
from events.importing.running import import_attendance
from events.models import Centre, Event, Headcount, Registration
from participants.models import Participant, PossibleDuplicate
from partners.models import Organisation, Project

FIRST = "Ana Besnik Çelo Drita Elira Fatmir Gëzim Ilir Jonida Klea Luan Mirela Ndue Olta".split()
LAST = "Çela Hoxha Dervishi Gjoni Kola Leka Marku Ndreu Prifti Rama Shehu Tafa Vata Zeqo".split()


def as_csv(rows, separator=","):
    """Dictionaries as the text of a CSV file with the columns that any of them has."""
    columns = [key for key in COLUMNS if any(key in row for row in rows)]
    columns += sorted({key for row in rows for key in row} - set(columns))
    text = StringIO()
    writer = csv.DictWriter(text, columns, delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def csv_file(rows, encoding="utf-8", separator=","):
    """Dictionaries as a CSV file."""
    return as_csv(rows, separator).encode(encoding)


def xlsx_file(table):
    """Lists of cells as an XLSX file."""
    workbook = Workbook()
    for cells in table:
        workbook.active.append(cells)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def attendance(event="Takimi", starts_at="2021-10-06 10:00", **cells):
    """One row of a file: Ana Hoxha at a meeting, unless told otherwise."""
    named = {} if "headcount" in cells else {"first_name": "Ana", "last_name": "Hoxha"}
    return {"event": event, "starts_at": starts_at, **named, **cells}


def large_file(rows=10_000, people=4_000, seed=1):
    """Sound rows about `people` invented people at enough events that nobody is there twice."""
    choose = random.Random(seed)
    registers = {}
    made = []
    for _number in range(rows):
        week = choose.randrange(150)
        day = date(2021, 1, 4) + timedelta(weeks=week)
        event = f"Takimi {week % 7}"
        if choose.random() < 0.03:
            made.append(
                attendance(
                    event,
                    f"{day} 10:00",
                    headcount=str(choose.randint(1, 30)),
                    sex=choose.choice("FM"),
                    category=choose.choice(["parent", "child"]),
                )
            )
            continue
        register = registers.setdefault(week, set())
        person = choose.randrange(people)
        while person in register:
            person = choose.randrange(people)
        register.add(person)
        made.append(_attendance_of(person, event, day, choose))
    return made


def _attendance_of(person, event, day, choose):
    own = random.Random(person)
    cells = {
        "first_name": own.choice(FIRST) + own.choice(["", "", " " + own.choice(FIRST)]),
        "father_name": own.choice(["", own.choice(FIRST)]),
        "last_name": own.choice(LAST) + own.choice(["", "-" + own.choice(LAST)]),
        "sex": own.choice("FM"),
        "birth_year": str(own.randint(1950, 2015)),
        "category": own.choice(["parent", "child", "police", "Prindër"]),
        "organisation": own.choice(["", "Bashkia Tiranë", "Shkolla “Ismail Qemali”"]),
        "disability": own.choice(["", "yes", "no"]),
        "phone": own.choice(["", "069 234 5678"]),
        "attendance": choose.choice(["", "present", "late", "absent"]),
        "person": f"p{person}",
    }
    return attendance(event, f"{day} 10:00", **cells)


SPOILED = {
    "starts_at": lambda row: row | {"starts_at": "2021-02-30 10:00"},
    "birth_year": lambda row: row | {"birth_year": "2095"},
    "last_name": lambda row: row | {"last_name": "---"},
    "first_name": lambda row: row | {"first_name": "=HYPERLINK(1)"},
    "sex": lambda row: row | {"sex": "x"},
    "project": lambda row: row | {"project": "NO-SUCH-PROJECT"},
    "organisation": lambda row: row | {"organisation": "Bashkia Tiran\udceb"},
    "category": lambda row: row | {"category": "Ã«ngjëll"},
    "age": lambda row: row | {"age": "3.5"},
    "ends_at": lambda row: row | {"ends_at": row["starts_at"].replace("10:00", "09:00")},
}


def spoil(rows, bad, seed=2):
    """The file of `rows` with `bad` of them spoiled, and {row number: column} of those."""
    choose = random.Random(seed)
    named = [place for place, row in enumerate(rows) if "headcount" not in row]
    rows, expected = list(rows), {}
    for turn, place in enumerate(choose.sample(named, bad)):
        column = list(SPOILED)[turn % len(SPOILED)]
        rows[place] = SPOILED[column](rows[place])
        expected[place + 2] = column
    return as_csv(rows).encode("utf-8", "surrogateescape"), expected


def load(rows, **how):
    """Import dictionaries (or the bytes of a file) into the seeded centre, or that of `centre`."""
    content = rows if isinstance(rows, bytes) else csv_file(rows)
    centre = how.pop("centre", None) or Centre.objects.get(code="engjejt-e-vegjel")
    with translation.override("en"):
        return import_attendance(content=content, centre=centre, **how)


def rejected(result):
    """The bad rows of a result as {row: column}."""
    return {problem.row: problem.column for problem in result.rejected}


def state():
    """Everything that an import writes, without ids, codes and moments, in a fixed order."""
    people = {
        person.pk: (
            person.first_name,
            person.father_name,
            person.last_name,
            person.sex,
            str(person.birth_date or person.birth_year or ""),
            f"{person.told_age} {person.age_told_on}",
            person.category.code,
            person.organisation.name_sq if person.organisation else "",
            person.phone,
            person.disability,
            person.import_key,
            person.needs_completion,
        )
        for person in Participant.objects.select_related("category", "organisation")
    }
    events = {
        event.pk: (
            event.import_key,
            str(event.starts_at),
            str(event.ends_at),
            event.is_all_day,
            str([event.title_sq, event.title_en, event.venue_sq]),
            event.kind,
            event.status,
            *sorted(project.code for project in event.projects.all()),
        )
        for event in Event.objects.prefetch_related("projects")
    }
    registrations = [
        (
            events[row.event_id],
            people[row.participant_id],
            row.category.code,
            row.organisation.name_sq if row.organisation else "",
            row.attendance,
            str(row.age),
        )
        for row in Registration.objects.select_related("category", "organisation")
    ]
    headcounts = [
        (
            events[row.event_id],
            row.category.code,
            row.sex,
            f"{row.age_from}-{row.age_to}",
            row.count,
        )
        for row in Headcount.objects.select_related("category")
    ]
    pairs = [
        tuple(sorted((people[pair.first_id], people[pair.second_id])))
        for pair in PossibleDuplicate.objects.all()
    ]
    return {
        "people": sorted(people.values()),
        "events": sorted(events.values()),
        "registrations": sorted(registrations),
        "headcounts": sorted(headcounts),
        "pairs": sorted(pairs),
        "organisations": sorted(Organisation.objects.values_list("name_sq", flat=True)),
        "projects": sorted(Project.objects.values_list("code", flat=True)),
    }
