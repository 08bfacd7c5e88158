"""A large file: in time, in little memory, with every bad row named."""

import tracemalloc

import pytest

from events.importing import pacing
from events.models import Registration
from tests.events.importing.import_files import large_file, load, rejected, spoil, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole_parts(monkeypatch):
    """Parts as large as they may be, however slow the machine is."""
    monkeypatch.setattr(pacing.Pace.__init__, "__defaults__", (pacing.PART,))
    monkeypatch.setattr(pacing, "HELD", 60)


@pytest.mark.more
def test_ten_thousand_rows_with_three_hundred_bad_ones(whole_parts, django_assert_max_num_queries):
    content, expected = spoil(large_file(), 300)
    before = state()

    trial = load(content, dry_run=True)
    assert rejected(trial) == expected
    assert all(problem.reason for problem in trial.rejected)
    assert load(content).is_refused
    assert state() == before

    with django_assert_max_num_queries(6_000):  # some thirty a part
        result = load(content, skip_bad_rows=True)
    assert rejected(result) == expected
    assert result.good_rows == 9_700
    assert Registration.objects.count() == result.counts["registrations"]["created"]

    kept = state()
    again = load(content, skip_bad_rows=True)
    assert again.counts["registrations"]["unchanged"] == Registration.objects.count()
    assert again.counts["participants"]["created"] == again.counts["events"]["created"] == 0
    assert again.possible_duplicates == 0
    assert state() == kept


def test_the_number_of_queries_grows_with_the_parts_alone(
    whole_parts, django_assert_max_num_queries
):
    with django_assert_max_num_queries(140):  # two parts, each with its words of names
        load(large_file(rows=200, people=100))


@pytest.mark.more
def test_memory_stays_within_bounds():
    content, _expected = spoil(large_file(rows=3_000), 90)

    tracemalloc.start()
    load(content, skip_bad_rows=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 100 * 1024 * 1024
