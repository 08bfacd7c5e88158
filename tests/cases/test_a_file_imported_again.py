"""A file imported again changes nothing, whatever was corrected on screen since then."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Event, Headcount, Registration
from events.models.imported import ImportedEvent, ImportedRow
from events.register.people.services import cancel_registration
from participants.models import Participant
from tests.events.importing.import_files import attendance, load, state
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL, pytest.mark.slow]
ANA = {"first_name": "Ana", "last_name": "Deda", "sex": "F", "birth_year": "2010"}
BENI = {"first_name": "Beni", "last_name": "Leka", "sex": "M", "phone": "0692345678"}
TWO = [attendance("Takim", "2021-03-06 10:00", **who) for who in (ANA, BENI)]
COUNTED = attendance("Takim", "2021-03-06 10:00", headcount="7", category="parent")


def move(days=1):
    event = Event.objects.get()
    event.starts_at += timedelta(days=days)
    event.save()


def rename():
    Participant.objects.filter(first_name="Ana").update(first_name="Anna")
    Participant.objects.get(first_name="Anna").save()


def take_off(name="Beni"):
    place = Registration.objects.get(participant__first_name=name)
    cancel_registration(registration=place, cancelled_by=None)


def mark_absent():
    Registration.objects.filter(participant__first_name="Ana").update(attendance="absent")


def retitle():
    event = Event.objects.get()
    event.title_sq = "Takimi i marsit"
    event.save()


def recount():
    Headcount.objects.update(count=9)


def clear_phone():
    Participant.objects.update(phone="")


CORRECTIONS = [move, rename, take_off, mark_absent, retitle, recount, clear_phone]


@pytest.mark.parametrize("correct", CORRECTIONS)
@pytest.mark.parametrize("as_keyed", [False, True])
def test_a_correction_on_screen_stays(correct, as_keyed):
    rows = [*TWO, COUNTED]
    if as_keyed:
        rows = [TWO[0] | {"person": "P1"}, TWO[1] | {"person": "P2"}, COUNTED]
    rows = [row | {"title_en": "Meeting"} for row in rows]
    load(rows)
    correct()
    corrected = state()

    result = load(rows)

    assert state() == corrected
    assert result.counts == {
        "events": {"created": 0, "updated": 0},
        "participants": {"created": 0, "matched": 2},
        "registrations": {"created": 0, "updated": 0, "unchanged": 2},
        "headcounts": {"created": 0, "updated": 0, "unchanged": 1},
    }


def test_the_import_says_who_stays_off_and_what_was_moved():
    load(TWO)
    take_off()
    move()

    told = {problem.row: problem.reason for problem in load(TWO).left_out}

    assert told == {
        2: "Moved to 7 March 2021 since it was imported: it stays there.",
        3: "Taken off the register since it was imported: stays off.",
    }


def test_afresh_takes_in_again_who_was_taken_off():
    load(TWO)
    take_off()

    load(TWO, afresh=True)

    assert Registration.objects.active().count() == 2


def test_what_is_new_in_a_longer_file_comes_in_beside_what_was_corrected():
    load(TWO)
    move()
    rename()
    third = attendance("Takim", "2021-03-06 10:00", first_name="Cen", last_name="Rama")
    later = TWO[0] | {"event": "Tjetër", "starts_at": "2021-03-13 10:00"}

    load([*TWO, third, later])

    moved = Event.objects.get(import_key="Takim")
    assert str(moved.starts_on) == "2021-03-07"
    assert sorted(row.participant.first_name for row in moved.registrations.all()) == [
        "Anna",
        "Beni",
        "Cen",
    ]
    assert Participant.objects.count() == 3
    assert Event.objects.count() == 2


def test_a_cell_that_was_corrected_in_the_file_is_taken_for_that_row_alone():
    load([row | {"attendance": "present"} for row in TWO])
    mark_absent()

    load([TWO[0] | {"attendance": "present"}, TWO[1] | {"attendance": "excused"}])

    marks = Registration.objects.values_list("participant__first_name", "attendance")
    assert dict(marks) == {"Ana": "absent", "Beni": "excused"}


def test_rows_that_stand_twice_are_one_and_said():
    result = load([*TWO, TWO[0], TWO[0]])

    assert not result.rejected
    assert [(problem.row, problem.reason) for problem in result.left_out] == [
        (4, "The same as row 2: taken once."),
        (5, "The same as row 2: taken once."),
    ]
    assert Registration.objects.count() == 2


def test_nothing_that_the_file_says_can_be_read_from_what_is_kept():
    load([*TWO, COUNTED])

    kept = [*ImportedEvent.objects.values(), *ImportedRow.objects.values()]
    assert len(kept) == 4
    for word in ("Takim", "Ana", "Deda", "2010", "692345678"):
        assert word not in str([{k: v for k, v in row.items() if k != "id"} for row in kept])


def test_a_changed_secret_still_finds_while_the_old_one_is_a_fallback(settings):
    load(TWO)
    move()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    before = state()

    load(TWO)

    assert state() == before


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations([0, 1, 2]),
    corrections=st.lists(st.sampled_from(CORRECTIONS[1:4]), unique=True),
)
def test_twice_is_once_in_any_order_after_any_corrections(order, corrections):
    Registration.objects.all().delete()
    Headcount.objects.all().delete()
    Event.objects.all().delete()
    Participant.objects.all().delete()
    rows = [*TWO, COUNTED]
    load(rows)
    for correct in corrections:
        correct()
    corrected = state()

    load([rows[place] for place in order])

    assert state() == corrected
