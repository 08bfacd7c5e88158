"""The grid of a series: people down, dates across, a mark in each cell; read in few queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from events.models import Attendance, Event, Registration, SeriesMember
from events.models.registrations import ATTENDED
from participants.lib.names import tell_apart
from shkej.lib.dates import today


@dataclass
class Square:
    """One cell. `mark` is None where nobody is expected: not yet or no longer a member."""

    event: Event
    mark: str | None
    can_type: bool


@dataclass
class GridLine:
    """One person with their cells; `came` of `held` dates on which they are marked.

    `is_guest`: on the register of some date, and a member on none.
    """

    person: object
    squares: list
    is_guest: bool = False
    came: int = 0
    held: int = 0


@dataclass
class AttendanceGrid:
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
    """The ids of those who are in the grid: members on some date of it, and below them guests.

    Both in the order of their names. Guests are on the register of a meeting without being members.
    """
    if not events:
        return []
    days = [event.starts_on for event in events]
    order = ("participant__sort_name", "participant")
    members = series.memberships.between(min(days), max(days)).order_by(*order)
    places = Registration.objects.active().filter(event__in=events).order_by(*order)
    ids = [
        *members.values_list("participant", flat=True),
        *places.values_list("participant", flat=True),
    ]
    return list(dict.fromkeys(ids))


def fill(series, events, people):
    """The grid of these people (ids, in order) and events: two queries, however large it is."""
    persons, memberships, marks = {}, defaultdict(list), {}
    members = SeriesMember.objects.filter(series=series, participant__in=people)
    for row in members.select_related("participant"):
        memberships[row.participant_id].append(row)
        persons[row.participant_id] = row.participant
    places = Registration.objects.active().filter(event__in=events, participant__in=people)
    for row in places.select_related("participant"):
        marks[row.event_id, row.participant_id] = row.attendance
        persons[row.participant_id] = row.participant
    lines = [_line(persons[pk], memberships[pk], events, marks) for pk in people]
    tell_apart(persons.values())
    return AttendanceGrid(events, lines)


def _line(person, stays, events, marks):
    is_member = any(stay.covers(event.starts_on) for stay in stays for event in events)
    line = GridLine(person, [], is_guest=not is_member)
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
