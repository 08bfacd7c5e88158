"""P9: every figure that leaves the house is the same before and after people are erased."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participants.models import Participant
from reports.models import Snapshot
from retention.erasing.scopes import ErasureScope
from retention.erasing.services import erase
from tests.chance import examples
from tests.reports.one_figure.places import OF_ATTENDANCE, OF_EVENTS
from tests.reports.one_figure.run import worlds
from tests.reports.one_figure.test_one_figure_everywhere import FULL, begun
from tests.reports.one_figure.unicef_places import OF_FROZEN, OF_INDICATORS

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]
PLACES = [*OF_EVENTS, *OF_ATTENDANCE, *OF_INDICATORS, *OF_FROZEN]


def told(run):
    """All that pages, files, templates of UNICEF and frozen reports tell."""
    figures = [
        (place.__name__, repr(question), figure)
        for place in PLACES
        for question, figure in place(run)
    ]
    return sorted(figures, key=repr), list(Snapshot.objects.order_by("pk").values())


def check(world, is_erased):
    with begun(world) as run:
        before = told(run)
        keys = [pk for pk in Participant.objects.values_list("pk", flat=True) if is_erased(pk)]
        for scope in (ErasureScope.CONTACTS, ErasureScope.NAMES, ErasureScope.ALL):
            erase(keys, scope=scope)

        assert told(run) == before
        assert not Participant.objects.filter(pk__in=keys).exclude(last_name="").exists()
        return before


@pytest.mark.more
def test_p9_figures_of_a_full_world_are_equal():
    figures, snapshots = check(FULL, lambda key: True)

    assert sum(bool(figure) for _place, _question, figure in figures) > 100
    assert snapshots


@pytest.mark.more
@examples(2)
@given(world=worlds(), odd=st.integers(0, 1))
def test_p9_figures_of_random_worlds_are_equal(world, odd):
    check(world, lambda key: key % 2 == odd)
