"""Groups counted without names of which a row was corrected: each is known again by itself."""

import pytest

from events.importing.correcting.corrections import Corrections
from events.models import Headcount
from tests.events.importing.correcting.test_corrected_again import answers
from tests.events.importing.import_files import attendance, load, rejected
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), MORE_ON_POSTGRESQL]


def counted(sex, headcount):
    return attendance(first_name="", last_name="", sex=sex, headcount=headcount)


def counts():
    return dict(Headcount.objects.values_list("sex", "count"))


def take(rows, corrections=None):
    return load(rows, skip_bad_rows=True, answers=answers(corrections))


@pytest.fixture
def rows():
    """Two groups of ten, of which one has a row that was corrected."""
    rows = [counted("F", "5"), counted("F", "pesë"), counted("M", "10")]
    [bad] = load(rows, answers=answers(), dry_run=True).bad
    take(rows, Corrections({bad["line"]: {"headcount": "5"}}))
    assert counts() == {"female": 10, "male": 10}
    return rows


def test_group_with_the_same_total_as_a_corrected_one_is_known_again(rows):
    again = take(rows)

    assert rejected(again) == {}
    assert [problem.row for problem in again.left_out] == [3]
    assert counts() == {"female": 10, "male": 10}


def test_group_with_the_same_total_as_a_corrected_one_is_changed(rows):
    rows[2] = counted("M", "5")

    again = take(rows)

    assert rejected(again) == {}
    assert counts() == {"female": 10, "male": 5}


def test_group_of_which_another_row_was_corrected_is_refused_once_it_changes(rows):
    rows[0] = counted("F", "6")

    again = take(rows)

    assert [problem.row for problem in again.rejected] == [2]
    assert counts() == {"female": 10, "male": 10}


def test_of_two_corrected_groups_with_the_same_total_each_is_known_again():
    rows = [counted("F", "5"), counted("F", "pesë"), counted("M", "3"), counted("M", "shtatë")]
    bad = [line["line"] for line in load(rows, answers=answers(), dry_run=True).bad]
    given = zip(bad, ("5", "7"), strict=True)
    take(rows, Corrections({line: {"headcount": count} for line, count in given}))

    again = take(rows)

    assert rejected(again) == {}
    assert [problem.row for problem in again.left_out] == [3, 5]
    assert counts() == {"female": 10, "male": 10}
