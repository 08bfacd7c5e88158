"""Checks before freezing, the snapshot that never changes, and what changed since."""

import hashlib
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from events.models import Registration
from participants.categories.counting import change_counting
from participants.merging.services import merge_participants
from participants.models import Category
from partners.models import Municipality
from reports.models import Indicator, OutputAssessment, Report, ReportingPeriod, Snapshot
from reports.unicef.checks import run_checks
from reports.unicef.freezing.changes import changes_since
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import (
    accept_warning,
    back_to_draft,
    begin_report,
    check_report,
    freeze_report,
    move_on,
    snapshot_of,
)
from shkej.lib.dates import today
from tests.accounts.factories import GrantFactory, UserFactory
from tests.databases import unguarded
from tests.events.factories import HeadcountFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    ages_of,
    fill_in,
    freeze,
    settle,
    sex_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(english):
    """The sentences are compared."""


@pytest.fixture
def project():
    return ProjectFactory(code="P-1", title_sq="Projekti", title_en="The project")


@pytest.fixture
def event(project):
    return held(
        "2021-10-06",
        projects=[project],
        title_en="Meeting",
        register_closed_at=timezone.now() - timedelta(days=9),
    )


@pytest.fixture
def indicator(project):
    return IndicatorFactory(
        output=OutputFactory(project=project), target_v=10, dimensions=[sex_of(project)]
    )


@pytest.fixture
def report(project, indicator, event):
    came(event, ParticipantFactory(sex="female"))
    return ReportFactory(period=ReportingPeriodFactory(project=project))


def findings(report):
    checks = run_checks(ReportFigures(Report.objects.get(pk=report.pk)))
    return {check.code: check.count for check in checks if check.findings}


# Checks.


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


# Freezing.


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


def test_later_attendance_moves_no_frozen_figure(report, event):
    frozen = freeze(report)
    before = frozen.snapshot.figures

    came(event, ParticipantFactory(sex="male"))

    assert Snapshot.objects.get(report=frozen).figures == before


# What changed since.


def test_nothing_changed_says_so(report):
    frozen = freeze(report)

    assert changes_since(frozen) == []


def test_late_mark_merge_and_correction_are_told_apart(report, event, project):
    here = event.centre
    twins = [ParticipantFactory(sex="male", centre=here) for _person in range(2)]
    second = held(
        "2021-10-09",
        projects=[project],
        title_en="x",
        register_closed_at=timezone.now() - timedelta(days=9),
    )
    came(event, twins[0])
    came(second, twins[1])
    wrong = came(event, ParticipantFactory(sex="female"))
    frozen = freeze(report)
    late = came(event, ParticipantFactory(sex="female"))
    late.marked_at = timezone.now()
    late.save()
    merge_participants(kept=twins[0], merged=twins[1], merged_by=UserFactory())
    wrong.attendance = "absent"
    wrong.save()

    people, change = changes_since(Report.objects.get(pk=frozen.pk))

    assert (people.frozen["v"], people.now["v"]) == (4, 3)
    assert change.difference == -1
    assert dict(change.reasons) == {"late": 1, "merge": 1, "correction": 1}
    assert change.sentences == [
        "1 by joining two records of one person",
        "1 marked after the report was frozen",
        "1 by a corrected attendance",
    ]


def test_corrected_sex_moves_a_person_between_cells(report):
    frozen = freeze(report)
    person = frozen.period.project.events.get().registrations.get().participant
    person.sex = "male"
    person.save()

    (change,) = changes_since(Report.objects.get(pk=frozen.pk))

    assert (change.difference, dict(change.reasons)) == (0, {"person": 1})


def test_unnamed_counted_later_change_an_indicator_that_counts_them(report, indicator, event):
    indicator.dimension_rows.all().delete()
    indicator.rule, indicator.counts_unnamed = "attendances", True
    indicator.save()
    frozen = freeze(report)
    HeadcountFactory(event=event, count=4)

    total, change = changes_since(Report.objects.get(pk=frozen.pk))

    assert (total.title["en"], total.difference) == ("Attendances", 4)
    assert (change.difference, dict(change.reasons)) == (4, {"count": 1})
    assert change.sentences == total.sentences == ["1 by a changed count of people without a name"]


def reasons_of(frozen):
    """{code of an indicator, or what else is told: reasons} of what changed."""
    changes = changes_since(Report.objects.get(pk=frozen.pk))
    return {change.code or change.title["en"]: dict(change.reasons) for change in changes}


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


def test_each_total_that_changed_says_why(report, event, project):
    here = event.centre
    twins = [ParticipantFactory(sex="female", centre=here) for _person in range(2)]
    for person in twins:
        came(event, person)
    wrong = came(event, ParticipantFactory(sex="male"))
    crowd = HeadcountFactory(event=event, count=4)
    frozen = freeze(report)

    merge_participants(kept=twins[0], merged=twins[1], merged_by=UserFactory())
    wrong.attendance = "absent"
    wrong.save()
    came(held("2021-10-20", projects=[project]), ParticipantFactory(sex="male"))
    crowd.count = 9
    crowd.save()

    found = reasons_of(frozen)
    assert found["People reached"] == {"merge": 1, "correction": 1, "late": 1}
    assert found["Events held"] == {"event": 1}
    assert found["Attendances"] == {"merge": 1, "correction": 1, "late": 1, "count": 1}


def test_a_person_whom_another_attendance_keeps_explains_nothing(report, event, project):
    """Two people, of whom one came twice: without the one mark they are as many as before."""
    second = held("2021-10-20", projects=[project], register_closed_at=timezone.now())
    twice = ParticipantFactory(sex="male")
    came(event, twice)
    again = came(second, twice)
    gone = came(second, ParticipantFactory(sex="male"))
    frozen = freeze(report)

    for row in (again, gone):
        row.attendance = "absent"
        row.save()

    found = reasons_of(frozen)
    assert found["People reached"] == {"correction": 1}
    assert found["Attendances"] == {"correction": 2}


def test_totals_of_a_report_that_kept_no_evidence_of_them_have_no_known_reason(report, event):
    """As in reports that an earlier version froze."""
    counted = ReportFigures(settle(report))
    del counted.evidence["totals"]
    Snapshot.objects.create(report=report, **snapshot_of(counted, []))
    row = event.registrations.get()
    row.attendance = "absent"
    row.save()
    Report.objects.filter(pk=report.pk).update(
        status="frozen", frozen_at=timezone.now() - timedelta(hours=1), frozen_by=UserFactory()
    )

    found = reasons_of(report)
    assert found["People reached"] == found["Attendances"] == {"other": 1}


def test_an_indicator_that_was_added_later_is_a_change(report, indicator):
    frozen = freeze(report)
    IndicatorFactory(output=indicator.output, code="9", title_en="Another one")

    (change,) = changes_since(Report.objects.get(pk=frozen.pk))

    assert (change.title["en"], change.frozen["v"], change.now["v"]) == ("Another one", 0, 1)
    assert change.sentences == ["the indicator was added after the report was frozen"]


def test_what_was_taken_back_explains_nothing(report, indicator, event):
    """A mark corrected there and back, and then another cause: the other one is told."""
    frozen = freeze(report)
    registration = event.registrations.get()
    for attendance in ("absent", "present"):
        registration.attendance = attendance
        registration.save()
    assert reasons_of(frozen) == {}

    person = registration.participant
    person.sex = "male"
    person.save()

    assert reasons_of(frozen) == {indicator.code: {"person": 1}}


def test_what_stands_beside_an_unchanged_figure_is_a_change_too(report, indicator, project, event):
    """Another period's marks change the sums; people without a name are in the report."""
    earlier = held("2021-08-10", projects=[project], register_closed_at=timezone.now())
    place = came(earlier, ParticipantFactory(sex="male"))
    ReportingPeriodFactory(
        project=project, number=9, starts_on=date(2021, 7, 1), ends_on=date(2021, 9, 30)
    )
    frozen = freeze(report)

    place.attendance = "absent"
    place.save()
    HeadcountFactory(event=event, count=4)

    total, *changes = changes_since(Report.objects.get(pk=frozen.pk))
    assert (total.title["en"], dict(total.reasons)) == ("Attendances", {"count": 1})
    assert [(change.title["en"].split(" – ")[1], change.difference) for change in changes] == [
        ("Sum of the periods", -1),
        ("Since the start, each once", -1),
        ("Without a name", 4),
    ]
    assert [change.sentences for change in changes] == [
        *[["by what changed in other periods; the reported figure stays"]] * 2,
        ["the reported figure stays as it was"],
    ]


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


def test_an_unknown_reason_says_so(report, indicator, event):
    frozen = freeze(report)
    event.registrations.update(attendance="absent")
    with unguarded():
        Registration.history.all().delete()

    assert reasons_of(frozen) == {
        "People reached": {"other": 1},
        "Attendances": {"other": 1},
        indicator.code: {"other": 1},
    }
    *_totals, change = changes_since(Report.objects.get(pk=frozen.pk))
    assert change.sentences == ["1 for a reason that is not known"]


def test_an_indicator_that_is_no_longer_reported_is_a_change(report, indicator):
    frozen = freeze(report)
    indicator.is_active = False
    Indicator.objects.filter(pk=indicator.pk).delete()

    (change,) = changes_since(Report.objects.get(pk=frozen.pk))

    assert (change.frozen["v"], change.now["v"]) == (1, 0)
    assert change.sentences == ["the indicator is no longer reported"]


# What becomes of it.


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
