"""What is behind a figure adds up to that figure, in every cell."""

import pytest
from hypothesis import given

from participants.models import Disability
from reports.counting import CELL_FIGURES, Period, count_attendance
from reports.counting.attendance import STATUSES
from reports.counting.drill_down import (
    PEOPLE,
    Selection,
    attendances_behind,
    events_behind,
    headcounts_behind,
    people_behind,
)
from tests.reports.counting.test_counting_properties import FILTERS, PERIODS, random_worlds, saved
from tests.reports.worlds import worlds

pytestmark = pytest.mark.django_db


def total(found):
    return sum(number for _event, number in found)


@pytest.mark.slow
@random_worlds
@given(world=worlds(), filters=FILTERS, days=PERIODS)
def test_the_rows_behind_each_figure_add_up_to_it(world, filters, days):
    period = Period(*days)
    with saved(world, (0, 18, 60)) as scope_of:
        scope = scope_of(*filters)
        count = count_attendance(scope, period)
        everywhere = {measure: getattr(count.total, measure) for measure in CELL_FIGURES}
        everywhere |= {"returned": count.total.returned, "cumulative": count.cumulative}
        asked = [(Selection(), everywhere)]
        for cell in count.cells[:3]:
            row = cell.as_row()
            numbers = {measure: row.pop(measure) for measure in CELL_FIGURES}
            asked.append((Selection(**row), numbers | {"returned": cell.returned}))
        for (sex,), row in count.by("sex").items():
            asked.append((Selection(sex=sex), {"reached": row.reached}))

        for selection, figures in asked:
            for figure, number in figures.items():
                found = events_behind(scope, period, figure, selection)
                assert total(found) == number, (figure, selection)
                assert all(part > 0 for _event, part in found)
                if figure in PEOPLE:
                    people = people_behind(scope, period, figure, selection)
                    assert people.count() == number, (figure, selection)
                    assert len({row.participant_id for row in people}) == number
        for status in STATUSES:
            assert (
                total(events_behind(scope, period, status, Selection())) == (count.events[status])
            )


def test_headcounts_have_no_disability(db):
    from tests.events.factories import HeadcountFactory
    from tests.reports.factories import QUARTER_4
    from tests.reports.factories import count as count_all

    HeadcountFactory(count=3)
    scope = count_all().scope

    for disability, rows in [(Disability.YES, 0), (Disability.UNKNOWN, 1)]:
        selection = Selection(disability=disability.value)
        assert headcounts_behind(scope, QUARTER_4, selection).count() == rows
        assert attendances_behind(scope, QUARTER_4, selection).count() == 0
