"""What a frozen report says of later changes: each is listed, and what was undone is no reason."""

import zlib
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.event.services import change_status, postpone_event, save_event
from events.models import Event
from events.register.closing.history import later_corrections
from events.register.closing.services import correct_attendance, reopen_register
from events.register.recorded.figures import recorded_at
from participants.categories.counting import change_counting
from participants.merging.services import merge_participants, undo_merge
from participants.models import Category, PossibleDuplicate
from partners.models import Municipality
from reports.models import IndicatorDimension, Report, Snapshot
from reports.unicef.checks import run_checks
from reports.unicef.freezing.changes import changes_since, late_corrections
from reports.unicef.freezing.decisions import decisions_since
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.services import canonical, snapshot_of
from tests.accounts.factories import GrantFactory, UserFactory
from tests.events.factories import CentreFactory
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came, held
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportFactory,
    ReportingPeriodFactory,
    dimension,
    freeze,
    settle,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("english"),
    MORE_ON_POSTGRESQL,
    pytest.mark.slow,
]


@pytest.fixture
def project():
    return ProjectFactory(code="P-1")


def closed(day, *projects, **facts):
    ago = timezone.now() - timedelta(days=9)
    return held(day, projects=list(projects), register_closed_at=ago, **facts)


@pytest.fixture
def event(project):
    return closed("2021-10-06", project, title_en="Meeting")


@pytest.fixture
def indicator(project):
    return IndicatorFactory(output=OutputFactory(project=project))


@pytest.fixture
def report(project, indicator, event):
    came(event, ParticipantFactory(sex="female"))
    return ReportFactory(period=ReportingPeriodFactory(project=project))


@pytest.fixture
def boss():
    return GrantFactory(role="coordinator", user__language="en").user


def reasons_of(frozen):
    changes = changes_since(Report.objects.get(pk=frozen.pk))
    return {change.code or change.title["en"]: dict(change.reasons) for change in changes}


def listed(frozen):
    return [(event.title, line.reason) for event, line in late_corrections(frozen)]


def stop_counting(code="parent"):
    change_counting(
        category=Category.objects.get(code=code),
        is_counted=False,
        starts_on=date(2021, 10, 1),
        reason="Agreed",
        decided_by=UserFactory(),
    )


def test_a_correction_at_an_event_of_another_project_that_is_counted_is_listed(
    report, indicator, boss
):
    other = ProjectFactory(code="P-2")
    indicator.other_projects.set([other])
    elsewhere = closed("2021-10-08", other, title_en="Elsewhere", title_sq="Elsewhere")
    place = came(elsewhere, ParticipantFactory(sex="male"))
    frozen = freeze(report)

    correct_attendance(
        registration=place, attendance="absent", reason="Not there", corrected_by=boss
    )

    assert reasons_of(frozen) == {indicator.code: {"correction": 1}}
    assert listed(frozen) == [("Elsewhere", "Not there")]


def test_a_correction_in_an_earlier_period_that_moves_a_figure_is_listed(
    report, project, event, indicator, boss
):
    person = event.registrations.get().participant
    earlier = closed("2021-08-06", project, title_en="Earlier", title_sq="Earlier")
    place = came(earlier, person)
    frozen = freeze(report)

    correct_attendance(
        registration=place, attendance="absent", reason="Not there", corrected_by=boss
    )

    assert reasons_of(frozen)[indicator.code] == {"correction": 1}
    assert listed(frozen) == [("Earlier", "Not there")]


def test_called_off_after_it_was_opened_again_stands_under_after_closing(event, boss):
    reopen_register(event=event, reopened_by=boss, reason="Nobody came")
    event = Event.objects.get()
    change_status(
        event=event, status="cancelled", changed_by=boss, takes_back=recorded_at(event).key
    )

    changed, opened = later_corrections(Event.objects.get())
    assert changed.after == "status: Cancelled"


def test_a_project_taken_and_given_again_explains_nothing(report, indicator, event, boss):
    frozen = freeze(report)
    mine = event.projects.get()
    event.projects.clear()
    event.projects.add(mine)
    assert reasons_of(frozen) == {}

    stop_counting()

    assert reasons_of(frozen)[indicator.code] == {"category": 1}


def test_a_merge_parted_and_made_again_explains_nothing(report, indicator, event, boss):
    here = event.centre
    kept = event.registrations.get().participant
    other = ParticipantFactory(sex="female", centre=here)
    merge = merge_participants(kept=kept, merged=other, merged_by=boss)
    frozen = freeze(report)
    undo_merge(merge=merge, undone_by=boss)
    merge_participants(kept=kept, merged=other, merged_by=boss)
    assert reasons_of(frozen) == {}

    stop_counting()

    assert reasons_of(frozen)[indicator.code] == {"category": 1}


def test_another_hour_of_the_day_is_a_reason(report, indicator, event, project, boss):
    IndicatorDimension.objects.create(
        indicator=indicator,
        dimension=dimension(project, "category", parents=["parent"], children=["child"]),
        position=1,
    )
    person = event.registrations.get().participant
    second = closed("2021-10-06", project, at="18:00", title_en="Second")
    came(second, person, category="child")
    frozen = freeze(report)
    second.starts_at -= timedelta(hours=8)
    save_event(event=second, saved_by=boss, correction_reason="It was in the morning")

    assert reasons_of(frozen) == {indicator.code: {"event": 1}}


def test_postponed_after_it_was_opened_again_stands_there_with_its_day(event, boss):
    reopen_register(event=event, reopened_by=boss, reason="Nobody came")
    postpone_event(
        event=event,
        times={"starts_at": event.starts_at + timedelta(days=9999), "ends_at": None},
        postponed_by=boss,
        takes_back=recorded_at(event).key,
    )

    changed, _opened = later_corrections(Event.objects.get())
    assert changed.before.startswith("status: Held; date and time: ")
    assert changed.after.startswith("status: Planned; date and time: ")


def test_duplicates_are_looked_for_among_all_who_are_counted(report, indicator):
    other = ProjectFactory(code="P-2")
    indicator.other_projects.set([other])
    elsewhere = closed("2021-10-08", other)
    people = [ParticipantFactory(centre=elsewhere.centre) for _number in range(2)]
    for person in people:
        came(elsewhere, person)
    first, second = sorted(person.pk for person in people)
    PossibleDuplicate.objects.create(first_id=first, second_id=second)

    checks = {check.code: check.count for check in run_checks(ReportFigures(report))}

    assert checks["duplicates"] == 1


def test_the_page_of_an_indicator_misses_registers_of_every_event_that_it_counts(
    client, report, indicator, boss
):
    other = ProjectFactory(code="P-2")
    indicator.other_projects.set([other])
    client.force_login(boss)
    address = reverse("reports:indicator_detail", args=[indicator.pk])
    assert client.get(address).context["page"].missing == []

    came(held("2021-10-08", projects=[other]), ParticipantFactory())

    [(_words, number, _url)] = client.get(address).context["page"].missing
    assert number == 1


def test_who_does_not_reach_events_of_other_projects_does_not_see_the_report(
    client, report, indicator, event
):
    here = GrantFactory(role="coordinator", centre=event.centre).user
    client.force_login(here)
    addresses = [
        reverse("reports:report_detail", args=[report.pk]),
        reverse("reports:indicator_people", args=[indicator.pk]),
    ]
    assert {client.get(address).status_code for address in addresses} == {200}

    other = ProjectFactory(code="P-2")
    indicator.other_projects.set([other])
    came(closed("2021-10-08", other, centre=CentreFactory()), ParticipantFactory())

    assert {client.get(address).status_code for address in addresses} == {404}


def test_a_report_that_only_knows_how_far_links_went_still_tells_later_ones(
    report, indicator, event, project
):
    """As an earlier version froze it."""
    counted = ReportFigures(settle(report))
    kept = zlib.compress(canonical(counted.evidence).encode())
    link = Event.projects.through.objects.latest("pk")
    facts = snapshot_of(counted, []) | {"evidence": kept, "high_water": {"links": link.pk}}
    Snapshot.objects.create(report=report, **facts)
    Report.objects.filter(pk=report.pk).update(
        status="frozen", frozen_at=timezone.now(), frozen_by=UserFactory()
    )
    later = closed("2021-10-20")
    Event.objects.filter(pk=later.pk).update(created_at=timezone.now() - timedelta(days=99))
    came(later, ParticipantFactory())
    later.registrations.update(created_at=timezone.now() - timedelta(days=99))
    assert reasons_of(report) == {}

    later.projects.add(project)

    assert reasons_of(report)[indicator.code] == {"event": 1}
    assert reasons_of(report)["Events held"] == {"event": 1}


def test_what_was_decided_for_many_events_stands_there_with_its_reason(
    client, report, indicator, event, boss
):
    here, elsewhere = Municipality.objects.all()[:2]
    centre = event.centre
    centre.municipality = here
    centre.save()
    frozen = freeze(report)
    client.force_login(boss)
    address = reverse("reports:report_detail", args=[frozen.pk])
    assert client.get(address).context["decisions"] == []

    centre.municipality, centre._change_reason = elsewhere, "It moved"
    centre._history_user = boss
    centre.save()
    stop_counting()

    page = client.get(address)
    category, moved = page.context["decisions"]
    assert (category.what, category.reason) == ("Parents", "Agreed")
    assert category.after == "not counted in reports, events from 01.10.2021 on"
    assert (moved.before, moved.after, moved.reason) == (here.name, elsewhere.name, "It moved")
    assert "It moved" in page.content.decode()


def test_what_was_decided_for_other_days_or_centres_is_no_news(report, event):
    frozen = freeze(report)
    elsewhere = CentreFactory(municipality=None)
    elsewhere.municipality = Municipality.objects.first()
    elsewhere.save()
    change_counting(
        category=Category.objects.get(code="parent"),
        is_counted=False,
        starts_on=date(2022, 1, 1),
        reason="Agreed",
        decided_by=UserFactory(),
    )

    assert decisions_since(frozen) == []
