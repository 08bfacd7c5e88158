"""The grid of a series: people down, dates across, a mark in each cell; read in few queries."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from events.models import Attendance, Event, Registration, SeriesMember
from events.models.registrations import ATTENDED
from shkej.lib.dates import today


@dataclass
class Square:
    """One cell. `mark` is None where nobody is expected: not yet or no longer a member."""

    event: Event
    mark: str | None
    can_type: bool


@dataclass
class Line:
    """One person with their cells; `came` of `held` dates on which they were expected."""

    person: object
    squares: list
    came: int = 0
    held: int = 0


@dataclass
class Grid:
    """`events` carry `came`, how many of all people came, and `access`."""

    events: list = field(default_factory=list)
    lines: list = field(default_factory=list)

    @property
    def can_type(self):
        """Whether any cell can be typed into."""
        return any(square.can_type for line in self.lines for square in line.squares)


def columns(events, first, last):
    """The events (from `with_access`) from `first` to `last`, in their order."""
    rows = list(events.between(first, last).order_by("starts_at", "pk"))
    attended = Registration.objects.active().attended().filter(event__in=rows)
    came = Counter(attended.values_list("event", flat=True))
    for event in rows:
        event.came = came[event.pk]
    return rows


def people_of(series, events):
    """The ids of those who were members on some date of the grid, in the order of their names."""
    if not events:
        return []
    days = [event.starts_on for event in events]
    rows = series.memberships.between(min(days), max(days))
    ordered = rows.order_by("participant__sort_name", "participant")
    return list(dict.fromkeys(ordered.values_list("participant", flat=True)))


def fill(series, events, people):
    """The grid of these people (ids, in order) and events: two queries, however large it is."""
    memberships, persons = {}, {}
    for row in SeriesMember.objects.filter(series=series, participant__in=people).select_related(
        "participant"
    ):
        memberships.setdefault(row.participant_id, []).append(row)
        persons[row.participant_id] = row.participant
    places = Registration.objects.active().filter(event__in=events, participant__in=people)
    marks = {
        (event, person): mark
        for event, person, mark in places.values_list("event", "participant", "attendance")
    }
    lines = [_line(persons[pk], memberships[pk], events, marks) for pk in people]
    return Grid(events, lines)


def _line(person, stays, events, marks):
    line = Line(person, [])
    for event in events:
        mark = marks.get((event.pk, person.pk))
        is_member = any(stay.covers(event.starts_on) for stay in stays)
        if mark is None and is_member and not event.is_called_off:
            mark = Attendance.UNMARKED.value
        line.squares.append(Square(event, mark, mark is not None and event.access.can_mark))
        if mark not in (None, Attendance.UNMARKED):
            line.held += 1
            line.came += mark in ATTENDED
    return line


def month_of(series):
    """The month to open first: today's, or the nearest one of the series."""
    day = min(max(today(), series.starts_on), series.ends_on)
    return day.replace(day=1)


def period(year, month, months):
    """First and last day of `months` months; a quarter begins where quarters do."""
    if months == 3:
        month = 3 * ((month - 1) // 3) + 1
    first = date(year, month, 1)
    return first, shifted(first, months) - timedelta(days=1)


def shifted(first, months):
    """The first of the month `months` later."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
