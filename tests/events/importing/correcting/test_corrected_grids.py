"""Lines of a class grid that are corrected: each is one row of the list, however many its days."""

import pytest

from events.importing.correcting.corrections import Corrections
from events.importing.shape.questions import Answers
from events.importing.unsure.decisions import Decisions
from tests.events.importing.import_files import load
from tests.events.importing.shape.grids import KNOWN, grid, workbook
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), MORE_ON_POSTGRESQL]
DAYS = [4, 6, 8]


def check(lines, cells=()):
    decided = Decisions(asks=True, others_are_new=True)
    answers = Answers(asks=True, people=decided, corrected=Corrections(dict(cells)), **KNOWN)
    return load(workbook({"K": lines}), answers=answers, letters="sq", dry_run=True)


def test_line_of_several_days_is_one_row_that_was_corrected():
    lines = grid(DAYS, ["Tetor 2021"], marks=[["x"] * 3] * 3)
    lines[3][1] = "B3ni"
    [bad] = check(lines).bad

    checked = check(lines, {bad["line"]: {"first_name": "Beni"}})

    assert checked.rejected == []
    assert checked.corrections == len(checked.corrected) == 1


def test_line_of_which_a_day_is_still_bad_is_not_corrected_yet():
    lines = grid(DAYS, ["Tetor 2021"], marks=[["x"] * 3] * 3)
    lines[3][1:] = ["B3ni", "Leka", "x", "zzz", "x"]
    [bad] = check(lines).bad

    checked = check(lines, {bad["line"]: {"first_name": "Beni"}})

    assert [problem.column for problem in checked.rejected] == ["attendance"]
    assert checked.corrections == len(checked.corrected) == 0
