"""Bad rows corrected on the page of the check, cell by cell, or left out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from events.models import Registration
from participants.models import Participant
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
    fields,
    named,
    send,
    text,
)
from tests.events.importing.import_files import attendance, xlsx_file
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


def test_bad_cells_are_corrected_in_place_and_imported(desk):
    page = send(desk, GOOD, OLD, SEX, NAMELESS)
    assert [line.row for line in page.context["correcting"].bad] == ["3", "4", "5"]
    assert page.context["result"].good_rows == 1

    checked = correct(desk, page, age="12", sex="female", first_name="Elira")

    assert bad(checked) == {}
    assert checked.context["result"].good_rows == 4
    assert checked.context["result"].corrections == 3
    assert "No row is bad any more." in text(checked)
    assert not Participant.objects.exists()
    bring(desk, checked)
    told = {p.full_name: (p.told_age, p.sex) for p in Participant.objects.all()}
    assert told == {
        "Ana Hoxha": (None, "unknown"),
        "Beni Leka": (12, "unknown"),
        "Drita Shehu": (None, "female"),
        "Elira Zeqo": (None, "unknown"),
    }


def test_each_bad_cell_says_what_is_wrong_with_it_and_holds_what_the_list_says(desk):
    page = send(desk, GOOD, OLD)

    [line] = page.context["correcting"].bad
    [cell] = line.cells
    assert (cell.label, cell.text, cell.choices) == ("Age", "-4", None)
    assert line.words == "Beni Leka · Takimi · 06/10/2021 10:00"
    html = text(page)
    assert f'aria-describedby="{cell.name}-error"' in html
    assert f'id="{cell.name}-error"' in html
    assert 'value="-4"' in html
    assert cell.reasons[0] in html


@pytest.mark.parametrize(
    ("language", "choice", "empty"),
    [("sq", "Femër", "Lëre bosh"), ("en", "Female", "Leave it empty")],
)
def test_codes_are_chosen_in_the_language_of_the_reader(desk, staff, language, choice, empty):
    User.objects.filter(pk=staff.pk).update(language=language)
    page = send(
        desk,
        SEX | {"attendance": "po"},
        attendance(first_name="Zef", category="mbret", attendance="ndoshta"),
    )

    sex = page.context["correcting"].bad[0].cells[0]
    category, mark = page.context["correcting"].bad[1].cells
    assert ("female", choice) in sex.choices
    assert sex.choices[0] == ("", empty)
    assert ("x", sex.text) == (sex.choices[1][0], "x")
    assert "police" in dict(category.choices)
    assert "" not in dict(mark.choices)  # an empty mark would be a presence
    assert '<option value="x" selected>' in text(page)


def test_code_that_is_written_as_a_picture_is_chosen_already(desk):
    said = [attendance(event=event, person="1", sex=sex) for event, sex in (("A", "♀️"), ("B", "M"))]

    [cell, _other] = [line.cells[0] for line in send(desk, *said).context["correcting"].bad]

    assert [words for value, words in cell.choices if value == cell.text] == ["Female"]


def test_row_that_is_still_bad_keeps_what_was_typed(desk):
    page = send(desk, GOOD, OLD, SEX)

    again = correct(desk, page, age="many", sex="zzz")

    assert bad(again) == {2 + 1: "age", 4: "sex"}
    assert "2 rows are bad" in text(again)
    age, sex = (line.cells[0] for line in again.context["correcting"].bad)
    assert (age.text, age.listed) == ("many", "-4")
    assert (sex.text, sex.choices[1][0]) == ("zzz", "zzz")
    good = correct(desk, again, age="40", sex="male")
    assert bad(good) == {}


def test_line_is_left_out_and_taken_back(desk):
    page = send(desk, GOOD, OLD, SEX)
    out = page.context["correcting"].bad[0].out

    left = check_again(desk, page, {out: "on", named(page, "sex"): "male"})

    assert bad(left) == {}
    assert {note.row: note.reason for note in left.context["left_out"]} == {
        3: "Left out here, on this page."
    }
    assert [line.is_out for line in left.context["correcting"].corrected] == [True, False]
    form = fields(left)
    del form[out]
    posted = {"upload": left.context["token"], "lines": left.context["correcting"].offer}
    back = desk.post(ANSWER, posted | form)
    assert bad(back) == {3: "age"}
    bring(desk, left, rows="good")
    assert not Participant.objects.filter(first_name="Beni").exists()


def test_correction_can_be_changed_once_it_is_good(desk):
    page = correct(desk, send(desk, GOOD, OLD), age="12")
    [line] = page.context["correcting"].corrected
    assert (line.cells[0].text, line.cells[0].listed) == ("12", "-4")

    bring(desk, correct(desk, page, age="13"))

    assert Participant.objects.get(first_name="Beni").told_age == 13


def test_what_is_no_cells_fault_can_only_be_left_out(desk):
    twice = [attendance(attendance=mark) for mark in ("present", "absent")]

    page = send(desk, attendance(first_name="Zef", attendance="present"), *twice)

    assert [line.cells for line in page.context["correcting"].bad] == [[], []]
    assert all(
        "listed at this event twice" in line.reasons[0] for line in page.context["correcting"].bad
    )
    left = check_again(desk, page, {page.context["correcting"].bad[1].out: "on"})
    assert bad(left) == {}
    bring(desk, left)
    assert Registration.objects.get(participant__first_name="Ana").attendance == "present"


def test_what_is_said_above_the_list_is_no_cell_of_a_line(desk):
    above = "Data: 06.10.2021\nAktiviteti: Lojë\nProjekti: NUK-KA\n"
    page = send(desk, f"{above}Emri,Mbiemri\nAna,Deda\n".encode())

    [line] = page.context["correcting"].bad
    assert line.cells == []
    assert "Project" in line.reasons[0]


def test_cell_that_cannot_be_read_is_not_emptied_by_pressing_the_button(desk):
    table = [
        ["event", "starts_at", "first_name", "attendance"],
        ["T", "2021-10-06 10:00", "Ana", "=1+1"],
    ]
    page = desk.post(IMPORT, {"file": SimpleUploadedFile("list.xlsx", xlsx_file(table))})

    assert bad(check_again(desk, page)) == {2: "attendance"}
    good = correct(desk, page, attendance="absent")
    assert bad(good) == {}
    bring(desk, good)
    assert Registration.objects.get().attendance == "absent"


def test_mark_is_not_emptied(desk):
    page = send(desk, attendance(attendance="ndoshta"))

    assert bad(correct(desk, page, attendance="")) == {2: "attendance"}


GRID = """\
Aktiviteti: Klubi
Emri,Mbiemri,04.10.2021,05.10.2021
Ana,7Hoxha,po,ndoshta
Beni,Leka,jo,po
"""


def test_name_and_mark_of_a_grid_are_corrected_for_their_days(desk):
    page = send(desk, GRID.encode())
    [line] = page.context["correcting"].bad
    assert [cell.label for cell in line.cells if cell.reasons] == [
        "Surname",
        "Attendance · 05/10/2021",
    ]

    good = correct(desk, page, last_name="Hoxha", attendance="late")

    assert bad(good) == {}
    bring(desk, good)
    rows = Registration.objects.filter(participant__first_name="Ana").order_by("event__starts_at")
    assert [row.attendance for row in rows] == ["present", "late"]
    assert set(Participant.objects.values_list("last_name", flat=True)) == {"Hoxha", "Leka"}


def test_cells_that_were_not_offered_are_not_corrected(desk):
    page = send(desk, GOOD, OLD)
    token, offer = page.context["token"], page.context["correcting"].offer

    same = check_again(
        desk, page, {"cell-2-last_name": "Tjetër", "cell-3-last_name": "Tjetër", "out-2": "on"}
    )
    assert same.context["result"].good_rows == 1
    bring(desk, same, rows="good")
    assert Participant.objects.get().full_name == "Ana Hoxha"

    assert desk.post(ANSWER, {"upload": token, "lines": "forged"}).status_code == 302
    other = send(desk, GOOD, SEX)
    assert desk.post(ANSWER, {"upload": other.context["token"], "lines": offer}).status_code == 302
