"""Rows that were corrected, in a list that is chosen again: each is known as the list has it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.importing.undoing.services import undo_import
from events.models import Import, ImportedRow, Registration
from participants.models import Participant
from tests.events.importing.correcting.pages import (
    GOOD,
    IMPORT,
    NAMELESS,
    OLD,
    SEX,
    bad,
    bring,
    check_again,
    correct,
    correct_all,
    named,
    send,
    text,
)
from tests.events.importing.import_files import attendance, csv_file
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


def test_same_list_again_changes_nothing_corrected_or_not(desk):
    rows = [GOOD, OLD, SEX]
    bring(desk, correct(desk, send(desk, *rows), age="12", sex="female"))
    people = set(Participant.objects.values_list("pk", flat=True))

    uncorrected = send(desk, *rows)

    assert bad(uncorrected) == {}
    assert [note.row for note in uncorrected.context["left_out"]] == [3, 4]
    assert "Corrected here when it was imported" in text(uncorrected)
    bring(desk, uncorrected)
    longer = send(desk, *rows, attendance(first_name="Zef", last_name="Prela"))
    bring(desk, longer)
    assert Participant.objects.count() == len(people) + 1
    assert Registration.objects.count() == 4


def test_row_of_which_something_else_was_changed_is_looked_at_again(desk):
    bring(desk, correct(desk, send(desk, OLD), age="12"))

    changed = send(desk, OLD | {"attendance": "late"})

    assert bad(changed) == {2: "age"}
    bring(desk, correct(desk, changed, age="12"))
    assert Registration.objects.get().attendance == "late"
    assert Participant.objects.count() == 1


def test_project_that_is_made_later_does_not_take_the_corrected_row_in_anew(desk, staff):
    row = attendance(starts_at="2021-10-06 10:00", project="NUK-KA")
    bring(desk, correct(desk, send(desk, row), project=""))
    ProjectFactory(code="NUK-KA")
    again = send(desk, row)

    assert again.context["result"].good_rows == 0
    assert bad(again) == {}


def test_undoing_lets_the_row_be_bad_again(desk, staff):
    bring(desk, correct(desk, send(desk, OLD), age="12"))
    assert ImportedRow.objects.count() == 2

    undo_import(imported=Import.objects.get(), by=staff)

    assert not ImportedRow.objects.exists()
    assert bad(send(desk, OLD)) == {2: "age"}


def test_taken_in_afresh_it_is_bad_again(desk):
    bring(desk, correct(desk, send(desk, OLD), age="12"))
    file = SimpleUploadedFile("list.csv", csv_file([OLD]))

    assert bad(desk.post(IMPORT, {"file": file, "afresh": "on"})) == {2: "age"}


def test_headcount_is_corrected_and_known_again(desk, staff):
    row = attendance(headcount="shumë", sex="F")
    bring(desk, correct(desk, send(desk, row), headcount="7"))

    again = send(desk, row)

    assert bad(again) == {}
    undo_import(imported=Import.objects.get(), by=staff)
    assert bad(send(desk, row)) == {2: "headcount"}


def test_more_equal_lines_than_were_corrected_are_bad_again(desk):
    bring(desk, correct_all(desk, send(desk, *[NAMELESS] * 2), "first_name", "Elira", "Drita"))

    again = send(desk, *[NAMELESS] * 3)

    assert [note.row for note in again.context["left_out"]] == [2, 3]
    assert bad(again) == {4: "first_name"}
    bring(desk, correct(desk, again, first_name="Zana"))
    assert set(Participant.objects.values_list("first_name", flat=True)) == {
        "Elira",
        "Drita",
        "Zana",
    }
    assert bad(send(desk, *[NAMELESS] * 3)) == {}
    assert bad(send(desk, NAMELESS)) == {}


def test_of_equal_lines_the_one_that_was_left_bad_is_bad_again(desk):
    page = send(desk, *[NAMELESS] * 2)
    second = named(page, "first_name", row="3")
    bring(desk, check_again(desk, page, {second: "Drita"}), rows="good")

    assert bad(send(desk, *[NAMELESS] * 2)) == {2: "first_name"}


def test_equal_lines_of_one_person_are_known_again_each(desk):
    bring(desk, correct_all(desk, send(desk, *[OLD] * 2), "age", "12", "12"))

    assert bad(send(desk, *[OLD] * 2)) == {}
    assert Participant.objects.count() == 1


def test_line_that_was_corrected_to_what_another_says_is_known_again(desk):
    right = attendance(first_name="Beni", last_name="Leka", age="12")
    bring(desk, correct(desk, send(desk, right, OLD), age="12"))

    assert bad(send(desk, right, OLD)) == {}


def test_more_equal_counts_than_were_corrected_are_bad_again(desk):
    row = attendance(headcount="shumë", sex="F")
    bring(desk, correct_all(desk, send(desk, row, row), "headcount", "7", "5"))

    assert bad(send(desk, row, row)) == {}
    assert bad(send(desk, row, row, row)) == {4: "headcount"}
