"""The group of the demonstration: Tuesdays after school, with a story in its grid."""

from datetime import time, timedelta

from simple_history.utils import bulk_update_with_history

from demonstration.clock import at
from demonstration.registers import AFTER, BEFORE, EACH, close
from events.models import Event, Registration, Series
from events.models.holidays import holidays_on
from events.models.recurrence import Recurrence, Repeats
from events.register.marks.services import MARK_FIELDS
from events.register.state import save_by
from events.series.members import add_member, change_member
from events.series.services import create_series
from shkej.lib.dates import local_moment, today

TUESDAY = 1
MEETINGS, WEEKS = 12, 12  # so many before today, and weeks after
FAITHFUL = 8  # times in a row came the child that then stayed away
NEW_FOR, GONE_FOR = 3, 3  # meetings
WEIGHTS = ["present", "late", "excused", "absent"], [14, 2, 2, 3]


def make_weekly_group(chance, *, centre, project, cast, users):
    """Twelve meetings before today and twelve after; on a Tuesday today's meeting takes its place.

    The first child came eight of eight times and then was absent four times; the last but one has
    left, the last is new.
    """
    day = today()
    held_on = _tuesdays_before(day)
    first = held_on[0]
    with at(local_moment(first, time(11))):
        series = create_series(
            series=Series(
                centre=centre,
                title_sq="Pas shkollës: detyrat dhe siguria online",
                title_en="After school: homework and online safety",
                kind=Event.Kind.GROUP_SESSION,
                rule=Recurrence(Repeats.WEEKLY.value, (TUESDAY,)).rule,
                starts_on=first,
                ends_on=day + timedelta(weeks=WEEKS),
                start_time=time(16, 30),
                end_time=time(18),
            ),
            related={"projects": [project], "volunteers": [users["volunteer"]]},
            left_out=[day] if day.weekday() == TUESDAY else (),
            created_by=users["coordinator"],
        )
    children = [child for family in cast.group for child in family.children]
    stays = [_join(series, child, first, users["staff"]) for child in children[:-1]]
    _leave(stays[-1], held_on[-1 - GONE_FOR], users["staff"])
    _join(series, children[-1], held_on[-NEW_FOR], users["staff"])
    held = series.events.filter(starts_on__lt=day).order_by("starts_at")
    for number, event in enumerate(held):
        _take(chance, event, children[0], number < FAITHFUL, users)
    return series


def _tuesdays_before(day):
    """The last twelve on which a group meets: on holidays none does."""
    tuesday, found = day - timedelta(days=(day.weekday() - TUESDAY - 1) % 7 + 1), []
    while len(found) < MEETINGS:
        if not holidays_on(tuesday):
            found.insert(0, tuesday)
        tuesday -= timedelta(weeks=1)
    return found


def _join(series, child, joined_on, user):
    with at(local_moment(joined_on, time(12))):
        return add_member(series=series, participant=child, joined_on=joined_on, added_by=user)


def _leave(member, left_on, user):
    with at(local_moment(left_on, time(19))):
        change_member(member=member, joined_on=member.joined_on, left_on=left_on, changed_by=user)


def _take(chance, event, faithful, comes, users):
    """A register as it was taken by who was at the door, and closed on its day."""
    by = users["volunteer"] if chance.random() < 2 / 3 else users["staff"]
    places = event.registrations.active().select_related("participant").order_by("pk")
    rows = list(places)
    marks = chance.choices(*WEIGHTS, k=len(rows))
    for number, (place, mark) in enumerate(zip(rows, marks, strict=True)):
        if place.participant_id == faithful.pk:
            mark = "present" if comes else "absent"
        moment = event.starts_at + AFTER.get(mark, -BEFORE) + number * EACH
        place.attendance, place.marked_at, place.marked_by = mark, moment, by
        place.age = place.participant.age_on(event.starts_on)
        place.updated_at = place._history_date = moment
    bulk_update_with_history(rows, Registration, MARK_FIELDS, default_user=by)
    with at(event.starts_at):
        event.status = Event.Status.HELD
        save_by(event, by=by, fields=["status", "updated_at"])
    close(event, by=by)
