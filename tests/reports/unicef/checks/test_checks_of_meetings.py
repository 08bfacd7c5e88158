"""Before freezing: meetings logged twice, and marks that no report counts."""

import pytest
from django.urls import reverse

from events.lib.twins.finding import tell_apart
from events.models import DistinctEvents, Event
from participants.models import Participant
from reports.models import Report
from reports.unicef.checks import run_checks
from reports.unicef.freezing.figures import ReportFigures
from tests.events.factories import CentreFactory, HeadcountFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def project():
    return ProjectFactory(code="P-1", title_sq="Projekti", title_en="The project")


@pytest.fixture
def report(project):
    IndicatorFactory(output=OutputFactory(project=project), target_v=10)
    return ReportFactory(period=ReportingPeriodFactory(project=project))


@pytest.fixture
def meeting(project):
    event = held("2021-10-06", projects=[project], title_sq="Takim me prindërit")
    came(event, ParticipantFactory())
    return event


def found(report, code):
    checks = run_checks(ReportFigures(Report.objects.get(pk=report.pk)))
    [check] = [check for check in checks if check.code == code]
    assert check.level == "warn"
    return check.findings


def test_two_meetings_that_look_the_same_are_found(report, meeting, project, staff):
    later = held("2021-10-06", projects=[project], title_sq="Takim me prindër")
    came(later, ParticipantFactory())

    [finding] = found(report, "logged_twice")

    assert finding.url == reverse("events:event_detail", args=[later.pk])
    assert "Takim me prindërit / Takim me prindër" in finding.label
    tell_apart(meeting, [later.pk], by=staff)
    assert not found(report, "logged_twice")


def test_shared_people_across_centres_are_found(report, meeting, project):
    elsewhere = held("2021-10-06", projects=[project], title_sq="Lexim", centre=CentreFactory())
    came(elsewhere, Participant.objects.get())

    assert found(report, "logged_twice")


@pytest.mark.parametrize(
    "facts",
    [
        {"title_sq": "Lexim"},
        {"title_sq": "Takim me prindërit", "status": "cancelled"},
        {"title_sq": "Takim me prindërit", "is_of_project": False},
    ],
)
def test_what_is_no_twin_is_not_found(report, meeting, project, facts):
    is_of_project = facts.pop("is_of_project", True)
    held("2021-10-06", projects=[project] if is_of_project else [], **facts)

    assert not found(report, "logged_twice")


@pytest.mark.parametrize("status", ["planned", "cancelled", "postponed"])
def test_marks_that_no_report_counts_are_found(report, meeting, status):
    assert not found(report, "hidden_marks")

    Event.objects.filter(pk=meeting.pk).update(status=status)

    [finding] = found(report, "hidden_marks")
    assert finding.url == reverse("events:register", args=[meeting.pk])


def test_counts_that_no_report_counts_are_found(report, project):
    HeadcountFactory(event=held("2021-10-06", projects=[project], status="cancelled"))

    assert found(report, "hidden_marks")


def test_events_that_were_called_off_in_time_are_no_finding(report, project):
    held("2021-10-06", projects=[project], status="cancelled")

    assert not found(report, "hidden_marks")


def test_a_finding_leads_to_the_question_and_its_answer(client, coordinator, meeting, project):
    later = held("2021-10-06", projects=[project], title_sq="Takim me prindër")
    client.force_login(coordinator)
    address = reverse("events:event_detail", args=[later.pk])

    page = client.get(address).content.decode()
    assert "Was this meeting logged twice?" in page
    assert "1 person" in page

    client.post(reverse("events:event_is_another", args=[later.pk]), {"other_than": meeting.pk})
    assert "Was this meeting logged twice?" not in client.get(address).content.decode()


def test_only_what_was_asked_about_is_told_apart(client, coordinator, meeting, project):
    stranger = held("2021-12-06", projects=[project], title_sq="Lexim")
    client.force_login(coordinator)

    client.post(reverse("events:event_is_another", args=[stranger.pk]), {"other_than": meeting.pk})

    assert not DistinctEvents.objects.exists()
