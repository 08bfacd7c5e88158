"""What changed since a report was frozen: people, their marks, and why a figure moved."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from events.models import Registration
from participants.merging.services import merge_participants
from reports.models import Report, Snapshot
from reports.unicef.freezing.changes import changes_since
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import snapshot_of
from tests.accounts.factories import UserFactory
from tests.databases import unguarded
from tests.events.factories import HeadcountFactory
from tests.participants.factories import ParticipantFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import ReportingPeriodFactory, freeze, settle
from tests.reports.unicef.freezing.changes import reasons_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.slow]


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
