"""What the rows of the database say, read plainly and counted slowly: the figure of each question.

It asks no queryset method, no property and no counting of the product.
"""

from collections import Counter
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from events.models import Event, Headcount, Registration
from participants.models import Category, CountingSpan
from tests.reports.counting import slow_count as slow
from tests.reports.counting import slow_indicators as slow_indicator

TIRANA = ZoneInfo("Europe/Tirane")
STARTS = (0, 5, 10, 15, 18, 25, 60)
BANDS = [("0-9", 0, 9), ("10-14", 10, 14), ("15-17", 15, 17)]
WITH = {"yes": "with-disability", "no": "without-disability"}
CAME = ("present", "late")


class Truth:
    """The answers of the rows as they are now; a question is the name of a method and its facts."""

    def __init__(self, run):
        self.run = run
        self.events = {row.pk: row for row in Event.objects.select_related("centre")}
        self.projects_of = {pk: set() for pk in self.events}
        for event, project in Event.projects.through.objects.values_list("event", "project"):
            self.projects_of[event].add(project)
        spans = CountingSpan.objects.filter(is_counted=True)
        self.spans = list(spans.values_list("category", "starts_on", "ends_on"))
        rows = Registration.objects.select_related("participant", "category")
        self.places = [row for row in rows if self._counts(row) and row.attendance in CAME]
        crowds = Headcount.objects.select_related("category")
        self.crowds = [row for row in crowds if self._counts(row)]
        self.codes = list(Category.objects.order_by("pk").values_list("code", flat=True))

    def answer(self, question):
        """The figure that `question`, (method, …), asks for."""
        name, *asked = question
        return getattr(self, name)(*asked)

    def _counts(self, row):
        day = self.day(row.event_id)
        if getattr(row, "status", "") in ("cancelled", "waitlisted"):
            return False
        return any(
            category == row.category_id and first <= day <= last
            for category, first, last in self.spans
        )

    def day(self, event):
        """The day of an event in Tirana."""
        return self.events[event].starts_at.astimezone(TIRANA).date()

    # Of one event.

    def event(self, event, what, code=None):
        """`what`: named, counted or came; of a category or a sex where `code` says so."""
        if self.events[event].status != "held":
            return 0
        named = [
            (row.category.code, row.participant.sex, 1)
            for row in self.places
            if row.event_id == event
        ]
        counted = [
            (row.category.code, row.sex, row.count) for row in self.crowds if row.event_id == event
        ]
        rows = {"named": named, "counted": counted, "came": named + counted}[what]
        return sum(number for *of, number in rows if code is None or code in of)

    def event_cell(self, event, category, sex):
        """Who came to an event, of a category and a sex; of all where none is named."""
        if self.events[event].status != "held":
            return 0
        named = [(row.category.code, row.participant.sex, 1, row.event_id) for row in self.places]
        counted = [(row.category.code, row.sex, row.count, row.event_id) for row in self.crowds]
        return sum(
            number
            for code, of, number, where in named + counted
            if where == event and category in (None, code) and sex in (None, of)
        )

    def newly_at(self, event, project, centre, start, end):
        """How many of those newly reached in the scope and period came to this event first."""
        firsts = self._firsts(project, centre)
        return sum(row.event_id == event and start <= self.day(event) <= end for row in firsts)

    def _firsts(self, project, centre):
        firsts = {}
        for row in sorted(self.places, key=self._in_time):
            if self._is_in(row.event_id, project, centre):
                firsts.setdefault(row.participant_id, row)
        return list(firsts.values())

    def _in_time(self, row):
        return (
            self.events[row.event_id].starts_at,
            self.codes.index(row.category.code),
            200 if row.age is None else row.age,
            row.event_id,
        )

    def _is_in(self, event, project, centre):
        row = self.events[event]
        if row.status != "held" or (project and project not in self.projects_of[event]):
            return False
        return not centre or row.centre_id == centre

    # Of a project or all, a centre or all, and some days.

    @cached_property
    def _world(self):
        meetings = {
            pk: slow.Meeting(
                pk, row.centre_id, frozenset(self.projects_of[pk]), row.starts_at, row.status
            )
            for pk, row in self.events.items()
        }
        people = {row.participant_id: row.participant for row in self.places}
        people = {
            pk: slow.Person(pk, person.sex, person.disability) for pk, person in people.items()
        }
        return slow.World(
            people=list(people.values()),
            meetings=list(meetings.values()),
            places=[
                slow.Place(
                    meetings[row.event_id],
                    people[row.participant_id],
                    row.category.code,
                    row.status,
                    row.attendance,
                    row.age,
                )
                for row in self.places
            ],
            crowds=[
                slow.Crowd(
                    meetings[row.event_id],
                    row.category.code,
                    row.sex,
                    row.age_from,
                    row.age_to,
                    row.count,
                )
                for row in self.crowds
            ],
        )

    def report(self, measure, project, centre, start, end, *cell):
        """A measure of the attendance report; `cell`: (dimension, code), …, none for the total."""
        about = (project, centre, start, end)
        if about not in self.run.counted:
            self.run.counted[about] = slow.slow_count(
                self._world,
                start=start,
                end=end,
                starts=STARTS,
                categories=self.codes,
                project=project,
                centre=centre,
            )
        count = self.run.counted[about]
        if measure == "cumulative":
            return count["cumulative"]
        if measure in count["events"]:
            return count["events"][measure]
        if measure == "returned":
            reached, new = (self._sum(count, name, {}) for name in ("reached", "newly_reached"))
            return reached - new
        return self._sum(count, measure, dict(cell))

    def _sum(self, count, measure, cell):
        names = ("category", "sex", "age_band", "disability")
        return sum(
            figures[measure]
            for key, figures in count["cells"].items()
            if all(dict(zip(names, key, strict=True))[name] == code for name, code in cell.items())
        )

    # Of an indicator.

    def _visits(self, project):
        rows = (
            slow_indicator.Visit(
                self._meeting(row.event_id, project),
                row.participant_id,
                row.category.code,
                row.attendance,
                row.age,
            )
            for row in self.places
        )
        # The rule of equal moments, once more: by the categories, the younger first, unknown last.
        order = {(row.event_id, row.participant_id): self._in_time(row) for row in self.places}
        return sorted(rows, key=lambda visit: order[visit.meeting.number, visit.person])

    def _meeting(self, event, project):
        row = self.events[event]
        return slow_indicator.Meeting(
            number=event,
            moment=row.starts_at.astimezone(TIRANA),
            place=row.municipality_id or row.centre.municipality_id,
            kind=row.kind,
            is_held=row.status == "held",
            is_ours=project in self.projects_of[event],
        )

    def _rows_of(self, code, number, rule=None, days=None):
        """[(place, person or None, age, how many)] of what makes the figure of a period.

        `rule`, `days`: another than the indicator's, others than the period's.
        """
        indicator = self.run.indicators[code]
        rule = rule or indicator.rule
        days = days or (
            self.run.periods[number - 1].starts_on,
            self.run.periods[number - 1].ends_on,
        )
        project = self.run.project.pk
        places = {row.pk for row in indicator.locations.all()}
        if rule == "events":
            found = [self._meeting(event, project) for event in self.events]
            return [
                (meeting.place, None, None, 1)
                for meeting in found
                if meeting.is_held
                and meeting.is_ours
                and meeting.place in places
                and days[0] <= self.day(meeting.number) <= days[1]
            ]
        taken = [
            visit
            for visit in self._visits(project)
            if visit.meeting.is_held and visit.meeting.is_ours and visit.meeting.place in places
        ]
        counted = slow_indicator.count(rule, taken, [days], days, indicator.sessions or 1)
        rows = [(visit.meeting.place, visit.person, visit.age, 1) for visit in counted]
        if indicator.counts_unnamed:
            rows += self._unnamed(project, places, days)
        return rows

    def _unnamed(self, project, places, days):
        meetings = ((self._meeting(row.event_id, project), row) for row in self.crowds)
        return [
            (meeting.place, None, None, row.count)
            for meeting, row in meetings
            if meeting.is_held
            and meeting.is_ours
            and meeting.place in places
            and days[0] <= self.day(row.event_id) <= days[1]
        ]

    def _cell(self, indicator, person, age):
        """The codes of the dimensions in their order; None where one has no value for it."""
        about = {row.participant_id: row.participant for row in self.places}.get(person)
        found = []
        for dimension in indicator.ordered_dimensions:
            if dimension.rule == "age":
                value = slow_indicator.band_of(age, BANDS)
            elif dimension.rule == "sex":
                value = about.sex if about and about.sex in ("female", "male") else None
            else:
                value = WITH.get(about.disability) if about else None
            found.append(value)
        return tuple(found)

    def cells(self, code, number):
        """{(place's name, codes): how many}, with None in the codes where nothing fits."""
        indicator = self.run.indicators[code]
        names = {row.pk: row.name for row in indicator.locations.all()}
        found = Counter()
        for place, person, age, many in self._rows_of(code, number):
            found[names[place], self._cell(indicator, person, age)] += many
        return found

    def cell(self, code, number, place, values):
        """The figure of one cell."""
        return self.cells(code, number)[place, values]

    def placed(self, code, number, place=None):
        """What UNICEF's portal makes of a period: those in a cell, of one place or of all."""
        return sum(
            many
            for (where, values), many in self.cells(code, number).items()
            if None not in values and place in (None, where)
        )

    def unplaced(self, code, number, place=None):
        """Those in no cell."""
        return sum(
            many
            for (where, values), many in self.cells(code, number).items()
            if None in values and place in (None, where)
        )

    def of_period(self, code, number):
        """The figure of the period, whoever is in no cell included."""
        return sum(self.cells(code, number).values())

    def named_of_period(self, code, number):
        """Those of them who have a name."""
        return sum(many for _place, person, _age, many in self._rows_of(code, number) if person)

    def since_start(self, code, number):
        """Each person, attendance or event once, until the end of the period."""
        rule = self.run.indicators[code].rule
        if rule in ("unique_people", "new_people"):
            rule = "cumulative_people"
        days = (date(1990, 1, 1), self.run.periods[number - 1].ends_on)
        return sum(many for *_about, many in self._rows_of(code, number, rule, days))

    def attended(self, code, number):
        """The attendances of a period that an indicator looks at, whatever it counts of them."""
        rows = self._rows_of(code, number, "attendances")
        return sum(many for _place, person, _age, many in rows if person)

    def somebody_left_out(self):
        """Whether the first period has somebody in no cell of an indicator."""
        return any(self.unplaced(code, 1) for code in self.run.indicators)

    # Of what waits.

    def not_closed(self):
        """Meetings of the past with a mark or a count whose register is still open."""
        touched = set(Headcount.objects.values_list("event", flat=True))
        marked = Registration.objects.exclude(attendance="unmarked")
        touched |= set(marked.values_list("event", flat=True))
        return sum(
            row.status == "held"
            and row.register_closed_at is None
            and pk in touched
            and self.day(pk) < date.today()
            for pk, row in self.events.items()
        )
