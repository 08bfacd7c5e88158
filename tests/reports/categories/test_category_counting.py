"""From which day a category counts: seen before it is done, with a reason, by the event's day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from participants.categories.counting import change_counting
from participants.models import Category, CountingSpan
from reports.unicef.freezing.services import move_on
from tests.accounts.factories import UserFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import ReportFactory, ReportingPeriodFactory, freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteers():
    return Category.objects.get(code="volunteer")


@pytest.fixture
def address(client, coordinator, volunteers):
    client.force_login(coordinator)
    return reverse("reports:category_counting", args=[volunteers.pk])


@pytest.fixture
def project():
    project = ProjectFactory(code="P-1")
    closed = {"projects": [project], "register_closed_at": timezone.now() - timedelta(days=9)}
    came(held("2021-10-06", **closed), ParticipantFactory())
    for day in ("2021-10-06", "2021-11-03"):
        came(held(day, **closed), ParticipantFactory(), category="volunteer")
    return project


ASKED = {"is_counted": "no", "starts_on": "01.11.2021", "reason": "Agreed with UNICEF"}


def told(answer):
    """{label: (before, after, is it frozen)} of what the page says."""
    return {
        effect.before.label: (effect.before.value, effect.after.value, effect.before.is_frozen)
        for effect in answer.context["effects"]
    }


def counted_days(category):
    return list(category.spans.values_list("is_counted", "starts_on", "ends_on"))


def test_first_the_page_shows_what_would_change_then_it_changes(
    client, address, volunteers, project, english
):
    ReportingPeriodFactory(project=project)

    asked = client.post(address, ASKED)

    assert told(asked)["people reached"] == ("3", "2", False)
    assert volunteers.counts_on(date(2021, 11, 3)), "shown, not done"

    done = client.post(address, {**ASKED, "seen": asked.context["form"].asked})

    assert done.status_code == 302
    assert volunteers.counts_on(date(2021, 10, 31))
    assert not volunteers.counts_on(date(2021, 11, 1))
    assert volunteers.spans.get(is_counted=False).reason == "Agreed with UNICEF"


def test_another_day_than_the_one_seen_is_shown_again_first(client, address, volunteers, project):
    seen = client.post(address, ASKED).context["form"].asked

    again = client.post(address, {**ASKED, "starts_on": "01.10.2021", "seen": seen})

    assert again.status_code == 200
    assert volunteers.counts_on(date(2021, 11, 3))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "   "}, "reason"),
        ({"starts_on": "01.01.0021"}, "starts_on"),
        ({"starts_on": ""}, "starts_on"),
        ({"is_counted": "yes"}, "__all__"),  # that is how it is
    ],
)
def test_what_is_missing_or_changes_nothing_is_said_and_nothing_typed_is_lost(
    client, address, volunteers, wrong, field
):
    asked = {**ASKED, **wrong}

    answer = client.post(address, {**asked, "seen": "no 2021-11-01"})

    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"].data["reason"] == asked["reason"]
    assert CountingSpan.objects.filter(category=volunteers).count() == 1


@pytest.mark.parametrize("name", ["staff", "volunteer", "observer"])
def test_only_coordinators_say_what_counts(client, request, address, name, volunteers):
    client.force_login(request.getfixturevalue(name))

    assert client.post(address, {**ASKED, "seen": "no 2021-11-01"}).status_code in (403, 404)
    assert volunteers.spans.count() == 1


def test_a_frozen_period_is_told_apart_until_it_is_sent_back(client, address, project):
    period = ReportingPeriodFactory(project=project)
    report = freeze(ReportFactory(period=period))

    answer = client.post(address, ASKED)

    assert told(answer)["people reached"] == ("3", "2", True)

    move_on(report=report, status="sent_back", feedback="Figures of 1.1?")

    assert told(client.post(address, ASKED))["people reached"] == ("3", "2", False)


def test_each_day_lies_in_exactly_one_span_whatever_is_said_in_whatever_order(volunteers):
    by = {"category": volunteers, "decided_by": UserFactory(), "reason": "Agreed"}
    change_counting(**by, is_counted=False, starts_on=date(2022, 1, 1))
    change_counting(**by, is_counted=True, starts_on=date(2023, 1, 1))
    change_counting(**by, is_counted=False, starts_on=date(2021, 1, 1))

    assert counted_days(volunteers) == [
        (True, date.min, date(2020, 12, 31)),
        (False, date(2021, 1, 1), date.max),
    ]

    change_counting(**by, is_counted=True, starts_on=date(2021, 1, 1))

    assert counted_days(volunteers) == [
        (True, date.min, date(2020, 12, 31)),
        (True, date(2021, 1, 1), date.max),
    ]


def test_the_database_takes_no_change_without_a_reason(volunteers):
    with pytest.raises(IntegrityError):
        CountingSpan.objects.create(
            category=volunteers,
            is_counted=False,
            starts_on=date(2021, 1, 1),
            ends_on=date(2021, 2, 1),
        )
