"""What is looked at before a report is frozen, what blocks and what is accepted with a reason."""

from contextlib import nullcontext
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from reports.models import Report, ReportingPeriod
from reports.unicef.checks import run_checks
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import (
    accept_warning,
    back_to_draft,
    check_report,
    freeze_report,
)
from shkej.lib.dates import today
from tests.accounts.factories import GrantFactory, UserFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    ReportFactory,
    ReportingPeriodFactory,
    fill_in,
    freeze,
    settle,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.slow]


def findings(report):
    checks = run_checks(ReportFigures(Report.objects.get(pk=report.pk)))
    return {check.code: check.count for check in checks if check.findings}


def test_report_in_order_has_no_findings(report):
    assert findings(fill_in(report)) == {}


def test_each_check_finds_what_it_looks_for(report, project, indicator, event):
    fill_in(report)
    came(event, ParticipantFactory(sex="unknown"))
    not_closed = held("2021-10-07", projects=[project])
    came(not_closed, ParticipantFactory(sex="male"))
    held("2021-10-08", projects=[project])
    report.assessments.update(rating="constrained")
    Report.objects.filter(pk=report.pk).update(challenges_en="x" * 2001, currency="")

    found = findings(report)

    assert found == {
        "unplaced": 1,
        "register_open": 1,
        "no_attendance": 1,
        "no_narrative": 1,
        "text_too_long": 1,
        "missing_info": 1,
    }


def test_checks_of_figures_warn(report, project, indicator):
    fill_in(report)
    indicator.target_v = 0
    indicator.across_periods = "max"
    indicator.save()

    assert findings(report) == {"over_target": 1, "method_mismatch": 1}

    IndicatorFactory(output=indicator.output, rule="events", event_kinds=["training"])

    assert findings(report)["zero"] == 1


def test_age_limit_names_people_without_an_age(report, indicator):
    fill_in(report)
    indicator.age_to = 17
    indicator.save()

    assert findings(report) == {"age_unknown": 1, "zero": 1}


def test_attendance_outside_periods_and_elsewhere_is_named(report, project, indicator):
    from partners.models import Municipality

    fill_in(report)
    came(held("2021-09-30", projects=[project], title_en="x"), ParticipantFactory(sex="male"))
    indicator.locations.add(Municipality.objects.get(name="Kamëz"))

    found = findings(report)

    assert found["elsewhere"] == 1
    indicator.locations.clear()
    assert findings(report)["outside_periods"] == 1


def test_output_without_rating_blocks(report):
    fill_in(report)
    report.assessments.all().delete()

    assert findings(report) == {"no_rating": 1}
    with pytest.raises(ValidationError, match="Outputs without a rating"):
        check_report(report=report, checked_by=UserFactory())


def test_blocking_check_cannot_be_accepted(report):
    with pytest.raises(ValidationError):
        accept_warning(report=report, code="no_rating", why="x", accepted_by=UserFactory())


def test_accepted_warning_holds_only_while_it_finds_as_much(report, project, indicator):
    fill_in(report)
    for number in (2, 3):
        IndicatorFactory(
            output=indicator.output, code=f"z{number}", rule="events", event_kinds=["training"]
        )
        if number == 2:
            accept_warning(report=report, code="zero", why="Really", accepted_by=UserFactory())
            report.refresh_from_db()
            check_report(report=report, checked_by=UserFactory())
            back_to_draft(Report.objects.get(pk=report.pk))

    with pytest.raises(ValidationError, match="really nothing"):
        check_report(report=report, checked_by=UserFactory())


def test_warning_asks_for_a_reason(report, indicator):
    with pytest.raises(ValidationError, match="Say why"):
        accept_warning(report=report, code="zero", why=" ", accepted_by=UserFactory())


@pytest.mark.parametrize("signs", [500, 501])
def test_reason_for_a_warning_is_kept_whole_or_refused(report, indicator, signs):
    fill_in(report)
    IndicatorFactory(output=indicator.output, rule="events", event_kinds=["training"])
    why = "y" * signs

    with nullcontext() if signs == 500 else pytest.raises(ValidationError, match="at most 500"):
        accept_warning(report=report, code="zero", why=f" {why} ", accepted_by=UserFactory())

    report.refresh_from_db()
    kept = report.accepted_warnings.get("zero", {}).get("why")
    assert kept == (why if signs == 500 else None)


@pytest.mark.parametrize("signs", [300, 301])
def test_reason_for_freezing_alone_is_kept_whole_or_refused(report, signs):
    user = GrantFactory(role="coordinator").user
    settle(report, checked_by=user)
    why = "y" * signs

    with nullcontext() if signs == 300 else pytest.raises(ValidationError, match="at most 300"):
        freeze_report(report=report, frozen_by=user, alone_because=why)

    report.refresh_from_db()
    assert report.frozen_alone_because == (why if signs == 300 else "")


def test_a_period_that_is_not_over_is_found(report, project):
    goes_on = ReportFactory(
        period=ReportingPeriodFactory(project=project, number=9, starts_on=today(), ends_on=today())
    )

    assert "not_over" not in findings(report)
    assert findings(goes_on)["not_over"] == 1


def test_registers_of_every_event_that_an_indicator_counts_are_looked_at(report, indicator):
    other = ProjectFactory(code="P-2")
    indicator.other_projects.set([other])
    indicator.event_kinds = ["training"]
    indicator.save()
    assert "register_open" not in findings(report)

    came(held("2021-10-08", projects=[other], kind="training"), ParticipantFactory())
    came(held("2021-10-09", projects=[other], kind="workshop"), ParticipantFactory())

    assert findings(report)["register_open"] == 1, "the workshop is not counted"


def test_earlier_report_that_would_differ_today_is_named(report, project, event):
    frozen = freeze(report)
    later = ReportingPeriod.objects.create(
        project=project, number=2, starts_on=date(2022, 1, 1), ends_on=date(2022, 3, 31)
    )
    second = fill_in(ReportFactory(period=later))
    assert "frozen_differs" not in findings(second)

    came(event, ParticipantFactory(sex="male"))

    assert findings(second)["frozen_differs"] == 1
    assert frozen.snapshot.data["outputs"][0]["indicators"][0]["reported"]["v"] == 1
