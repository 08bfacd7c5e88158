"""Lists with corrections, taken in twice: nothing comes a second time, corrected or not."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from events.importing.correcting.corrections import Corrections
from events.importing.shape.questions import Answers
from events.importing.unsure.decisions import Decisions
from tests.chance import examples
from tests.events.importing.import_files import attendance, load, rejected, state
from tests.events.importing.test_import_order import cells
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.slow, MORE_ON_POSTGRESQL]
FILES = examples(15, times=5)
# What each column may say, and what it may be corrected to; of either some is good and some bad.
SAID = {
    "first_name": ["Ana", "ANA", "Ben", "---", ""],
    "last_name": ["Hoxha", "Hox7a", "Leka"],
    "sex": ["F", "M", "x", ""],
    "birth_year": ["1990", "2095", ""],
    "age": ["31", "many", ""],
    "category": ["parent", "mbret", ""],
    "attendance": ["absent", "late", "ndoshta"],
    "starts_at": ["2021-10-06 10:00", "2021-13-06", "2021-10-07"],
    "phone": ["069 234 5678", "12"],
    "person": ["1", "2", ""],
    "headcount": ["4", ""],
}
ROW = cells(
    **{key: SAID[key] for key in SAID if key not in ("first_name", "last_name", "headcount")}
).map(dict)
COUNTED = cells(sex=["F", "x"], headcount=["3", "shumë"]).map(
    lambda row: attendance(**{"headcount": "5", "starts_at": "2021-10-06 10:00", **row})
)
NAMED = st.tuples(ROW, st.sampled_from(SAID["first_name"]), st.sampled_from(SAID["last_name"])).map(
    lambda parts: attendance(**{"first_name": parts[1], "last_name": parts[2], **parts[0]})
)
ROWS = st.lists(st.one_of(NAMED, NAMED, NAMED, COUNTED), min_size=1, max_size=8)
CELLS = st.dictionaries(
    st.sampled_from(sorted(SAID)), st.text(max_size=1), min_size=1, max_size=3
).flatmap(lambda chosen: st.fixed_dictionaries({key: st.sampled_from(SAID[key]) for key in chosen}))


def answers(corrections=None):
    """Those of somebody at the page who says that whoever is not decided is new."""
    decided = Decisions(asks=True, others_are_new=True)
    return Answers(asks=True, people=decided, corrected=corrections or Corrections(), letters="en")


def imported(rows, *corrections):
    """(results, the state after each) of a file with each of these corrections, taken back."""
    results, states = [], []
    with transaction.atomic():
        for corrected in corrections:
            results.append(load(rows, skip_bad_rows=True, answers=answers(corrected)))
            states.append(state())
        transaction.set_rollback(True)
    return results, states


def of_bad_rows(data, rows):
    """Corrections of lines that are bad, as the page would take them."""
    [result], _states = imported(rows, None)
    corrected, out = {}, set()
    for line in result.bad:
        if data.draw(st.booleans()):
            out.add(line["line"])
        else:
            corrected[line["line"]] = data.draw(CELLS)
    return Corrections(corrected, frozenset(out))


@pytest.mark.more
@FILES
@given(st.data())
def test_list_with_the_same_corrections_again_changes_nothing(db, data):
    rows = data.draw(ROWS)
    corrections = of_bad_rows(data, rows)

    [first, second], [once, twice] = imported(rows, corrections, corrections)

    assert twice == once
    assert rejected(second) == rejected(first)
    for counts in second.counts.values():
        assert counts["created"] == counts.get("updated", 0) == 0


@pytest.mark.more
@FILES
@given(st.data())
def test_list_without_its_corrections_again_doubles_nobody(db, data):
    rows = data.draw(ROWS)
    corrections = of_bad_rows(data, rows)

    [before, _first, second], [_none, once, twice] = imported_uncorrected(rows, corrections)

    assert twice == once
    assert rejected(second).keys() <= rejected(before).keys()


def test_row_left_out_beside_a_corrected_one_stays_left_out(db):
    rows = [attendance(), attendance(category="parent")]
    corrections = Corrections({3: {"age": "31"}}, frozenset({2}))

    [_before, first, second], [_none, once, twice] = imported_uncorrected(rows, corrections)

    assert first.rejected == []
    assert rejected(second) == {}
    assert [note.row for note in second.left_out] == [2, 3]
    assert twice == once


def imported_uncorrected(rows, corrections):
    """As `imported`: checked as it is, imported with the corrections, then as it is again."""
    [before], [none] = imported(rows, None)
    results, states = imported(rows, corrections, None)
    return [before, *results], [none, *states]
