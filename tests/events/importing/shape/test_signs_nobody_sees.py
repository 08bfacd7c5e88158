"""Signs that nobody sees, and letters in two pieces: they change no date, no month and no mark."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from events.importing.values import birth_date_of, day_and_clock, day_order
from events.models import Event, Registration
from participants.models import Participant
from tests.events.importing.import_files import xlsx_file
from tests.events.importing.shape.test_lists_of_strangers import THREE, asked, marks, names, take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FORMS = pytest.mark.parametrize("form", ["NFC", "NFD"])
# Windows and telephones copy such marks with a date, macOS takes letters apart.
COPIED = pytest.mark.parametrize(
    "day", ["\u200e05/06/2021", "05/\u200f06/2021", "të hënën 05/06/2021", "05/06/'21", "05/06/’21"]
)


@FORMS
@COPIED
def test_day_that_can_be_read_both_ways_is_asked_about(day, form):
    list_of_one = f"Emri;Mbiemri;Data\nAna;Deda;{unicodedata.normalize(form, day)}\n"

    assert asked(list_of_one, starts_at="") == ["dates"]
    take(list_of_one, starts_at="", dates="day_first")
    assert str(Event.objects.get().starts_on) == "2021-06-05"


@FORMS
@COPIED
def test_day_that_can_be_read_both_ways_is_never_read_without_an_answer(day, form):
    text = unicodedata.normalize(form, day)

    assert day_order(text) == "either"
    with pytest.raises(ValidationError, match="day or the month can come first"):
        day_and_clock(text)


@pytest.mark.parametrize("day", ["\u200e05/06/1990", "05/06/1990 00:00\u200e"])
def test_date_of_birth_that_can_be_read_both_ways_is_asked_about(day):
    list_of_one = f"Emri;Mbiemri;Datelindja\nAna;Deda;{day}\n"

    assert asked(list_of_one) == ["dates"]
    take(list_of_one, dates="day_first")
    assert str(Participant.objects.get().birth_date) == "1990-06-05"
    assert str(birth_date_of(day, "day_first")) == "1990-06-05"


@pytest.mark.parametrize("above", ["Data: \u200e05/06/2021", "\u200eData\u200e: 05/06/2021"])
def test_day_above_a_list_that_can_be_read_both_ways_is_asked_about(above):
    assert asked(f"{above}\nEmri;Mbiemri\nAna;Deda\n", starts_at="") == ["dates"]


def test_column_headed_by_a_day_that_can_be_read_both_ways_is_asked_about():
    grid = xlsx_file([["Emri", "Mbiemri", "\u200e05/06/2021"], ["Ana", "Deda", "x"]])

    assert asked(grid, starts_at="") == ["dates"]
    assert not Event.objects.exists()
    take(grid, starts_at="", dates="day_first")
    assert str(Event.objects.get().starts_on) == "2021-06-05"


@FORMS
def test_months_days_and_marks_are_read(form):
    lines = [
        ["Klubi", "Nëntor\u200e 2021"],
        ["Emri", "Mbiemri", "\u200e4", "6\u200e", "8 nëntor"],
        ["Ana", "Deda", "mungesë", "\u200ex", "\u200e"],
        ["Beni", "Leka", "x", "x", "x"],
    ]
    copied = [[unicodedata.normalize(form, cell) for cell in line] for line in lines]

    take(xlsx_file(copied), event="Klubi", starts_at="", empty="absent")

    days = Registration.objects.filter(participant__first_name="Ana").order_by("event__starts_on")
    assert [(str(row.event.starts_on), row.attendance) for row in days] == [
        ("2021-11-04", "absent"),
        ("2021-11-06", "present"),
        ("2021-11-08", "absent"),
    ]


@FORMS
def test_marks_in_a_message_are_read(form):
    sent = "Ana Deda - mungesë\nBeni Leka - mungesë\nMira Çela - erdhi\n"

    take(unicodedata.normalize(form, sent))

    assert marks() == {("Ana", "absent"), ("Beni", "absent"), ("Mira", "present")}
    assert names() == THREE
