"""Random centres, moves, birthdays, merges and late marks: the engine equals the slow count."""

from collections import Counter
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event, Registration
from participants.merging.services import merge_participants
from participants.models import Category, Participant
from partners.models import Municipality
from reports.counting.amounts import IndicatorFigures
from reports.counting.records import records
from reports.models import Indicator
from reports.models.rules import RULES, codes_where
from tests.accounts.factories import UserFactory
from tests.chance import examples
from tests.events.factories import CentreFactory
from tests.partners.factories import ProjectFactory
from tests.reports.counting.slow_indicators import Meeting, Visit, attended, cell_of, count
from tests.reports.factories_unicef import (
    IndicatorFactory,
    OutputFactory,
    ReportingPeriodFactory,
    dimension,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TIRANA = ZoneInfo("Europe/Tirane")
# Days before, between and after the periods, and both midnights of their edges.
MOMENTS = [
    datetime(2021, 9, 30, 23, 59, tzinfo=TIRANA),
    datetime(2021, 10, 1, 0, 0, tzinfo=TIRANA),
    datetime(2021, 10, 31, 2, 30, tzinfo=TIRANA),
    datetime(2021, 12, 31, 23, 59, tzinfo=TIRANA),
    datetime(2022, 1, 10, 12, 0, tzinfo=TIRANA),
    datetime(2022, 2, 1, 0, 0, tzinfo=TIRANA),
    datetime(2022, 3, 27, 3, 30, tzinfo=TIRANA),
    datetime(2022, 4, 15, 12, 0, tzinfo=TIRANA),
]
# The second does not follow the first at once: periods are not assumed to be quarters.
PERIODS = [
    (date(2021, 10, 1), date(2021, 12, 31)),
    (date(2022, 2, 1), date(2022, 3, 31)),
    (date(2022, 4, 1), date(2022, 4, 30)),
]
PLACES = ["Tiranë", "Kamëz", "Vorë"]
KINDS = ["training", "workshop"]
CATEGORIES = ["child", "parent", "staff"]
BANDS = [("young", 0, 9), ("middle", 10, 17), ("old", 18, None)]

MEETINGS = st.lists(
    st.tuples(
        st.sampled_from(MOMENTS),
        st.sampled_from(PLACES),
        st.sampled_from(KINDS),
        st.sampled_from([True, True, True, False]),
        st.sampled_from([True, True, True, False]),
    ),
    max_size=7,
)
ABOUT = st.tuples(
    st.sampled_from(CATEGORIES),
    st.sampled_from(["present", "present", "late", "absent", "unmarked"]),
    st.sampled_from([None, 0, 9, 10, 17, 18, 40]),
)
SELECTION = st.fixed_dictionaries(
    {
        "kinds": st.sampled_from([[], ["training"]]),
        "categories": st.sampled_from([[], ["child"], ["child", "parent"]]),
        "ages": st.sampled_from([(None, None), (10, None), (None, 17), (9, 17)]),
        "places": st.sampled_from([[], ["Tiranë", "Kamëz"], ["Vorë"]]),
    }
)


@st.composite
def worlds(draw):
    """Sexes of the people, meetings, who visited which, and which two records are one person."""
    sexes = draw(st.lists(st.sampled_from(["female", "male", "unknown"]), max_size=4))
    meetings = [Meeting(number, *about) for number, about in enumerate(draw(MEETINGS))]
    visits = []
    for meeting in meetings:
        for person in range(len(sexes)):
            about = draw(st.none() | ABOUT)
            if about:
                visits.append(Visit(meeting, person, *about))
    joined = draw(st.booleans()) and len(sexes) > 1
    return sexes, meetings, visits, joined


def save(world):
    """Write a world to the database; the second of two records that are one is merged away."""
    sexes, meetings, visits, joined = world
    project, other = ProjectFactory(), ProjectFactory()
    places = {row.name: row for row in Municipality.objects.filter(name__in=PLACES)}
    centres = [CentreFactory(code=f"c-{n}", municipality=places["Tiranë"]) for n in range(2)]
    categories = {row.code: row for row in Category.objects.all()}
    people = [
        Participant.objects.create(
            first_name="E", last_name=f"M{n}", sex=sex, category=categories["child"]
        )
        for n, sex in enumerate(sexes)
    ]
    events = []
    for meeting in meetings:
        event = Event.objects.create(
            centre=centres[meeting.number % 2],
            # The centre's own place is taken where the event names none.
            municipality=None if meeting.place == "Tiranë" else places[meeting.place],
            title_sq="T",
            kind=meeting.kind,
            starts_at=meeting.moment,
            status="held" if meeting.is_held else "cancelled",
        )
        event.projects.add(project if meeting.is_ours else other)
        events.append(event)
    for visit in visits:
        Registration.objects.create(
            event=events[visit.meeting.number],
            participant=people[visit.person],
            category=categories[visit.category],
            attendance=visit.mark,
            marked_at=None if visit.mark == "unmarked" else visit.meeting.moment,
            age=visit.age,
        )
    if joined:
        merge_participants(kept=people[0], merged=people[1], merged_by=UserFactory())
    return project, places, events


def as_recorded(events, meetings, sexes):
    """The visits and the sexes as the database has them now: merging may have changed both."""
    number_of = {event.pk: meeting for event, meeting in zip(events, meetings, strict=True)}
    rows = Registration.objects.exclude(status="cancelled").select_related("category")
    visits, now = [], {}
    for row in rows.select_related("participant"):
        now[row.participant_id] = row.participant.sex
        visits.append(
            Visit(
                number_of[row.event_id],
                row.participant_id,
                row.category.code,
                row.attendance,
                row.age,
            )
        )
    return visits, now


@contextmanager
def saved(world):
    """The world in the database, as long as the block lasts."""
    with transaction.atomic():
        yield save(world)
        transaction.set_rollback(True)


@examples(15, times=20)
@given(
    world=worlds(),
    selection=SELECTION,
    rule=st.sampled_from(codes_where(lambda rule: rule.of_registrations)),
    threshold=st.integers(1, 3),
)
def test_figures_equal_the_slow_count(world, selection, rule, threshold):
    sexes, meetings, _visits, _joined = world
    with saved(world) as (project, places, events):
        sex = dimension(project, "sex", female=["female"], male=["male"])
        age = dimension(project, "age", **{code: (first, last) for code, first, last in BANDS})
        made = IndicatorFactory(
            output=OutputFactory(project=project),
            rule=rule,
            sessions=threshold if "sessions" in RULES[rule].fields else None,
            event_kinds=selection["kinds"],
            age_from=selection["ages"][0],
            age_to=selection["ages"][1],
            locations=[places[name] for name in selection["places"]],
            dimensions=[sex, age],
        )
        made.categories.set(Category.objects.filter(code__in=selection["categories"]))
        periods = [
            ReportingPeriodFactory(project=project, number=n, starts_on=first, ends_on=last)
            for n, (first, last) in enumerate(PERIODS, 1)
        ]
        indicator = Indicator.objects.for_counting().get(pk=made.pk)
        figures = IndicatorFigures(indicator, periods)
        visits, now = as_recorded(events, meetings, sexes)
        taken = attended(visits, **selection)
        names = {place.pk: name for name, place in places.items()}
        codes = {v.pk: v.code for each in (sex, age) for v in each.values.all()}
        so_far = 0
        for period, days in zip(periods, PERIODS, strict=True):
            slow = count(rule, taken, PERIODS, days, threshold)
            cells = Counter(cell_of(v, now, BANDS, selection["places"]) for v in slow)
            fast = {
                (names.get(place), tuple(codes.get(value) for value in values)): amount.v
                for (place, values), amount in figures.cells(period).items()
            }
            assert fast == dict(cells)
            placed = sum(n for (_place, values), n in cells.items() if None not in values)
            assert figures.reported(period).v == placed
            assert sum(figures.unplaced(period).values()) == len(slow) - placed
            assert records(indicator, figures.slots, period).count() == len(slow)
            so_far += len(slow)
            if rule == "new_people":
                before = [v for v in taken if v.meeting.moment.date() <= days[1]]
                known = {v.person for v in before}
                never_in_a_period = {
                    v.person
                    for v in _firsts(before)
                    if not any(first <= v.meeting.moment.date() <= last for first, last in PERIODS)
                }
                assert figures.sum_of_periods(period).v == so_far
                assert figures.since_start(period).v == len(known)
                assert so_far == len(known) - len(never_in_a_period)


def _firsts(visits):
    seen = {}
    for visit in visits:
        seen.setdefault(visit.person, visit)
    return seen.values()


def test_moments_lie_where_the_periods_say():
    days = {moment.date() for moment in MOMENTS}

    assert {first for first, _last in PERIODS} & days
    assert PERIODS[0][1] in days
    assert PERIODS[0][0] - timedelta(days=1) in days
