"""Random merges, marks, corrections, closings and undos: all is as it was but for what came later.

Beside the database a shadow is kept, in which nobody is ever merged: it takes over what each act
but a merge or an undo changed. Once all merges are undone, the tables are the shadow.
"""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event, Registration
from events.register.closing.services import close_register, correct_attendance, reopen_register
from events.register.marks.services import mark_attendance
from participants.lib.ages import correct_ages
from participants.merging.services import merge_participants, undo_merge
from participants.models import Category, Consent, Guardianship, Participant, PossibleDuplicate
from reports.counting import CELL_FIGURES, Period, count_attendance, scope_for
from tests.accounts.factories import UserFactory
from tests.chance import examples
from tests.events.factories import EventFactory, SeriesFactory, SeriesMemberFactory
from tests.participants.factories import ParticipantFactory
from tests.participants.merging.dump import dump
from tests.reports.counting import slow_count as slow

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DAYS = [datetime(2021, month, 5, 12, tzinfo=UTC) for month in (3, 6, 9)]
PERIODS = [
    Period(date(2021, 1, 1), date(2021, 6, 30)),
    Period(date(2021, 7, 1), date(2021, 12, 31)),
]
SEXES = ["female", "female", "male", "unknown"]
STARTS = (0, 5, 10, 15, 18, 25, 60)
PEOPLE = range(4)
MARKS = ["present", "present", "late", "absent", "excused", "unmarked"]
PERSON, MEETING = st.sampled_from(PEOPLE), st.integers(0, len(DAYS) - 1)

# What belongs together: a later change of one of these keeps all of them as they are.
PLACE = {
    "status",
    "waitlisted_at",
    "placed",
    "placed_through_id",
    "attendance",
    "marked_at",
    "marked_by_id",
    "arrived_at",
}
AGE = {"birth_date", "birth_year", "told_age", "age_told_on"}

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), PERSON, PERSON, st.booleans()),
        st.tuples(st.just("merge"), PERSON, PERSON, st.booleans()),
        st.tuples(st.just("mark"), PERSON, MEETING, st.sampled_from(MARKS)),
        st.tuples(st.just("correct"), PERSON, st.booleans()),
        st.tuples(st.just("close"), MEETING),
        st.tuples(st.just("reopen"), MEETING),
        st.tuples(st.just("undo"), st.integers(0, 3)),
    ),
    min_size=3,
    max_size=12,
)
ABOUT = st.none() | st.tuples(
    st.sampled_from(["parent", "child", "staff"]),
    st.sampled_from(["registered", "registered", "registered", "invited", "cancelled"]),
    st.sampled_from(MARKS),
    st.sampled_from([None, 4, 17, 18]),
)
WORLDS = st.fixed_dictionaries(
    {
        "births": st.tuples(*[st.none() | st.integers(2002, 2006)] * len(PEOPLE)),
        "places": st.tuples(*[st.tuples(*[ABOUT] * len(DAYS))] * len(PEOPLE)),
        "stays": st.lists(st.tuples(PERSON, st.integers(1, 9), st.none() | st.integers(0, 9))),
        "ties": st.lists(st.tuples(PERSON, PERSON), max_size=2, unique_by=frozenset),
        "pairs": st.lists(st.tuples(PERSON, PERSON, st.booleans()), max_size=3),
    }
)


class Run:
    """A world, what is done in it, and its shadow."""

    def __init__(self, world):
        self.user, self.number = UserFactory(), 0
        self.merges, self.corrected = [], set()
        self.people = [
            ParticipantFactory(
                birth_year=year, sex=sex, needs_completion=year is None or sex == "unknown"
            )
            for year, sex in zip(world["births"], SEXES, strict=True)
        ]
        self.events = [EventFactory(starts_at=moment) for moment in DAYS]
        for person, places in zip(self.people, world["places"], strict=True):
            for event, about in zip(self.events, places, strict=True):
                if about:
                    self._place(event, person, *about)
            Consent.objects.create(
                participant=person,
                purpose="data",
                answer="given",
                given_by="self",
                given_on=date(2021, 1, 1),
            )
        self._stays(world["stays"])
        self._ties(world["ties"])
        for one, other, is_different in world["pairs"]:
            first, second = sorted((self.people[one].pk, self.people[other].pk))
            if first != second:
                PossibleDuplicate.objects.get_or_create(
                    first_id=first, second_id=second, defaults={"is_different": is_different}
                )
        self.shadow = dump()

    def _place(self, event, person, category, status, mark, age):
        is_marked = mark != "unmarked" and status != "cancelled"
        Registration.objects.create(
            event=event,
            participant=person,
            category=Category.objects.get(code=category),
            status=status,
            attendance=mark if is_marked else "unmarked",
            marked_at=event.starts_at if is_marked else None,
            age=age if is_marked else None,
        )

    def _stays(self, stays):
        series, until = SeriesFactory(), dict.fromkeys(PEOPLE, date.min)
        for person, first, days in stays:
            first = date(2021, first, 1)
            if first > until[person]:
                until[person] = first.replace(day=1 + days) if days is not None else date.max
                SeriesMemberFactory(
                    series=series,
                    participant=self.people[person],
                    joined_on=first,
                    left_on=None if days is None else until[person],
                )

    def _ties(self, ties):
        child = ParticipantFactory()
        for adult, other in ties:
            Guardianship.objects.get_or_create(
                adult=self.people[adult], child=child, defaults={"relation": "other"}
            )
            if adult != other:
                Guardianship.objects.create(
                    adult=self.people[adult], child=self.people[other], relation="mother"
                )

    def current(self, person):
        """The record that stands for a person by now."""
        row = Participant.objects.get(pk=self.people[person].pk)
        while row.merged_into_id:
            row = row.merged_into
        return row

    def do(self, act, *about):
        """Do one act, which may be refused; what it changed comes into the shadow."""
        before = dump()
        try:
            with transaction.atomic():
                getattr(self, f"_{act}")(*about)
        except ValidationError:
            assert dump() == before  # who is refused has changed nothing
            return
        if act not in ("merge", "undo"):
            self._keep(before, dump())

    def _keep(self, before, after):
        assert before.keys() == after.keys()
        for key, row in after.items():
            changed = {name for name, value in row.items() if value != before[key][name]}
            if not changed:
                continue
            shadow = self.shadow[key]
            if key[0] == "Registration" and changed == {"age"}:
                # Of a mark that came with a merge the age goes with it again.
                changed = changed if all(shadow[n] == before[key][n] for n in PLACE) else set()
            elif changed & PLACE and key[0] == "Registration":
                changed |= {*PLACE, "age"}
            if changed & AGE:
                changed |= AGE
            shadow.update({name: row[name] for name in changed})

    def _merge(self, one, other, takes_facts):
        kept, merged = self.current(one), self.current(other)
        facts = {}
        if takes_facts:
            facts = {name: getattr(merged, name) for name in ("last_name", "sex", *AGE)}
        merge = merge_participants(kept=kept, merged=merged, merged_by=self.user, facts=facts)
        self.merges.append(merge)

    def _undo(self, number):
        if number < len(self.merges):
            undo_merge(merge=self.merges[number], undone_by=self.user)
            self.merges.pop(number)

    def _mark(self, person, meeting, mark):
        event = Event.objects.get(pk=self.events[meeting].pk)
        place = event.registrations.filter(participant=self.current(person)).first()
        if place is None:
            return
        if event.register_is_closed:
            correct_attendance(
                registration=place, attendance=mark, reason="gabim", corrected_by=self.user
            )
        else:
            mark_attendance(registration=place, attendance=mark, marked_by=self.user)

    def _correct(self, person, is_of_age):
        row = self.current(person)
        before = row.birth
        self.number += 1
        row.last_name = f"Re{self.number}"
        if is_of_age:
            row.birth_date, row.birth_year = date(2003, 1, self.number), None
        row.needs_completion = bool(row.lacks)
        row.save()
        self.corrected.add(row.pk)
        correct_ages(registrations=row.registrations, before=before, after=row.birth)

    def _close(self, meeting):
        close_register(event=self.events[meeting], closed_by=self.user)

    def _reopen(self, meeting):
        reopen_register(event=self.events[meeting], reason="gabim", reopened_by=self.user)

    def undo_all(self):
        """Undo what stands, from the last merge back."""
        while self.merges:
            undo_merge(merge=self.merges.pop(), undone_by=self.user)

    def expected(self):
        """The shadow; what lacks is asked anew of those whom somebody corrected."""
        for key in self.corrected:
            row = self.shadow["Participant", key]
            row["needs_completion"] = bool(Participant.objects.get(pk=key).lacks)
        for row in self.shadow.values():
            if "search_name" in row:
                person = Participant(first_name=row["first_name"], last_name=row["last_name"])
                for name in ("search_name", "sort_name"):
                    row[name] = Participant._meta.get_field(name).pre_save(person, False)
        return self.shadow


def recorded():
    """The world of the slow count, from the rows of the database."""
    people, meetings, places = {}, {}, []
    rows = Registration.objects.select_related("event", "participant", "category")
    for row in rows:
        person = slow.Person(row.participant_id, row.participant.sex, row.participant.disability)
        people[row.participant_id] = person
        meeting = slow.Meeting(row.event_id, 0, frozenset(), row.event.starts_at, row.event.status)
        meetings[row.event_id] = meeting
        about = (row.category.code, row.status, row.attendance, row.age)
        places.append(slow.Place(meeting, person, *about))
    return slow.World(people=list(people.values()), meetings=list(meetings.values()), places=places)


def check_figures():
    """The figures are those of the slow count, and no merged record is among them."""
    counted = Registration.objects.counted()
    assert not counted.filter(participant__merged_into__isnull=False).exists()
    world = recorded()
    codes = list(Category.objects.order_by("pk").values_list("code", flat=True))
    for period in PERIODS:
        days = {"start": period.start, "end": period.end}
        expected = slow.slow_count(world, **days, starts=STARTS, categories=codes)
        found = count_attendance(scope_for(), period)
        cells = {
            (cell.category, cell.sex, cell.age_band, cell.disability): {
                measure: getattr(cell, measure) for measure in CELL_FIGURES
            }
            for cell in found.cells
        }
        assert cells == expected["cells"]
        assert found.cumulative == expected["cumulative"]


@contextmanager
def begun(world):
    """A world in the database, as long as the block lasts."""
    with transaction.atomic():
        yield Run(world)
        transaction.set_rollback(True)


@examples(5, times=20)
@given(world=WORLDS, acts=ACTS)
def test_all_undone_leaves_what_was_and_what_came_later(world, acts):
    with begun(world) as run:
        for act in acts:
            run.do(*act)
            check_figures()
        run.undo_all()
        check_figures()

        assert dump() == run.expected()
