"""Lines of a register that were written over, sorted, copied or moved mark nobody."""

from datetime import timedelta

import pytest

from participants.models import Participant
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.importing.downloads.registers import (
    NOON,
    changed,
    rows_of,
    table,
    take_away,
    take_in,
)
from tests.events.importing.import_files import rejected, state
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english"),
    MORE_ON_POSTGRESQL,
    pytest.mark.slow,
]


@pytest.fixture
def boys(event):
    """A register of boys whose names are none like another: Ana is a girl among them."""
    for first, last in (("Ana", "Deda"), ("Zef", "Kola"), ("Elona", "Prendi"), ("Elena", "Prendi")):
        person = ParticipantFactory(first_name=first, last_name=last)
        RegistrationFactory(event=event, participant=person, category=person.category)
    return event


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("person", "SHKEJ-BCDFGHJKLMNPQRST-1"),  # forged
        ("person", None),  # she is on the register already
        ("event", "SHKEJ-BCDFGHJKLMNPQRST"),
        ("starts_at", "2021-10-07 12:00"),
    ],
)
def test_a_line_that_nobody_knows_is_a_bad_row(register, coordinator, centre, column, text):
    content = take_away(register, coordinator)
    row = rows_of(content, first_name="Ana")[1]
    before = state()

    result = take_in(changed(content, **{f"row_{row}": {column: text}}), coordinator, centre)

    assert result.is_refused
    assert row in rejected(result)
    assert state() == before


def test_a_line_of_a_group_is_nobodys(register, coordinator, centre):
    content = take_away(register, coordinator)
    [count] = rows_of(content, headcount="8")
    line = table(content)[count - 2]["person"]
    row = rows_of(content, first_name="Ana")[0]

    result = take_in(changed(content, **{f"row_{row}": {"person": line}}), coordinator, centre)

    assert rejected(result) == {row: "person"}


@pytest.mark.parametrize(
    ("column", "text"),
    [("first_name", "Anna"), ("sex", "M"), ("age", "12"), ("birth_year", "2009")],
)
def test_what_is_recorded_of_a_person_stays_and_that_is_said(
    register, coordinator, centre, column, text
):
    content = take_away(register, coordinator)
    row = rows_of(content, first_name="Ana")[1]
    said = {column: text} | ({"age": None} if column == "birth_year" else {})
    before = state()

    result = take_in(changed(content, **{f"row_{row}": said}), coordinator, centre)

    assert state() == before
    assert [(note.row, note.column) for note in result.left_out] == [(row, column)]


def test_a_line_written_over_with_another_name_marks_nobody(boys, coordinator, centre):
    content = take_away(boys, coordinator)
    [row] = rows_of(content, first_name="Ana")
    said = {"first_name": "Zamira", "last_name": "Kola", "attendance": "present"}
    before = state()

    result = take_in(changed(content, **{f"row_{row}": said}), coordinator, centre)

    assert rejected(result) == {row: "first_name"}
    assert "Ana Deda" in result.rejected[0].reason
    assert state() == before


@pytest.mark.parametrize("names", [("Ana", "Zef"), ("Elona", "Elena")])
def test_names_sorted_without_their_lines_mark_nobody(boys, coordinator, centre, names):
    content = take_away(boys, coordinator)
    rows = [rows_of(content, first_name=name)[0] for name in names]
    lines = [table(content)[row - 2] for row in rows]
    said = {
        f"row_{row}": {key: line[key] for key in ("first_name", "last_name")} | {"attendance": mark}
        for row, line, mark in zip(rows, reversed(lines), ("present", "absent"), strict=True)
    }
    before = state()

    result = take_in(changed(content, **said), coordinator, centre)

    assert rejected(result) == dict.fromkeys(sorted(rows), "first_name")
    assert state() == before


def test_fathers_of_two_of_one_name_do_not_change_places(event, coordinator, centre):
    for father in ("Gjon", "Pal"):
        person = ParticipantFactory(first_name="Teuta", father_name=father, last_name="Dauti")
        RegistrationFactory(event=event, participant=person, category=person.category)
    content = take_away(event, coordinator)
    [one], [other] = (rows_of(content, father_name=name) for name in ("Gjon", "Pal"))
    said = {f"row_{one}": {"father_name": "Pal"}, f"row_{other}": {"father_name": "Gjon"}}

    result = take_in(changed(content, **said), coordinator, centre)

    assert set(rejected(result)) == {one, other}


@pytest.mark.parametrize(
    "said", [{"first_name": "Anna"}, {"last_name": "Dedaj"}, {"last_name": None}]
)
def test_a_name_spelled_otherwise_is_still_hers(boys, coordinator, centre, said):
    content = take_away(boys, coordinator)
    [row] = rows_of(content, first_name="Ana")
    said = {"attendance": "late"} | said

    result = take_in(changed(content, **{f"row_{row}": said}), coordinator, centre)

    assert not result.is_refused
    assert boys.registrations.get(participant__first_name="Ana").attendance == "late"
    assert Participant.objects.filter(first_name="Ana", last_name="Deda").count() == 1


def test_a_surname_that_was_not_known_is_filled_in(register, coordinator, centre):
    content = take_away(register, coordinator)
    [row] = rows_of(content, first_name="Lul")

    result = take_in(changed(content, **{f"row_{row}": {"last_name": "Gega"}}), coordinator, centre)

    assert not result.is_refused
    assert Participant.objects.get(first_name="Lul").last_name == "Gega"


@pytest.mark.parametrize(
    "said",
    [
        {"first_name": "Beni", "last_name": "Leka"},
        {"attendance": "absent"},
    ],
)
def test_of_a_copied_line_the_later_is_a_bad_row(boys, coordinator, centre, said):
    content = take_away(boys, coordinator)
    [row] = rows_of(content, first_name="Ana")
    line = table(content)[row - 2]

    result = take_in(changed(content, row_6=line | said), coordinator, centre)

    assert list(rejected(result)) == [6]
    assert "empty" in result.rejected[0].reason.lower()


def test_a_line_moved_under_another_register_means_nobody(register, coordinator, centre):
    other = EventFactory(centre=centre, starts_at=NOON + timedelta(days=3))
    stranger = ParticipantFactory(first_name="Ilir", last_name="Rama")
    RegistrationFactory(event=other, participant=stranger)
    here, there = take_away(register, coordinator), take_away(other, coordinator)
    line = table(there)[0]["person"]
    row = rows_of(here, first_name="Ana")[1]

    result = take_in(changed(here, **{f"row_{row}": {"person": line}}), coordinator, centre)

    assert rejected(result) == {row: "person"}
