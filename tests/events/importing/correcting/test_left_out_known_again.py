"""Rows left out by a tick stay left out when their list is chosen again, and can be taken in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.importing.undoing.services import undo_import
from events.models import Import, ImportedRow, Registration
from participants.models import Participant
from tests.drafts.pages import fields_of, form_of
from tests.events.factories import CentreFactory, RegistrationFactory
from tests.events.importing.correcting.pages import (
    ANSWER,
    GOOD,
    IMPORT,
    NAMELESS,
    OLD,
    SEX,
    bad,
    bring,
    check_again,
    correct,
    named,
    send,
    text,
    typed_and_imported,
)
from tests.events.importing.import_files import attendance, csv_file, load, rejected
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]
BEFORE = "Left out when it was imported before: it stays left out."
ZEF = attendance(first_name="Zef", last_name="Prela")
TWICE = [attendance(attendance=mark) for mark in ("present", "absent")]
CAME = ZEF | {"attendance": "present"}
GRID = """\
Aktiviteti: Klubi
Emri,Mbiemri,04.10.2021,05.10.2021
7Ana,Hoxha,po,jo
Beni,Leka,jo,po
"""


def leave_out(client, page, place=0):
    """Tick one of the bad lines and check again."""
    return check_again(client, page, {page.context["correcting"].bad[place].out: "on"})


def without_tick(page):
    """The form of a page once the tick of its only line that is left out is taken away."""
    [line] = [line for line in page.context["correcting"].corrected if line.is_out]
    form = fields_of(form_of(page, ANSWER))
    return {name: value for name, value in form.items() if name != line.out}


def notes(page):
    return {note.row: note.reason for note in page.context["left_out"]}


def names():
    return sorted(Participant.objects.values_list("first_name", flat=True))


def test_same_list_again_leaves_the_row_out_and_says_so(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))

    again = send(desk, GOOD, OLD)

    assert bad(again) == {}
    assert notes(again) == {3: BEFORE}
    bring(desk, again)
    bring(desk, send(desk, GOOD, OLD, ZEF))
    assert names() == ["Ana", "Zef"]
    assert notes(send(desk, GOOD, OLD, ZEF)) == {3: BEFORE}


def test_one_of_two_rows_that_contradict_each_other_stays_left_out(desk):
    bring(desk, leave_out(desk, send(desk, *TWICE, CAME), place=1))

    again = send(desk, *TWICE, CAME)

    assert bad(again) == {}
    assert notes(again) == {3: BEFORE}
    bring(desk, again)
    assert Registration.objects.get(participant__first_name="Ana").attendance == "present"


def test_row_is_taken_in_again_by_its_tick_and_not_forgotten_until_it_is_imported(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))

    back = desk.post(ANSWER, without_tick(send(desk, GOOD, OLD)))

    assert bad(back) == {3: "age"}
    assert notes(back) == {}
    assert notes(send(desk, GOOD, OLD)) == {3: BEFORE}
    back = desk.post(ANSWER, without_tick(send(desk, GOOD, OLD)))
    bring(desk, correct(desk, back, age="12"))
    assert Participant.objects.get(first_name="Beni").told_age == 12
    assert "Corrected here" in notes(send(desk, GOOD, OLD))[3]


def test_row_that_is_taken_in_again_and_left_bad_is_bad_again(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))
    back = desk.post(ANSWER, without_tick(send(desk, GOOD, OLD)))

    bring(desk, back, rows="good")

    assert bad(send(desk, GOOD, OLD)) == {3: "age"}


def test_row_that_is_taken_in_again_and_good_by_now_is_imported(desk):
    bring(desk, leave_out(desk, send(desk, *TWICE, CAME)))
    page = send(desk, TWICE[0], CAME)
    assert notes(page) == {2: BEFORE}
    back = desk.post(ANSWER, without_tick(page))
    assert bad(back) == {}

    bring(desk, back)

    again = send(desk, TWICE[0], CAME)
    assert notes(again) == {}
    assert bad(again) == {}


def test_tick_that_is_taken_away_is_checked_before_the_import(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))
    page = send(desk, GOOD, OLD, ZEF)
    [line] = page.context["correcting"].corrected

    assert "Nothing was imported yet" in text(typed_and_imported(desk, page, without=[line.out]))
    assert names() == ["Ana"]


def test_row_left_out_before_and_once_more_stays_so(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD, SEX)), rows="good")
    again = send(desk, GOOD, OLD, SEX)

    bring(desk, correct(desk, again, sex="female"))

    assert names() == ["Ana", "Drita"]
    assert notes(send(desk, GOOD, OLD, SEX))[3] == BEFORE


def test_line_of_several_days_stays_left_out_until_it_says_more(desk):
    bring(desk, leave_out(desk, send(desk, GRID.encode())))
    assert names() == ["Beni"]

    again = send(desk, GRID.encode())
    lines = zip(GRID.splitlines(), ["", ",06.10.2021", ",po", ",po"], strict=True)
    longer = send(desk, "\n".join(map("".join, lines)).encode())

    assert bad(again) == {}
    assert notes(again) == {3: BEFORE}
    assert bad(longer) == {3: "first_name"}


@pytest.mark.parametrize("changed", [{"age": "-5"}, {"event": "Tjetër"}, {"phone": "069 234 5678"}])
def test_row_that_reads_otherwise_is_looked_at_as_any_other(desk, changed):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))

    assert bad(send(desk, GOOD, OLD | changed)) == {3: "age"}


def test_more_equal_lines_than_were_left_out_are_bad(desk):
    page = send(desk, GOOD, NAMELESS, NAMELESS)
    second = named(page, "first_name", row="4")
    out = {page.context["correcting"].bad[0].out: "on"}
    bring(desk, check_again(desk, page, out | {second: "Drita"}))

    again = send(desk, GOOD, *[NAMELESS] * 3)

    assert bad(again) == {5: "first_name"}
    assert notes(again)[3] == BEFORE
    assert "Corrected here" in notes(again)[4]
    assert names() == ["Ana", "Drita"]


def test_after_a_change_of_the_key_it_stays_so_and_is_taken_in_again_for_good(
    desk, staff, settings
):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    desk.force_login(staff)
    again = send(desk, GOOD, OLD)
    assert notes(again) == {3: BEFORE}
    bring(desk, again)  # kept by both keys from now on

    bring(desk, desk.post(ANSWER, without_tick(send(desk, GOOD, OLD))), rows="good")

    assert bad(send(desk, GOOD, OLD)) == {3: "age"}


def test_headcount_stays_left_out(desk):
    row = attendance(headcount="shumë", sex="F")
    bring(desk, leave_out(desk, send(desk, GOOD, row)))

    assert notes(send(desk, GOOD, row)) == {3: BEFORE}


def test_row_ticked_on_a_page_that_is_not_imported_is_bad_again(desk):
    leave_out(desk, send(desk, GOOD, OLD))

    assert bad(send(desk, GOOD, OLD)) == {3: "age"}


def test_undoing_lets_the_row_be_bad_again(desk, staff):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))

    undo_import(imported=Import.objects.get(), by=staff)

    assert not ImportedRow.objects.exists()
    assert bad(send(desk, GOOD, OLD)) == {3: "age"}


def test_undoing_the_import_that_took_it_in_lets_it_be_left_out_again(desk, staff):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))
    back = desk.post(ANSWER, without_tick(send(desk, GOOD, OLD)))
    bring(desk, correct(desk, back, age="12"))

    undo_import(imported=Import.objects.first(), by=staff)

    assert names() == ["Ana"]
    assert bad(send(desk, GOOD, OLD)).keys() <= {3}


def test_row_whose_place_was_undone_while_the_person_stayed_stays_left_out(desk, staff):
    bring(desk, correct(desk, send(desk, GOOD, OLD), age="12"))
    beni = Participant.objects.get(first_name="Beni")
    RegistrationFactory(participant=beni, event__title_sq="Klubi i fëmijëve")
    undo_import(imported=Import.objects.get(), by=staff)
    kept = {row.key: row for row in ImportedRow.objects.filter(event=None, person=beni.pk)}
    assert len(kept) == 2

    bring(desk, leave_out(desk, send(desk, GOOD, OLD)), rows="good")

    assert notes(send(desk, GOOD, OLD)) == {3: BEFORE}
    assert ImportedRow.objects.filter(person=beni.pk).count() == 1  # they are known again
    undo_import(imported=Import.objects.first(), by=staff)
    assert 3 in bad(send(desk, GOOD, OLD))
    back = {row.key: row for row in ImportedRow.objects.filter(event=None, person=beni.pk)}
    assert {key: (row.who, row.of_person) for key, row in back.items()} == {
        key: (row.who, row.of_person) for key, row in kept.items()
    }


def test_taken_in_afresh_it_is_bad_again_and_forgotten(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))
    file = SimpleUploadedFile("list.csv", csv_file([GOOD, OLD]))

    page = desk.post(IMPORT, {"file": file, "afresh": "on"})

    assert bad(page) == {3: "age"}
    bring(desk, page, rows="good")
    assert bad(send(desk, GOOD, OLD)) == {3: "age"}


def test_another_centre_remembers_nothing_of_it(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))

    assert rejected(load([GOOD, OLD], centre=CentreFactory(), dry_run=True)) == {3: "age"}


def test_command_leaves_it_out_as_well(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))

    result = load([GOOD, OLD])

    assert rejected(result) == {}
    assert [note.reason for note in result.left_out] == [BEFORE]
    assert rejected(load([GOOD, OLD], afresh=True, dry_run=True)) == {3: "age"}


def test_nothing_of_the_row_can_be_read_in_what_is_kept(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))

    [kept] = ImportedRow.objects.filter(event=None)

    assert (kept.person, kept.who, kept.of_person, kept.of_place) == (None, "", "", "")
    assert len(kept.key) == 32


def test_page_says_how_a_row_is_taken_in_again(desk):
    bring(desk, leave_out(desk, send(desk, GOOD, OLD)))

    assert "Take the tick away to take a row in again." in text(send(desk, GOOD, OLD))
    assert "Take the tick away" not in text(correct(desk, send(desk, GOOD, SEX), sex="female"))
