"""The demonstration lives on the day on which it is loaded, whatever day that is."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from demonstration.load import load_demonstration
from events.models import Attendance, Event, EventProposal, Registration, Series
from participants.duplicates.pairs import find_possible_duplicates
from participants.lib.names import tell_apart
from participants.models import Consent, Guardianship, Participant, PossibleDuplicate
from partners.models import Organisation, Project
from reports.counting.amounts import IndicatorFigures
from reports.models import Indicator, Report
from reports.partners.figures import events_of, figures_of
from reports.unicef.checks import run_checks
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.pages.indicator_question import IndicatorQuestion
from shkej.lib.dates import TIRANA, today
from tests.often import MORE_ON_POSTGRESQL, often

pytestmark = [MORE_ON_POSTGRESQL, pytest.mark.slow]

# New Year, the day after a quarter's end, a Sunday, the day that most years lack, a Tuesday.
DAYS = ["2027-01-01", "2026-10-01", "2026-11-29", "2028-02-29", "2026-12-15"]
TUESDAY = 1


@pytest.fixture(scope="module", params=often(DAYS[0], then=DAYS[1:]))
def loaded(request, django_db_setup, django_db_blocker):
    """The demonstration of each of the days, in the middle of the afternoon."""
    moment = datetime.fromisoformat(f"{request.param}T15:20").replace(tzinfo=TIRANA)
    with (
        time_machine.travel(moment, tick=False),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        load_demonstration(password="only for this test")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def day(loaded, db):
    return today()


@pytest.fixture
def running(day):
    return Project.objects.get(starts_on__lte=day, ends_on__gte=day)


def reports_of(project):
    return list(Report.objects.filter(period__project=project).order_by("period"))


def test_all_but_the_meeting_of_2021_and_its_quarter_is_of_the_running_project(day, running):
    assert running.code != "AKSES-2021"
    ended = Event.objects.filter(projects__code="AKSES-2021")
    assert {event.starts_on.year for event in ended} == {2021}
    year = timedelta(days=366)
    for event in Event.objects.exclude(projects__code="AKSES-2021"):
        assert abs(event.starts_on - day) < year


def test_one_report_is_accepted_one_frozen_by_another_coordinator_one_due_in_twelve_days(
    day, running
):
    accepted, frozen, due = reports_of(running)

    assert [accepted.status, frozen.status, due.status] == ["accepted", "frozen", "draft"]
    assert frozen.checked_by != frozen.frozen_by
    assert frozen.frozen_by.roles == {"coordinator"}
    assert frozen.period.ends_on < timezone.localdate(frozen.frozen_at) < day
    assert due.period.ends_on < day == due.period.due_on - timedelta(days=12)
    assert running.reporting_periods.last().starts_on <= day


def test_two_findings_are_left_to_mend(running):
    *_earlier, due = reports_of(running)

    standing = [check for check in run_checks(ReportFigures(due)) if check.stands]

    assert [(check.code, check.count) for check in standing] == [
        ("register_open", 1),
        ("duplicates", 1),
    ]


def test_a_page_of_an_indicator_opens_on_a_period_with_figures(running):
    reader = User.objects.get(email__startswith="coordinator@")
    for indicator in Indicator.objects.for_counting().filter(output__project=running):
        question = IndicatorQuestion(indicator, reader, {})
        assert question.figures.reported(question.period).v > 0, indicator
        assert question.period.starts_on <= today()


def test_figures_of_the_quarters_that_are_over_are_none_of_them_empty(running):
    periods = list(running.reporting_periods.all())
    indicators = Indicator.objects.for_counting().filter(output__project=running)
    for indicator in indicators.exclude(rule="manual"):
        figures = IndicatorFigures(indicator, periods)
        assert all(figures.reported(period).v > 0 for period in periods[:3]), indicator


def test_families_are_as_families_are(day):
    names = defaultdict(list)
    for tie in Guardianship.objects.select_related("adult", "child__category"):
        years = tie.adult.age_on(day) - tie.child.age_on(day)
        limits = (40, 70) if tie.relation == "grandmother" else (20, 38)
        assert limits[0] <= years <= limits[1], (tie.relation, years)
        is_child = tie.child.category.code == "child"
        assert is_child == (tie.child.age_on(day) < 18)
        names[tie.adult_id] += [tie.child.first_name]
        assert tie.child.first_name != tie.adult.first_name
    for of_family in names.values():
        assert len(of_family) == len(set(of_family))
    wards = Counter(
        Guardianship.objects.filter(relation="grandmother").values_list("adult", flat=True)
    )
    assert list(wards.values()) == [3]


def test_most_guardians_have_a_telephone_and_two_say_why_they_have_none(day):
    adults = Participant.objects.filter(wards__isnull=False).distinct()
    without = adults.filter(phone="")
    reached = 1 - without.count() / adults.count()

    assert 0.80 <= reached <= 0.90
    assert without.exclude(safe_contact="").count() == 1
    assert without.filter(do_not_contact=True).exclude(do_not_contact_reason="").count() == 1
    phones = adults.exclude(phone="").values_list("phone", flat=True)
    assert len(phones) == len(set(phones))


def test_one_pair_are_truly_one_person_and_nobody_else_looks_alike(day):
    people = Participant.objects.all()

    (pair,) = find_possible_duplicates(list(people), people)

    waiting = PossibleDuplicate.objects.get(is_different=False)
    assert pair == (waiting.first_id, waiting.second_id)
    assert waiting.first.phone == waiting.second.phone != ""


def test_answers_about_consent_differ(day):
    answers = set(Consent.objects.values_list("purpose", "answer"))

    assert {("photo", "given"), ("photo", "refused"), ("photo", "withdrawn")} <= answers
    assert Consent.objects.filter(expires_on__lt=day).count() == 1
    assert Consent.objects.filter(expires_on__gte=day).count() == 1
    assert len(set(Consent.objects.values_list("method", flat=True))) == 3


def test_todays_register_is_half_taken_by_the_volunteer(day):
    event = Event.objects.get(starts_on=day)
    places = list(event.registrations.active().select_related("participant"))
    marked = [place for place in places if place.is_marked]

    assert event.status == "held"
    assert not event.register_is_closed
    assert len(marked) == len(places) // 2 >= 5
    assert {place.marked_by.roles.copy().pop() for place in marked} == {"volunteer"}
    for place in marked:
        assert timedelta(0) <= timezone.now() - place.marked_at < timedelta(hours=1)


def test_on_todays_register_two_share_a_name_and_are_told_apart(day):
    places = Registration.objects.filter(event__starts_on=day).select_related("participant")
    people = tell_apart(place.participant for place in places)

    twice = [name for name, times in Counter(p.plain_name for p in people).items() if times > 1]
    assert len(twice) == 1
    pair = [person for person in people if person.plain_name in twice]
    assert len({person.listed_name for person in pair}) == len(pair) == 2
    pair = PossibleDuplicate.objects.get(first__in=pair, second__in=pair)
    assert pair.is_different


def test_the_group_meets_on_tuesdays_and_has_a_story(day):
    series = Series.objects.get()
    held = series.events.filter(starts_on__lt=day).order_by("starts_at")

    assert {event.starts_on.weekday() for event in series.events.all()} == {TUESDAY}
    assert not series.events.filter(starts_on=day).exists()
    assert held.count() == 12
    assert {(event.status, event.register_is_closed) for event in held} == {("held", True)}
    assert series.events.untouched().count() >= 8
    marks = defaultdict(list)
    places = Registration.objects.active().filter(event__in=held)
    for place in places.order_by("event__starts_at"):
        marks[place.participant_id].append(place.attendance)
    faithful = ["present"] * 8 + ["absent"] * 4
    assert list(marks.values()).count(faithful) == 1
    assert sorted(map(len, marks.values()))[:2] == [3, 9]  # the newcomer, and who has left
    assert Attendance.UNMARKED not in {mark for row in marks.values() for mark in row}


def test_histories_name_people_at_times_at_which_they_can_have_done_it(day):
    for event in Event.objects.held().filter(starts_on__lt=day):
        for version in Registration.history.filter(event=event).exclude(attendance="unmarked"):
            assert version.history_user.name
            early, late = event.starts_at - timedelta(hours=1), event.ends_at
            assert early < version.history_date < late
        if event.register_is_closed:
            act = event.acts.get(kind="close")
            assert act.by == event.register_closed_by
            assert event.ends_at < act.created_at == event.register_closed_at
    assert not Registration.history.filter(history_date__gt=timezone.now()).exists()


def test_partners_see_figures_of_a_large_event(day):
    partner = User.objects.get(email__startswith="partner@")
    organisation = Organisation.objects.get(grants__user=partner)

    told = figures_of(list(events_of(organisation, partner)))

    large = [one for one in told if isinstance(one.total, int) and one.total >= 40]
    assert large
    assert any(one.rows and any(isinstance(n, int) for n in one.rows[0][1]) for one in large)


def test_something_is_public_and_a_proposal_is_accepted(day):
    assert Event.objects.filter(visibility="public", starts_on__gt=day).exists()
    accepted = EventProposal.objects.filter(status="accepted", change_requests=None)
    assert accepted.get().event.starts_on > day
