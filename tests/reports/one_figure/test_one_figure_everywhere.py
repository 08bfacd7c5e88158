"""No two places of the product show different figures for one question, whatever is corrected.

Random worlds with corrections between: each place that tells figures is read as its reader reads
it, and answers as one slow count over the rows does. So whatever two places both tell is equal.
"""

from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.utils.translation import override
from hypothesis import Phase, given

from tests.chance import examples
from tests.reports.one_figure.places import OF_ATTENDANCE, OF_EVENTS, OF_WAITING
from tests.reports.one_figure.run import CORRECTIONS, Run, worlds
from tests.reports.one_figure.truth import Truth
from tests.reports.one_figure.unicef_places import OF_FROZEN, OF_INDICATORS

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]
PLACES = [*OF_EVENTS, *OF_ATTENDANCE, *OF_WAITING, *OF_INDICATORS, *OF_FROZEN]


@contextmanager
def begun(world):
    """A world in the database, as long as the block lasts."""
    with transaction.atomic(), override("en"):
        yield Run(world)
        transaction.set_rollback(True)


def check(run):
    """Hold each place against the rows; how many figures each told, and how many above 0."""
    truth, told = Truth(run), Counter()
    for place in PLACES:
        for question, figure in place(run):
            expected = truth.answer(question)
            assert figure == expected, (place.__name__, question, figure, expected)
            told[place.__name__] += 1
            told[place.__name__, "some"] += bool(figure)
    return told


def place(person, meeting):
    """Whether and how somebody is at a meeting of the full world."""
    if (person + meeting) % 4 == 0:
        return None
    category = ["child", "parent", "child", "child", "staff", "child"][(person + meeting) % 6]
    mark = ["present", "late", "present", "absent", "present", "unmarked"][
        (person * meeting + person) % 6
    ]
    return category, "registered", mark, [4, 9, 10, 15, 17, 12][person]


# Everybody fits a cell, so that a template can be filled, and no place has nothing to tell.
FULL = {
    "people": [
        *[("female", "yes"), ("male", "no"), ("female", "no")],
        *[("male", "yes"), ("female", "no"), ("male", "no")],
    ],
    "meetings": [
        {
            "centre": meeting % 2,
            "projects": [(0,), (0, 1), (0,), (0,), (1,), (0,)][meeting],
            "status": "held",
            "is_closed": meeting % 2 == 0,
            "places": [place(person, meeting) for person in range(6)],
            "crowds": [("child", "female", (5, 12), 1200)] if meeting % 2 == 0 else [],
        }
        for meeting in range(6)
    ],
    "rules": ("attendances", "new_people", "unique_people", "cumulative_people"),
}
OF_ALL_KINDS = [
    ("merge", 0, 1),
    ("stop_counting", "parent", 4),
    ("mark", 3, 2, "present"),
    ("correct_person", 4, "male"),
    ("move_centre", 1, 0),
    ("call_off", 3, "cancelled"),
    ("change_event", 1, 0, True),
]


@pytest.mark.more
def test_each_place_tells_figures_and_each_kind_of_correction_is_done():
    with begun(FULL) as run:
        assert [run.do(*correction) for correction in OF_ALL_KINDS] == [True] * len(OF_ALL_KINDS)
        told = check(run)

    assert [place.__name__ for place in PLACES if not told[place.__name__, "some"]] == []
    assert told["filled_template", "some"] > 1


# Without shrinking: each try opens every page, and what failed is named with its figures.
@examples(1, times=5, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(world=worlds(), corrections=CORRECTIONS)
def test_every_place_answers_as_the_rows_do_whatever_is_corrected(world, corrections):
    with begun(world) as run:
        for correction in corrections:
            run.do(*correction)
        check(run)
