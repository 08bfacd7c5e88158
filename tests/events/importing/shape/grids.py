"""Class grids made for tests, and what became of them."""

import io
from datetime import date

from openpyxl import Workbook

from events.importing.shape.questions import Answers
from events.models import Event, Registration
from tests.events.importing.import_files import load

NAMES = [("Ana", "Deda"), ("Beni", "Leka"), ("Drita", "Çela")]
MARKS = [["x", "", "x"], ["", "x", "x"], ["x", "x", ""]]
OCTOBER, NOVEMBER = (4, 6, 8), (3, 5, 9)
LATER_MARKS = [["", "x", "x"], ["x", "", ""], ["x", "x", ""]]
CAME = {
    date(2021, 10, 4): {"Ana", "Drita"},
    date(2021, 10, 6): {"Beni", "Drita"},
    date(2021, 10, 8): {"Ana", "Beni"},
    date(2021, 11, 3): {"Beni", "Drita"},
    date(2021, 11, 5): {"Ana", "Drita"},
    date(2021, 11, 9): {"Ana"},
}
KNOWN = {"event": "Klubi", "empty": "absent"}
BOTH_NAMES = ("Fleta1", "Fleta1 (2)")
BOTH = [f"month:{name}" for name in BOTH_NAMES]
SECOND = BOTH[1:]


def workbook(sheets):
    """{title: lines} as an XLSX file."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def grid(days, *above, marks=MARKS):
    """The lines of a sheet with these days across."""
    lines = [[n, *name, *of] for n, (name, of) in enumerate(zip(NAMES, marks, strict=True), 1)]
    return [*above, ["Nr", "Emri", "Mbiemri", *days], *lines]


def ask(content, **answers):
    """What is asked once these answers are known."""
    result = load(content, answers=Answers(asks=True, **answers), dry_run=True)
    return [question["name"] for question in result.questions]


def take(content, sheets=(), **answers):
    given = KNOWN | answers
    result = load(content, answers=Answers(asks=True, sheets=tuple(sheets), **given), letters="sq")
    assert not result.questions
    assert not result.rejected
    return result


def meetings():
    """{(title, day): (came, absent)} of all events."""
    found = {}
    for event in Event.objects.all():
        places = Registration.objects.filter(event=event)
        came = places.filter(attendance="present").count()
        found[str(event), event.starts_on] = (came, places.filter(attendance="absent").count())
    return found


def thrice(title, month):
    return {(title, date(2021, month, day)): (2, 1) for day in (4, 6, 8)}


def came():
    """{day: first names of those who came}."""
    found = {}
    for place in Registration.objects.filter(attendance="present").select_related():
        found.setdefault(place.event.starts_on, set()).add(place.participant.first_name)
    return found
