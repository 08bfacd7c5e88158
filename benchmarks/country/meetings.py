"""The meetings of the country: groups that meet by a rule, single events, and who is invited."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from benchmarks.country.bulk import fill, next_id, write_history
from benchmarks.country.plan import AHEAD
from benchmarks.country.words import MEETINGS
from events.models import Event, EventOrganisation, Series, SeriesMember

DAYS_OF_WEEK = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
TODAY = [1_000, 250, 60, 25]  # registers that are open today, in the first centre
MEMBERS = 25
PAST = ["held"] * 94 + ["cancelled"] * 3 + ["planned"] * 2 + ["postponed"]
AHEAD_OF_US = ["planned"] * 97 + ["cancelled"] * 3
SEEN_BY = ["centre"] * 70 + ["partners"] * 15 + ["all_partners"] * 10 + ["public"] * 5
WEIGHTS = [1] * 3 + [4] * 4 + [8] * 3 + [20]


@dataclass
class Meeting:
    """What the registers need to know of one event; `size`: how many people are on it."""

    id: int
    centre: int
    day: date
    starts_at: object
    status: str
    by: int
    weight: int
    size: int = 0
    capacity: int | None = None


class Meetings:
    """Draws them, centre by centre, and writes them down."""

    def __init__(self, plan, places, population):
        self.plan, self.places, self.population = plan, places, population
        self.chance = plan.chance("meetings")
        self.next, self.next_series = next_id(Event), next_id(Series)
        self.series, self.members, self.rows, self.meetings = [], [], [], []

    def make(self):
        """Returns the `Meeting`s by day."""
        for number, centre in enumerate(self.places.centres):
            spans = self._series(centre)
            for day, size in self._days(number):
                self._event(centre, day, size, spans)
        fill(Series, self.series)
        fill(SeriesMember, self.members)
        fill(Event, self.rows)
        fill(Event.projects.through, self._projects())
        fill(EventOrganisation, self._parts())
        for model in (Series, SeriesMember, EventOrganisation):
            write_history(model, "+", at="created_at", by="NULL")
        return sorted(self.meetings, key=lambda meeting: (meeting.day, meeting.id))

    def _days(self, number):
        """(day, size or None) of each event of one centre; each has one today."""
        events = self.plan.events // self.plan.centres
        events += number < self.plan.events % self.plan.centres
        fixed = TODAY if number == 0 else [None]
        length = (self.plan.today - self.plan.first_day).days
        ahead = max(1, events * AHEAD // (length + AHEAD))
        past = events - ahead - len(fixed)
        for place in range(past):
            yield self.plan.first_day + timedelta(days=1 + place * (length - 2) // past), None
        yield from ((self.plan.today, size) for size in fixed)
        for place in range(ahead):
            yield self.plan.today + timedelta(days=1 + place * AHEAD // ahead), None

    def _series(self, centre):
        """Two groups a centre, of which one has ended."""
        today, spans = self.plan.today, []
        people = self.population.people[centre]
        for first, last in (
            (self.plan.first_day, self.plan.first_day + timedelta(days=600)),
            (today - timedelta(days=490), today + timedelta(days=AHEAD + 30)),
        ):
            _kind, in_albanian, in_english = self.chance.choice(MEETINGS[:3])
            pk, self.next_series = self.next_series, self.next_series + 1
            self.series.append(
                {
                    "id": pk,
                    "created_at": self.plan.at(first, 8),
                    "centre_id": centre,
                    "title_sq": in_albanian,
                    "title_en": in_english,
                    "rule": f"FREQ=WEEKLY;BYDAY={DAYS_OF_WEEK[first.weekday()]}",
                    "starts_on": first,
                    "ends_on": last,
                    "counts_from": first,
                    "start_time": time(17),
                    "end_time": time(18, 30),
                    "category_id": None,
                }
            )
            self.members += (
                {
                    "created_at": self.plan.at(first, 9),
                    "series_id": pk,
                    "participant_id": person.pk,
                    "joined_on": first,
                    "left_on": None,
                }
                for person in self.chance.sample(people, min(MEMBERS, len(people)))
            )
            spans.append((pk, first, last, set()))
        return spans

    def _event(self, centre, day, size, spans):
        chance, today = self.chance, self.plan.today
        series, series_day = self._place_in(spans, day) if size is None else (None, None)
        day = series_day or day
        starts_at = self.plan.at(
            day, 17 if series else 8 if day == today else chance.randint(9, 18)
        )
        status = "planned" if day == today else chance.choice(PAST if day < today else AHEAD_OF_US)
        kind, in_albanian, in_english = chance.choice(MEETINGS[:3] if series else MEETINGS[3:])
        by = chance.choice(self.places.staff[centre])
        ends_at = starts_at + timedelta(hours=2)
        is_closed = status == "held" and (today - day).days > chance.choice([2, 10, 10, 40])
        closed_at = ends_at + timedelta(hours=1) if is_closed else None
        created_at = max(self.plan.opened, starts_at - timedelta(days=30))
        meeting = Meeting(
            self.next, centre, day, starts_at, status, by, chance.choice(WEIGHTS), size or 0
        )
        self.meetings.append(meeting)
        self.next += 1
        self.rows.append(
            {
                "id": meeting.id,
                "created_at": min(created_at, self.plan.at(today, 7)),
                "updated_at": closed_at or min(starts_at, self.plan.at(today, 7)),
                "centre_id": centre,
                "title_sq": in_albanian,
                "title_en": in_english,
                "kind": kind,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "status": status,
                "visibility": chance.choice(SEEN_BY),
                "is_sensitive": chance.random() < 0.05,
                "capacity": meeting.capacity,
                "register_closed_at": closed_at,
                "register_closed_by_id": by if is_closed else None,
                "series_id": series,
                "series_day": series_day,
            }
        )

    def _place_in(self, spans, day):
        """The series in which an event of about that day stands, and its day there."""
        pk, first, last, taken = self.chance.choice(spans)
        on = day + timedelta(days=(first.weekday() - day.weekday()) % 7)
        is_past = on < self.plan.today or day > self.plan.today
        if first <= on <= last and on not in taken and day != self.plan.today and is_past:
            taken.add(on)
            return pk, on
        return None, None

    def _projects(self):
        for meeting in self.meetings:
            if self.chance.random() < 0.9:
                project = self.chance.choice(self.places.projects)
                yield {"event_id": meeting.id, "project_id": project}

    def _parts(self):
        for row in self.rows:
            if row["visibility"] == "partners":
                for organisation in self.chance.sample(self.places.organisations, 3):
                    yield {
                        "created_at": row["created_at"],
                        "event_id": row["id"],
                        "organisation_id": organisation,
                        "part": "invited",
                    }
