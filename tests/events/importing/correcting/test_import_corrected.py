"""Bad rows corrected on the page of the check, cell by cell, or left out."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AccessLog, User
from drafts.models import KeptForm
from events.importing import uploads
from events.importing.columns import COLUMNS
from events.importing.correcting import lines
from events.importing.correcting.corrections import LONGEST
from events.importing.files import reading
from events.importing.files.cells import LONGEST_CELL
from events.importing.undoing.services import undo_import
from events.models import Import, ImportedRow, Registration
from participants.models import Participant
from tests.conftest import user_with
from tests.drafts.pages import fields_of, form_of
from tests.events.importing.import_files import attendance, csv_file, xlsx_file
from tests.events.importing.test_import_tasks import outcome
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]
IMPORT, APPLY = reverse("events:import"), reverse("events:import_apply")
ANSWER = reverse("events:import_answer")
GOOD = attendance()
OLD = attendance(first_name="Beni", last_name="Leka", age="-4")
SEX = attendance(first_name="Drita", last_name="Shehu", sex="x")
NAMELESS = attendance(first_name="", last_name="Zeqo")


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def send(client, *rows):
    content = rows[0] if isinstance(rows[0], bytes) else csv_file(rows)
    return client.post(IMPORT, {"file": SimpleUploadedFile("list.csv", content)})


def fields(page):
    """What the form of a page would send: {name: value} of its cells, and of who is left out."""
    shown = page.context["correcting"]
    every = [*shown.bad, *shown.corrected]
    return {cell.name: cell.text for line in every for cell in line.cells} | {
        line.out: "on" for line in every if line.is_out
    }


def named(page, column, row=None):
    """The name of the control of a column, of the first line that has one or of that `row`."""
    shown = page.context["correcting"]
    return next(
        cell.name
        for line in [*shown.bad, *shown.corrected]
        for cell in line.cells
        if cell.name.endswith(f"-{column}") and row in (None, line.row)
    )


def check_again(client, page, typed=(), **more):
    """Press the button of a page, with what is typed: {name of a control: text}."""
    form = {"upload": page.context["token"], "lines": page.context["correcting"].offer}
    return client.post(ANSWER, form | fields(page) | dict(typed) | {"correct": "1"} | more)


def correct(client, page, **typed):
    """Type into the cells of these columns and check again."""
    return check_again(client, page, {named(page, column): text for column, text in typed.items()})


def bring(client, page, **more):
    return client.post(APPLY, {"upload": page.context["token"], **more})


def kept_files():
    if not default_storage.exists(uploads.FOLDER):  # no test has kept a file yet
        return set()
    return set(default_storage.listdir(uploads.FOLDER)[1])


def bad(page):
    return {problem.row: problem.column for problem in page.context["result"].rejected}


def text(page):
    return page.content.decode()


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
    assert line.words == "Beni Leka · Takimi · 2021-10-06 10:00"
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
    page = send(desk, "Data: 32.13.2021\nAktiviteti: Lojë\nEmri,Mbiemri\nAna,Deda\n".encode())

    [line] = page.context["correcting"].bad
    assert line.cells == []
    assert "Start" in line.reasons[0]


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
        "Attendance · 2021-10-05",
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


def test_what_is_too_long_is_bad_at_its_cell(desk):
    page = send(desk, GOOD, OLD)

    again = correct(desk, page, age="1" * (LONGEST + 1))

    assert bad(again) == {3: "age"}
    assert again.context["correcting"].bad[0].cells[0].reasons


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_takes_as_much_as_a_control(desk, column):
    page = send(desk, GOOD | {column: "7" * (LONGEST + 1)})

    assert page.context["result"].good_rows == 0


def test_long_cell_of_the_list_hinders_no_correction(desk):
    long = attendance(first_name="Zef", last_name="a" * (LONGEST + 200))
    page = send(desk, GOOD, long, OLD)
    out = page.context["correcting"].bad[0].out

    assert bad(check_again(desk, page, {out: "on", named(page, "age"): "12"})) == {}


def test_more_than_any_program_writes_into_a_cell_is_refused(desk):
    page = send(desk, OLD)

    assert correct(desk, page, age="1" * (LONGEST_CELL + 1)).status_code == 400


def typed_and_imported(client, page, typed=(), without=(), **more):
    """Press the button that imports, of a page with what is typed and not checked."""
    form = fields_of(form_of(page, ANSWER)) | dict(typed) | more
    return client.post(APPLY, {name: form[name] for name in form if name not in without})


def is_checked_first(page):
    return "Nothing was imported yet" in text(page) and not Participant.objects.exists()


def test_what_is_typed_is_checked_before_it_is_imported(desk):
    page = send(desk, GOOD, OLD, SEX)
    assert f'formaction="{APPLY}"' in text(page)

    checked = typed_and_imported(desk, page, {named(page, "age"): "12", named(page, "sex"): "zzz"})

    assert is_checked_first(checked)
    assert bad(checked) == {4: "sex"}
    assert checked.context["result"].good_rows == 2
    typed_and_imported(desk, checked)
    assert set(Participant.objects.values_list("first_name", flat=True)) == {"Ana", "Beni"}


@pytest.mark.parametrize("is_out", [False, True])
def test_line_that_is_left_out_or_taken_back_is_checked_before_the_import(desk, is_out):
    page = send(desk, GOOD, OLD)
    out = {page.context["correcting"].bad[0].out: "on"}
    if is_out:
        page = check_again(desk, page, out)

    if is_out:
        checked = typed_and_imported(desk, page, without=out)
    else:
        checked = typed_and_imported(desk, page, out)

    assert is_checked_first(checked)
    assert bad(checked) == ({3: "age"} if is_out else {})


def test_what_is_corrected_once_more_is_checked_before_the_import(desk):
    page = correct(desk, send(desk, GOOD, OLD), age="12")

    checked = typed_and_imported(desk, page, {named(page, "age"): "13"})

    assert is_checked_first(checked)
    typed_and_imported(desk, checked)
    assert Participant.objects.get(first_name="Beni").told_age == 13


def test_page_that_is_older_than_the_last_check_is_checked_before_the_import(desk):
    first = send(desk, GOOD, OLD)
    correct(desk, first, age="12")

    checked = typed_and_imported(desk, first)

    assert is_checked_first(checked)
    assert bad(checked) == {3: "age"}


def test_untouched_page_imports_its_good_rows_at_once(desk):
    typed_and_imported(desk, send(desk, GOOD, OLD, attendance(birth_date="32.1.2020")))

    assert Participant.objects.get().first_name == "Ana"


def test_what_is_typed_about_a_large_list_is_checked_before_it_is_imported(desk, monkeypatch):
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    page = outcome(desk, send(desk, GOOD, OLD))

    checked = outcome(desk, typed_and_imported(desk, page, {named(page, "age"): "12"}))

    assert not Participant.objects.exists()
    assert bad(checked) == {}
    assert not KeptForm.objects.exists()
    outcome(desk, typed_and_imported(desk, checked))
    assert Registration.objects.count() == 2


def test_forged_page_imports_nothing(desk):
    page = send(desk, GOOD, OLD)

    assert typed_and_imported(desk, page, lines="forged").status_code == 302
    assert not Participant.objects.exists()


@pytest.mark.parametrize("who", ["volunteer", "admin", "colleague"])
def test_nobody_else_corrects_a_list(client, desk, centre, request, who):
    page = send(desk, OLD)
    form = {"upload": page.context["token"], "lines": page.context["correcting"].offer}
    is_colleague = who == "colleague"
    user = user_with("staff", centre=centre) if is_colleague else request.getfixturevalue(who)
    client.force_login(user)

    answer = client.post(ANSWER, form | fields(page))

    assert answer.status_code == (302 if is_colleague else 403)
    assert not Participant.objects.exists()


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


def test_large_list_is_corrected_the_same_way(desk, monkeypatch):
    monkeypatch.setattr(reading, "FEW_ROWS", 0)
    before = kept_files()
    page = outcome(desk, send(desk, GOOD, OLD, SEX))

    still = outcome(desk, correct(desk, page, age="12", sex="zzz"))
    assert bad(still) == {4: "sex"}
    good = outcome(desk, correct(desk, still, sex="male"))
    assert bad(good) == {}
    outcome(desk, bring(desk, good))

    assert Registration.objects.count() == 3
    assert kept_files() == before


def test_first_lines_are_offered_and_the_others_said(desk, monkeypatch):
    monkeypatch.setattr(lines, "BAD_SHOWN", 2)
    rows = [attendance(first_name=f"A{sign}", age="-4") for sign in "abcde"]

    page = send(desk, *rows)

    assert [line.row for line in page.context["correcting"].bad] == ["2", "3"]
    assert [row for row, _column, _reason in page.context["more_problems"]] == [4, 5, 6]
    first = fields(page)
    rest = check_again(desk, page, dict.fromkeys(first, "9"))
    assert [line.row for line in rest.context["correcting"].bad] == ["4", "5"]
    last = check_again(desk, rest, dict.fromkeys(fields(rest), "9"))
    assert last.context["result"].good_rows == 4


def test_what_was_typed_lies_beside_the_file_and_goes_with_it(desk, staff):
    before = kept_files()
    page = correct(desk, send(desk, GOOD, NAMELESS), first_name="Sekretja")

    assert len(kept_files() - before) == 2
    assert "Sekretja" not in str(desk.session["import"])
    bring(desk, page)
    assert kept_files() == before
    assert not any("Sekretja" in str(row.detail) for row in AccessLog.objects.all())


@pytest.mark.parametrize(("sent_to", "seen_on"), [(ANSWER, ANSWER), (APPLY, IMPORT)])
def test_what_was_typed_survives_the_end_of_the_session(desk, staff, sent_to, seen_on):
    page = send(desk, GOOD, OLD)
    name = named(page, "age")
    form = fields_of(form_of(page, ANSWER)) | {name: "12"}
    desk.logout()
    desk.post(sent_to, form, headers={"referer": f"http://testserver{seen_on}"})
    desk.force_login(staff)

    again = desk.get(f"{IMPORT}?kept={KeptForm.objects.get().pk}")

    assert fields_of(form_of(again, ANSWER))[name] == "12"
    assert not Participant.objects.exists()


def test_decisions_and_corrections_are_sent_together(desk, centre):
    teuta = ParticipantFactory(
        centre=centre, first_name="Teuta", last_name="Gjoni", birth_year=2010
    )
    page = send(desk, attendance(first_name="Teuta", last_name="Gjoni"), OLD)
    asked = page.context["asked"]
    typed = {named(page, "age"): "12", asked.waiting[0].name: str(teuta.pk)}

    checked = check_again(desk, page, typed, offered=asked.offer)

    assert bad(checked) == {}
    assert checked.context["result"].waiting == 0
    bring(desk, checked)
    assert Registration.objects.filter(participant=teuta).exists()
    assert Registration.objects.count() == 2


def test_decision_that_is_changed_is_checked_before_the_import(desk, centre):
    teuta = ParticipantFactory(
        centre=centre, first_name="Teuta", last_name="Gjoni", birth_year=2010
    )
    page = send(desk, attendance(first_name="Teuta", last_name="Gjoni"))
    name = page.context["asked"].waiting[0].name
    form = {"upload": page.context["token"], "offered": page.context["asked"].offer}
    decided = desk.post(ANSWER, form | {name: "new"})
    assert decided.context["result"].waiting == 0

    checked = typed_and_imported(desk, decided, {name: str(teuta.pk)})

    assert "Nothing was imported yet" in text(checked)
    assert not Registration.objects.exists()
    typed_and_imported(desk, checked)
    assert Registration.objects.get().participant == teuta


def correct_all(client, page, column, *texts):
    """Type into this column of each bad line, in their order."""
    names = [
        cell.name
        for line in page.context["correcting"].bad
        for cell in line.cells
        if cell.name.endswith(f"-{column}")
    ]
    return check_again(client, page, zip(names, texts, strict=True))


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


BAD_CELLS = dict.fromkeys(
    ("sex", "age", "category", "attendance", "disability", "kind", "status"), "???"
)
NAMES = [f"A{first}{second}" for first in "abcde" for second in "abcdefghij"]


def test_page_shows_no_more_cells_than_can_be_sent(desk):
    page = send(desk, *[attendance(first_name=name, **BAD_CELLS) for name in NAMES])

    shown = page.context["correcting"].bad
    each = len(shown[0].cells)
    assert each >= len(BAD_CELLS)
    assert len(shown) == lines.CELLS_SHOWN // each < len(NAMES)
    more = page.context["more_problems"]
    assert [row for row, _column, _why in more] == list(range(2 + len(shown), 2 + len(NAMES)))
    rest = check_again(desk, page, {line.out: "on" for line in shown})
    assert len(rest.context["result"].rejected) == len(more)


def test_line_with_more_cells_than_a_page_is_shown_alone(desk, monkeypatch):
    monkeypatch.setattr(lines, "CELLS_SHOWN", 3)

    page = send(desk, *[attendance(first_name=name, **BAD_CELLS) for name in NAMES[:3]])

    assert [line.row for line in page.context["correcting"].bad] == ["2"]


def test_line_that_turned_bad_while_the_session_was_over_is_corrected_too(desk, staff):
    with_project = attendance(first_name="Zef", last_name="Prela", project="PR-1")
    project = ProjectFactory(code="PR-1")
    page = send(desk, GOOD, OLD, with_project)
    form = fields_of(form_of(page, ANSWER)) | {named(page, "age"): "12"}
    desk.logout()
    desk.post(ANSWER, form, headers={"referer": f"http://testserver{ANSWER}"})
    desk.force_login(staff)
    project.delete()
    again = desk.get(f"{IMPORT}?kept={KeptForm.objects.get().pk}")
    assert bad(again) == {3: "age", 4: "project"}

    sent = fields_of(form_of(again, ANSWER)) | {named(again, "project"): ""}
    checked = desk.post(ANSWER, sent)

    assert bad(checked) == {}
