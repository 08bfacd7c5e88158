"""Of two events at the same moment one is the first, and the same one for every figure."""

import pytest

from reports.counting import scope_for
from reports.counting.amounts import IndicatorFigures
from reports.counting.drill_down import Selection, events_behind
from reports.models import Indicator
from reports.unicef.freezing.event_figures import event_rows
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import QUARTER_4, came, count, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportingPeriodFactory,
    ages_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory()


@pytest.fixture
def together(project):
    """Two events of the project at the same moment."""
    return [held("2021-10-06", projects=[project]) for _twice in range(2)]


def test_the_event_that_reached_somebody_first_is_the_same_in_each_report(project, together):
    person = ParticipantFactory()
    came(together[0], person, category="child")
    came(together[1], person, category="institution")

    behind = dict(
        events_behind(scope_for(project=project), QUARTER_4, "newly_reached", Selection())
    )
    rows = event_rows(project, ReportingPeriodFactory(project=project), {})

    assert behind == {together[1].pk: 1}, "the first category decides"
    assert [row["new_people"] for row in rows] == [0, 1]


def test_a_known_age_goes_before_an_unknown_one_in_each_report(project, together):
    person = ParticipantFactory()
    for event, age in zip(together, (None, 12), strict=True):
        place = came(event, person, category="child")
        place.age = age
        place.save()
    ages, period = ages_of(project), ReportingPeriodFactory(project=project)
    made = IndicatorFactory(output=OutputFactory(project=project), dimensions=[ages])
    figures = IndicatorFigures(Indicator.objects.for_counting().get(pk=made.pk), [period])

    assert [band for (band,) in count(project=project).by("age_band")][:1] == ["10-14"]
    assert figures.unplaced(period) == {}
    assert figures.reported(period).v == 1
