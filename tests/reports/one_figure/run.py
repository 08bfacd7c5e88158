"""A small random world around the portal's sample template, and corrections made in it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st

from accounts.models import Role
from events.event.services import change_status, save_event
from events.models import Event, Headcount, Registration
from events.register.closing.services import close_register, correct_attendance, reopen_register
from events.register.headcounts.services import set_headcount
from events.register.marks.services import mark_attendance
from events.register.recorded.figures import recorded_at
from participants.categories.counting import change_counting
from participants.merging.services import merge_participants, undo_merge
from participants.models import Category, Participant
from reports.models import Indicator, ReportingPeriod
from reports.models.rules import RULES, codes_where
from tests.accounts.factories import GrantFactory
from tests.conftest import user_with
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory
from tests.reports.prp.prp_world import sample_world

TIRANA = ZoneInfo("Europe/Tirane")
# Both midnights of the first period's edges, and twice the same moment.
MOMENTS = [
    datetime(2021, 9, 30, 23, 59, tzinfo=TIRANA),
    datetime(2021, 10, 1, 0, 0, tzinfo=TIRANA),
    datetime(2021, 11, 15, 14, 0, tzinfo=TIRANA),
    datetime(2021, 11, 15, 14, 0, tzinfo=TIRANA),
    datetime(2021, 12, 31, 23, 59, tzinfo=TIRANA),
    datetime(2022, 1, 1, 0, 0, tzinfo=TIRANA),
]
PEOPLE = range(6)
PERSON, MEETING = st.sampled_from(PEOPLE), st.integers(0, len(MOMENTS) - 1)
MARK = st.sampled_from(["present", "present", "late", "absent", "excused", "unmarked"])
CATEGORY = st.sampled_from(["parent", "child", "child", "staff"])
SEX = st.sampled_from(["female", "male", "unknown"])
AGE = st.sampled_from([None, 4, 9, 10, 15, 17, 18, 40])
COUNTED = st.sampled_from([1, 6, 40, 1200])

CORRECTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("mark"), PERSON, MEETING, MARK),
        st.tuples(st.just("mark"), PERSON, MEETING, MARK),
        st.tuples(st.just("count"), MEETING, CATEGORY, SEX, COUNTED),
        st.tuples(st.just("merge"), PERSON, PERSON),
        st.tuples(st.just("part")),
        st.tuples(st.just("stop_counting"), st.sampled_from(["parent", "child"]), MEETING),
        st.tuples(st.just("call_off"), MEETING, st.sampled_from(["cancelled", "postponed"])),
        st.tuples(st.just("move_centre"), st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("change_event"), MEETING, st.integers(0, 1), st.booleans()),
        st.tuples(st.just("close"), MEETING),
        st.tuples(st.just("reopen"), MEETING),
        st.tuples(st.just("correct_person"), PERSON, SEX),
    ),
    max_size=10,
)
COUNTING_PEOPLE = codes_where(lambda rule: rule.of_registrations)


@st.composite
def worlds(draw):
    """People, meetings, who came, who was counted, and by which rules indicators count.

    Half of them are tidy: everybody fits a cell, so that a template can be filled.
    """
    is_tidy = draw(st.booleans())
    sexes = st.sampled_from(["female", "male"]) if is_tidy else SEX
    answers = st.sampled_from(["yes", "no"] if is_tidy else ["yes", "no", "unknown"])
    ages = st.sampled_from([4, 9, 10, 15, 17]) if is_tidy else AGE
    place = st.tuples(
        CATEGORY,
        st.sampled_from(["registered"] * 5 + ["invited", "cancelled"]),
        MARK,
        ages,
    )
    crowd = st.tuples(CATEGORY, SEX, st.sampled_from([(None, None), (0, 4), (5, 12)]), COUNTED)
    meeting = st.fixed_dictionaries(
        {
            "centre": st.integers(0, 1),
            "projects": st.sampled_from([(0,), (0,), (0, 1), (1,), ()]),
            "status": st.sampled_from(["held"] * 5 + ["planned"]),
            "is_closed": st.booleans(),
            "places": st.tuples(*[st.none() | place] * len(PEOPLE)),
            "crowds": st.lists(crowd, max_size=1),
        }
    )
    return {
        "people": draw(st.tuples(*[st.tuples(sexes, answers)] * len(PEOPLE))),
        "meetings": draw(st.tuples(*[meeting] * len(MOMENTS))),
        "rules": draw(st.tuples(*[st.sampled_from(COUNTING_PEOPLE)] * 4)),
    }


class Run:
    """The world in the database; `do` corrects something in it, as the product allows it."""

    def __init__(self, world):
        self.sample = sample_world()
        self.project, self.other = self.sample.project, ProjectFactory(code="TJETER-1")
        self.periods = [
            self.sample.period,
            ReportingPeriod.objects.create(
                project=self.project,
                number=2,
                starts_on=date(2022, 1, 1),
                ends_on=date(2022, 3, 31),
            ),
        ]
        self.municipalities = [*self.sample.places.values(), None]
        self.centres = [
            CentreFactory(code=f"qendra-{n}", municipality=place)
            for n, place in enumerate(self.municipalities[:2])
        ]
        self.categories = {row.code: row for row in Category.objects.all()}
        self._users()
        self._people(world["people"])
        self.events = [
            self._event(moment, number, about)
            for number, (moment, about) in enumerate(
                zip(MOMENTS, world["meetings"], strict=True), 1
            )
        ]
        self._indicators(world["rules"])
        self.merges, self.counted = [], {}

    def _users(self):
        grant = GrantFactory(sees_sensitive=True, user__language="en")
        self.coordinator, self.client = grant.user, Client()
        self.client.force_login(self.coordinator)
        self.organisation = OrganisationFactory(name_sq="Partneri", name_en="The partner")
        self.partner = Client()
        self.partner.force_login(user_with(Role.PARTNER, organisation=self.organisation))

    def _people(self, people):
        self.people = [
            ParticipantFactory(
                sex=sex, disability=disability, disability_method="imported", last_name=f"M{number}"
            )
            for number, (sex, disability) in enumerate(people)
        ]

    def _event(self, moment, number, about):
        event = Event.objects.create(
            centre=self.centres[about["centre"]],
            title_sq=f"Takimi {number}",
            title_en=f"Meeting {number}",
            kind="training",
            starts_at=moment,
            status=about["status"],
            visibility="partners",
            register_closed_at=timezone.now()
            if about["is_closed"] and about["status"] == "held"
            else None,
        )
        event.projects.set([(self.project, self.other)[n] for n in about["projects"]])
        event.parts.create(organisation=self.organisation, part="host")
        for person, place in zip(self.people, about["places"], strict=True):
            if place:
                self._place(event, person, *place)
        for category, sex, (first, last), count in about["crowds"]:
            if event.status == "held":
                Headcount.objects.create(
                    event=event,
                    category=self.categories[category],
                    sex=sex,
                    age_from=first,
                    age_to=last,
                    count=count,
                )
        return event

    def _place(self, event, person, category, status, mark, age):
        is_marked = event.status == "held" and mark != "unmarked" and status != "cancelled"
        Registration.objects.create(
            event=event,
            participant=person,
            category=self.categories[category],
            status=status,
            attendance=mark if is_marked else "unmarked",
            marked_at=event.starts_at if is_marked else None,
            age=age if is_marked else None,
        )

    def _indicators(self, rules):
        """The six of the sample: events, attendances with the unnamed, four by drawn rules."""
        rows = list(Indicator.objects.filter(output__project=self.project).order_by("pk"))
        drawn = iter(rules)
        for row in rows:
            if "sessions" in row.title_en and not row.ordered_dimensions:
                row.rule = "events"
            elif row.rule != "manual":
                row.rule = next(drawn)
                row.sessions = 2 if "sessions" in RULES[row.rule].fields else None
                is_asked = "counts_unnamed" in RULES[row.rule].fields
                row.counts_unnamed = is_asked and not row.ordered_dimensions
            row.save()
        self.indicators = {
            row.code: row
            for row in Indicator.objects.for_counting().filter(output__project=self.project)
            if row.rule != "manual"
        }

    def do(self, act, *about):
        """Correct something; what the product refuses is not done."""
        self.counted = {}
        try:
            with transaction.atomic():
                getattr(self, f"_{act}")(*about)
        except ValidationError:
            return False
        return True

    def _now(self, meeting):
        return Event.objects.get(pk=self.events[meeting].pk)

    def _current(self, person):
        row = Participant.objects.get(pk=self.people[person].pk)
        while row.merged_into_id:
            row = row.merged_into
        return row

    def _mark(self, person, meeting, mark):
        event = self._now(meeting)
        place = event.registrations.filter(participant=self._current(person)).first()
        if place is None:
            raise ValidationError("nobody")
        if event.register_is_closed:
            correct_attendance(
                registration=place, attendance=mark, reason="gabim", corrected_by=self.coordinator
            )
        else:
            mark_attendance(registration=place, attendance=mark, marked_by=self.coordinator)

    def _count(self, meeting, category, sex, count):
        set_headcount(
            event=self._now(meeting),
            category=self.categories[category],
            sex=sex,
            count=count,
            counted_by=self.coordinator,
        )

    def _merge(self, one, other):
        kept, merged = self._current(one), self._current(other)
        merge = merge_participants(kept=kept, merged=merged, merged_by=self.coordinator)
        self.merges.append(merge)

    def _part(self):
        if self.merges:
            undo_merge(merge=self.merges.pop(), undone_by=self.coordinator)

    def _stop_counting(self, category, meeting):
        change_counting(
            category=self.categories[category],
            is_counted=False,
            starts_on=MOMENTS[meeting].date(),
            reason="vendim",
            decided_by=self.coordinator,
        )

    def _call_off(self, meeting, status):
        event = self._now(meeting)
        change_status(
            event=event,
            status=status,
            changed_by=self.coordinator,
            takes_back=recorded_at(event).key,
        )

    def _move_centre(self, centre, municipality):
        row = self.centres[centre]
        row.municipality = self.municipalities[municipality]
        row.save()

    def _change_event(self, meeting, centre, is_ours):
        event = self._now(meeting)
        event.centre = self.centres[centre]
        save_event(
            event=event,
            saved_by=self.coordinator,
            related={"projects": [self.project if is_ours else self.other]},
            slip_reason="gabim",
            correction_reason="gabim",
            other_than=[row.pk for row in self.events],
        )

    def _close(self, meeting):
        close_register(event=self._now(meeting), closed_by=self.coordinator)

    def _reopen(self, meeting):
        reopen_register(event=self._now(meeting), reason="gabim", reopened_by=self.coordinator)

    def _correct_person(self, person, sex):
        row = self._current(person)
        row.sex = sex
        row.save()
