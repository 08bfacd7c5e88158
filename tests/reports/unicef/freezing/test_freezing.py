"""The snapshot that never changes, who freezes it, and what becomes of the report."""

import hashlib
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from reports.models import OutputAssessment, Report, ReportingPeriod, Snapshot
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import begin_report, freeze_report, move_on
from tests.accounts.factories import GrantFactory, UserFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    ReportFactory,
    ReportingPeriodFactory,
    ages_of,
    fill_in,
    freeze,
    settle,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.slow]


# Freezing


def test_snapshot_holds_figures_texts_and_the_hash_of_both(report, indicator):
    frozen = freeze(report)

    snapshot = frozen.snapshot
    row = snapshot.data["outputs"][0]["indicators"][0]
    assert frozen.status == "frozen"
    assert snapshot.sha256 == hashlib.sha256(snapshot.figures.encode()).hexdigest()
    assert row["reported"] == {"v": 1, "d": 1}
    assert [cell["v"] for cell in row["locations"][0]["cells"]] == [1, 0]
    assert row["title"]["en"] == indicator.title_en
    assert snapshot.data["texts"]["challenges"]["sq"] == "challenges sq"
    assert snapshot.app_version


def test_same_figures_give_the_same_hash(report):
    from reports.unicef.freezing.services import canonical

    first = canonical(ReportFigures(report).data())

    assert canonical(ReportFigures(Report.objects.get(pk=report.pk)).data()) == first


def test_who_checked_does_not_freeze(report):
    user = GrantFactory(role="coordinator").user
    other = GrantFactory(role="coordinator").user
    settle(report, checked_by=user)

    with pytest.raises(ValidationError, match="Somebody else"):
        freeze_report(report=report, frozen_by=user, alone_because="In a hurry")

    assert freeze_report(report=report, frozen_by=other).frozen_alone_because == ""


def test_one_person_alone_says_why(report):
    user = GrantFactory(role="coordinator").user
    settle(report, checked_by=user)

    with pytest.raises(ValidationError, match="alone"):
        freeze_report(report=report, frozen_by=user)

    frozen = freeze_report(report=report, frozen_by=user, alone_because="No second coordinator")
    assert frozen.frozen_alone_because == "No second coordinator"


def test_unchecked_report_is_not_frozen(report):
    with pytest.raises(ValidationError, match="run the checks"):
        freeze_report(report=fill_in(report), frozen_by=UserFactory())
    assert not Snapshot.objects.exists()


def test_checks_run_again_when_it_is_frozen(report, event):
    settle(report)
    came(event, ParticipantFactory(sex="unknown"))

    with pytest.raises(ValidationError, match="in no cell"):
        freeze_report(report=report, frozen_by=UserFactory())
    report.refresh_from_db()
    assert report.status == "checked"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports_snapshot SET figures = '{}'",
        "UPDATE reports_snapshot SET sha256 = 'x'",
        "DELETE FROM reports_snapshot",
        "UPDATE reports_report SET challenges_en = 'other'",
        "UPDATE reports_report SET frozen_at = NULL, frozen_by_id = NULL, status = 'draft'",
        "UPDATE reports_report SET version = 9",
        "DELETE FROM reports_report",
        "UPDATE reports_outputassessment SET narrative_en = 'other'",
        "DELETE FROM reports_outputassessment",
        "INSERT INTO reports_outputassessment"
        " (created_at, updated_at, rating, narrative, output_id, report_id)"
        " SELECT created_at, updated_at, rating, narrative, output_id, report_id"
        " FROM reports_outputassessment",
    ],
)
def test_database_refuses_every_change_of_a_frozen_report(report, statement):
    freeze(report)

    refused = pytest.raises(IntegrityError, match="frozen")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_report_cannot_be_frozen_without_figures(report):
    settle(report)

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(
            status="frozen", frozen_at=timezone.now(), frozen_by=UserFactory()
        )


def test_words_of_another_report_can_still_change(report, project):
    freeze(report)
    other = ReportFactory(
        period=ReportingPeriodFactory(
            project=project, number=2, starts_on=date(2022, 1, 1), ends_on=date(2022, 3, 31)
        )
    )

    OutputAssessment.objects.create(report=other, output=project.outputs.get(), rating="met")
    Report.objects.filter(pk=other.pk).update(challenges_en="x")


def test_later_attendance_moves_no_frozen_figure(report, event):
    frozen = freeze(report)
    before = frozen.snapshot.figures

    came(event, ParticipantFactory(sex="male"))

    assert Snapshot.objects.get(report=frozen).figures == before


def test_figures_say_who_is_also_reported_under_another_project(report, project, event):
    other = ProjectFactory(code="P-2")
    event.projects.add(other)

    data = ReportFigures(report).data()

    assert data["shared"] == [{"project": "P-2", "people": 1}]
    assert data["people"] == 1


def test_snapshot_has_the_shape_of_the_sample(report, project):
    from tests.reports.unicef.sample import sample_figures

    ages = ages_of(project)
    IndicatorFactory(output=report.project.outputs.get(), code="9", dimensions=[ages])
    data = ReportFigures(report).data()
    sample = sample_figures()

    assert data.keys() | {"checks"} == sample.keys()
    for name in ("project", "period", "texts"):
        assert data[name].keys() == sample[name].keys()
    row, wanted = data["outputs"][0]["indicators"][0], sample["outputs"][1]["indicators"][0]
    assert row.keys() == wanted.keys()
    assert row["locations"][0].keys() == wanted["locations"][0].keys()
    assert row["selection"].keys() == wanted["selection"].keys()
    assert data["events"][0].keys() == sample["events"][0].keys()


@pytest.mark.django_db(transaction=True)
def test_frozen_report_does_not_outlive_its_test(report):
    freeze(report)


# What becomes of it


def test_sent_back_report_gets_a_new_version_with_its_words(report):
    frozen = freeze(report)
    with pytest.raises(ValidationError, match="what UNICEF wrote"):
        move_on(report=frozen, status="sent_back")
    move_on(report=frozen, status="submitted")
    move_on(report=frozen, status="sent_back", feedback="Figures of 1.1?")

    second = begin_report(period=frozen.period, drafted_by=UserFactory())

    assert (second.version, second.status) == (2, "draft")
    assert second.challenges_en == "challenges en"
    assert second.assessments.get().rating == "met"
    assert frozen.snapshot.figures == Snapshot.objects.get(report=frozen).figures
    assert freeze(second).snapshot.data["outputs"]


def test_report_is_begun_once_per_period(report):
    again = begin_report(period=report.period, drafted_by=UserFactory())

    assert again.pk == report.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(period=report.period, version=2, drafted_by=UserFactory())


def test_steps_are_taken_in_order(report):
    frozen = freeze(report)

    with pytest.raises(ValidationError):
        move_on(report=frozen, status="accepted")
    move_on(report=frozen, status="entered")
    move_on(report=frozen, status="submitted")
    assert move_on(report=frozen, status="accepted").status == "accepted"
    with pytest.raises(ValidationError):
        move_on(report=frozen, status="sent_back", feedback="x")


def test_cumulative_adds_accepted_reports_only(report, project, event):
    person = ParticipantFactory(sex="male")
    frozen = freeze(report)
    later = ReportingPeriod.objects.create(
        project=project, number=2, starts_on=date(2022, 1, 1), ends_on=date(2022, 3, 31)
    )
    came(held("2022-01-06", projects=[project]), person)
    second = ReportFactory(period=later)

    def cumulative():
        return ReportFigures(second).outputs[0]["indicators"][0]["cumulative"]["v"]

    assert cumulative() == 1
    move_on(report=frozen, status="submitted")
    assert cumulative() == 1
    move_on(report=frozen, status="accepted")
    assert cumulative() == 2
