"""What changed since a report was frozen: what is counted, and where."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from participants.categories.counting import change_counting
from participants.models import Category
from partners.models import Municipality
from reports.models import Indicator, Report
from reports.unicef.freezing.changes import changes_since
from tests.accounts.factories import UserFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import IndicatorFactory, freeze
from tests.reports.unicef.freezing.changes import reasons_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.slow]


def test_a_category_that_counts_no_longer_is_a_change(report, indicator):
    frozen = freeze(report)
    change_counting(
        category=Category.objects.get(code="parent"),
        is_counted=False,
        starts_on=date(2021, 10, 1),
        reason="Agreed",
        decided_by=UserFactory(),
    )

    assert reasons_of(frozen) == {
        "People reached": {"category": 1},
        "Attendances": {"category": 1},
        indicator.code: {"category": 1},
    }


def test_a_centre_in_another_municipality_is_a_change(report, indicator, event):
    here, elsewhere = Municipality.objects.all()[:2]
    centre = event.centre
    centre.municipality = here
    centre.save()
    indicator.locations.set([here])
    frozen = freeze(report)
    centre.municipality = elsewhere
    centre.save()

    assert reasons_of(frozen) == {indicator.code: {"centre": 1}}


def test_an_event_that_comes_to_another_project_of_the_indicator_is_a_change(report, indicator):
    other = ProjectFactory(code="P-2")
    indicator.other_projects.set([other])
    elsewhere = held("2021-10-08", register_closed_at=timezone.now() - timedelta(days=9))
    came(elsewhere, ParticipantFactory(sex="male"))
    frozen = freeze(report)
    assert reasons_of(frozen) == {}

    elsewhere.projects.add(other)

    assert reasons_of(frozen) == {indicator.code: {"event": 1}}


def test_an_event_that_leaves_the_project_is_a_change(report, indicator, event):
    frozen = freeze(report)
    event.projects.clear()

    assert reasons_of(frozen) == {
        "People reached": {"event": 1},
        "Events held": {"event": 1},
        "Attendances": {"event": 1},
        indicator.code: {"event": 1},
    }


def test_an_indicator_that_was_added_later_is_a_change(report, indicator):
    frozen = freeze(report)
    IndicatorFactory(output=indicator.output, code="9", title_en="Another one")

    (change,) = changes_since(Report.objects.get(pk=frozen.pk))

    assert (change.title["en"], change.frozen["v"], change.now["v"]) == ("Another one", 0, 1)
    assert change.sentences == ["the indicator was added after the report was frozen"]


def ratio_of(indicator, **parts):
    """A reported ratio of two indicators with these rules, also of events of project O."""
    other = ProjectFactory(code="O")
    for name, rule in parts.items():
        parts[name] = IndicatorFactory(output=indicator.output, rule=rule, is_reported=False)
        parts[name].other_projects.add(other)
    ratio = IndicatorFactory(
        output=indicator.output, code="R", rule="ratio", unit="ratio", target_v=9, **parts
    )
    return ratio, other


@pytest.mark.parametrize("is_second_part", [True, False])
def test_each_part_of_a_ratio_is_explained_by_its_own_rows(report, indicator, is_second_part):
    """Events are no attendances, and those of other projects are the part's own."""
    parts = {"numerator": "events", "denominator": "attendances"}
    if is_second_part:
        parts = {"numerator": "attendances", "denominator": "events"}
    _ratio, other = ratio_of(indicator, **parts)
    held("2021-10-05")  # so that ids of events and of attendances differ
    elsewhere = held("2021-10-08", register_closed_at=timezone.now())
    frozen = freeze(report)

    elsewhere.projects.add(other)

    assert reasons_of(frozen) == {"R": {"event": 1}}


def test_another_part_of_a_ratio_is_another_definition(report, indicator):
    ratio, _other = ratio_of(indicator, numerator="attendances", denominator="events")
    frozen = freeze(report)

    ratio.numerator.event_kinds = ["workshop"]
    ratio.numerator.save()

    assert reasons_of(frozen) == {"R": {"definition": 1}}


def test_an_indicator_that_is_no_longer_reported_is_a_change(report, indicator):
    frozen = freeze(report)
    indicator.is_active = False
    Indicator.objects.filter(pk=indicator.pk).delete()

    (change,) = changes_since(Report.objects.get(pk=frozen.pk))

    assert (change.frozen["v"], change.now["v"]) == (1, 0)
    assert change.sentences == ["the indicator is no longer reported"]
