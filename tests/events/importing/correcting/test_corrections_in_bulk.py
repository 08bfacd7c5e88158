"""Long lists and long cells that are corrected, as far as one page can take them."""

import pytest

from events.importing.columns import COLUMNS
from events.importing.correcting import lines
from events.importing.correcting.corrections import LONGEST
from events.importing.files import reading
from events.importing.files.cells import LONGEST_CELL
from events.models import Registration
from tests.events.importing.correcting.pages import (
    GOOD,
    OLD,
    SEX,
    bad,
    bring,
    check_again,
    correct,
    fields,
    kept_files,
    named,
    send,
)
from tests.events.importing.import_files import attendance
from tests.events.importing.test_import_tasks import outcome
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL]


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
