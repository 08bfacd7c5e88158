"""Random worlds for the counting engine: few people and days, so that everything collides."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from events.models import Event, Headcount, Registration
from participants.models import Category, Participant
from tests.events.factories import CentreFactory
from tests.partners.factories import ProjectFactory
from tests.reports.counting.slow_count import Crowd, Meeting, Person, Place, World

TIRANA = ZoneInfo("Europe/Tirane")
# Edges: midnights of two quarters, and both nights on which the clocks change.
MOMENTS = [
    datetime(2021, 9, 30, 23, 59, tzinfo=TIRANA),
    datetime(2021, 10, 1, 0, 0, tzinfo=TIRANA),
    datetime(2021, 10, 6, 14, 0, tzinfo=TIRANA),
    datetime(2021, 10, 31, 1, 30, tzinfo=TIRANA),
    datetime(2021, 10, 31, 23, 59, tzinfo=TIRANA),
    datetime(2021, 12, 31, 23, 59, tzinfo=TIRANA),
    datetime(2022, 1, 1, 0, 0, tzinfo=TIRANA),
    datetime(2022, 3, 27, 0, 30, tzinfo=TIRANA),
    datetime(2022, 3, 27, 23, 30, tzinfo=TIRANA),
]
DAYS = sorted({moment.date() + timedelta(days=n) for moment in MOMENTS for n in (-1, 0, 1)})
CATEGORIES = ["parent", "child", "police", "staff"]
AGES = [None, 0, 4, 5, 9, 10, 14, 17, 18, 24, 25, 59, 60, 61, 119]
SEXES = ["female", "male", "unknown"]

MEETING = st.tuples(
    st.integers(0, 1),
    st.frozensets(st.integers(0, 1)),
    st.sampled_from(MOMENTS),
    st.sampled_from(["held"] * 4 + ["cancelled", "postponed", "planned"]),
)
ABOUT = st.tuples(
    st.sampled_from(CATEGORIES),
    st.sampled_from(["registered"] * 5 + ["invited", "cancelled"]),
    st.sampled_from(["present"] * 4 + ["late", "excused", "absent", "unmarked"]),
    st.sampled_from(AGES),
)
CROWD = st.tuples(
    st.sampled_from(CATEGORIES),
    st.sampled_from(SEXES),
    st.sampled_from(AGES),
    st.sampled_from(AGES),
    st.integers(1, 30),
)


@st.composite
def worlds(draw):
    """People, meetings, who was at which, and who was counted without a name."""
    people = draw(
        st.lists(
            st.tuples(st.sampled_from(SEXES), st.sampled_from(["yes", "no", "unknown"])), max_size=5
        )
    )
    meetings = draw(st.lists(MEETING, max_size=6))
    world = World(
        people=[Person(number, *person) for number, person in enumerate(people)],
        meetings=[Meeting(number, *meeting) for number, meeting in enumerate(meetings)],
    )
    for meeting in world.meetings:
        for person in world.people:
            about = draw(st.none() | ABOUT)
            if about:
                world.places.append(Place(meeting, person, *about))
        crowds = draw(st.lists(CROWD, max_size=2, unique_by=lambda crowd: crowd[:4]))
        for category, sex, age_from, age_to, count in crowds:
            if age_from is not None and age_to is not None and age_to < age_from:
                age_from, age_to = age_to, age_from
            crowd = Crowd(meeting, category, sex, age_from, age_to, count)
            alike = [(c.meeting, c.category, c.sex, c.age_from, c.age_to) for c in world.crowds]
            if (meeting, category, sex, age_from, age_to) not in alike:
                world.crowds.append(crowd)
    return world


def save(world, starts):
    """Write a world to the database; returns its (projects, centres)."""
    projects = [ProjectFactory(code=f"W-{n}", age_band_starts=list(starts)) for n in range(2)]
    centres = [CentreFactory(code=f"w-{n}") for n in range(2)]
    categories = {category.code: category for category in Category.objects.all()}
    people = Participant.objects.bulk_create(
        Participant(
            first_name="Emri",
            last_name=f"Mbiemri {person.number}",
            sex=person.sex,
            disability=person.disability,
            disability_method="imported",
            category=categories["parent"],
        )
        for person in world.people
    )
    events = Event.objects.bulk_create(
        Event(
            centre=centres[meeting.centre],
            title_sq=f"Takimi {meeting.number}",
            starts_at=meeting.starts_at,
            status=meeting.status,
        )
        for meeting in world.meetings
    )
    links = Event.projects.through
    links.objects.bulk_create(
        links(event=events[meeting.number], project=projects[number])
        for meeting in world.meetings
        for number in meeting.projects
    )
    Registration.objects.bulk_create(
        Registration(
            event=events[place.meeting.number],
            participant=people[place.person.number],
            category=categories[place.category],
            status=place.status,
            attendance=place.attendance,
            marked_at=None if place.attendance == "unmarked" else place.meeting.starts_at,
            age=place.age,
        )
        for place in world.places
    )
    Headcount.objects.bulk_create(
        Headcount(
            event=events[crowd.meeting.number],
            category=categories[crowd.category],
            sex=crowd.sex,
            age_from=crowd.age_from,
            age_to=crowd.age_to,
            count=crowd.people,
        )
        for crowd in world.crowds
    )
    return projects, centres
