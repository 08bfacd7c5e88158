"""The engine against a slow count, and what must hold for every table (docs/counting.md)."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from participants.models import Category
from reports.counting import CELL_FIGURES, Period, count_attendance, scope_for
from tests.chance import examples
from tests.reports.counting.slow_count import slow_count
from tests.reports.worlds import DAYS, save, worlds

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

BANDS = st.sampled_from([(0, 5, 10, 15, 18, 25, 60), (0, 18), (0,)])
FILTERS = st.tuples(st.none() | st.integers(0, 1), st.none() | st.integers(0, 1))
PERIODS = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted)
random_worlds = examples(20, times=15)


@contextmanager
def saved(world, starts):
    """The world in the database, as long as the block lasts."""
    with transaction.atomic():
        projects, centres = save(world, starts)
        yield lambda project, centre: scope_for(
            project=None if project is None else projects[project],
            centre=None if centre is None else centres[centre],
        )
        transaction.set_rollback(True)


@random_worlds
@given(world=worlds(), starts=BANDS, filters=FILTERS, days=PERIODS)
def test_the_engine_counts_what_the_slow_count_counts(world, starts, filters, days):
    project, centre = filters
    if project is None:
        starts = (0, 5, 10, 15, 18, 25, 60)
    start, end = days
    with saved(world, starts) as scope:
        count = count_attendance(scope(project, centre), Period(start, end))
        expected = slow_count(
            world,
            start=start,
            end=end,
            starts=starts,
            categories=list(Category.objects.order_by("pk").values_list("code", flat=True)),
            project=project,
            centre=centre,
        )

        found = {
            (cell.category, cell.sex, cell.age_band, cell.disability): {
                measure: getattr(cell, measure) for measure in CELL_FIGURES
            }
            for cell in count.cells
        }
        assert found == expected["cells"]
        assert count.cumulative == expected["cumulative"]
        assert count.events == expected["events"]


@random_worlds
@given(world=worlds(), filters=FILTERS, cuts=st.sets(st.sampled_from(DAYS[1:-1]), max_size=4))
def test_newly_reached_over_any_split_of_a_span_adds_up_to_cumulative(world, filters, cuts):
    first_days = [DAYS[0], *sorted(cuts)]
    last_days = [*(cut - timedelta(days=1) for cut in sorted(cuts)), DAYS[-1]]
    with saved(world, (0, 18, 60)) as scope:
        parts = [
            count_attendance(scope(*filters), Period(start, end))
            for start, end in zip(first_days, last_days, strict=True)
        ]
        whole = count_attendance(scope(*filters), Period(DAYS[0], DAYS[-1]))

    assert sum(part.total.newly_reached for part in parts) == whole.cumulative
    assert parts[-1].cumulative == whole.cumulative
    assert sum(part.total.attendances for part in parts) == whole.total.attendances
    new_cells = {}
    for part in parts:
        for cell in part.cells:
            key = (cell.category, cell.sex, cell.age_band, cell.disability)
            new_cells[key] = new_cells.get(key, 0) + cell.newly_reached
    for cell in whole.cells:
        key = (cell.category, cell.sex, cell.age_band, cell.disability)
        assert new_cells[key] == cell.newly_reached


@random_worlds
@given(world=worlds(), filters=FILTERS, days=PERIODS)
def test_every_table_adds_up_to_its_totals(world, filters, days):
    with saved(world, (0, 18, 60)) as scope:
        count = count_attendance(scope(*filters), Period(*days))

    for dimension in ("category", "sex", "age_band", "disability"):
        rows = count.by(dimension).values()
        for measure in CELL_FIGURES:
            assert sum(getattr(row, measure) for row in rows) == getattr(count.total, measure)
    assert count.total.newly_reached <= count.total.reached <= count.cumulative
    assert count.total.headcount <= count.total.attendances
