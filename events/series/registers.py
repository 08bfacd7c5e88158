"""The members of a series on the registers of its events, written in bulk.

Call these inside a transaction with the rows of the events locked. What is marked is never touched.
"""

from collections import defaultdict

from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from events.models import Attendance, Event, RegisterAct, Registration
from events.models.one_act import as_act
from events.register.places.services import PLACE_FIELDS, fill_free_places, keep_to_capacity

BATCH = 200
Status = Registration.Status


@as_act(RegisterAct.Kind.SERIES, by="by")
def fill_registers(series, events, *, by, people=None, back=()):
    """Put each event's members of its day on its register, and take off who is none that day.

    `events`: locked. `people`: only these participants (ids), else all members. Whoever was taken
    off one register by hand stays off, except those in `back`: pairs (event's, participant's id).
    Events that are over get nobody new; closed ones and those called off stay as they are.
    """
    events = [event for event in events if _is_open(event)]
    if not events:
        return
    members = _members(series, people)
    places = _places(events, people)
    not_over = set(
        Event.objects.not_over()
        .filter(pk__in=[event.pk for event in events])
        .values_list("pk", flat=True)
    )
    new, back_again, gone = [], [], []
    for event in events:
        here = places[event.pk]
        expected = _expected(members, event.starts_on)
        for place in here.values():
            if _is_to_go(place) and place.participant_id not in expected:
                place.status, place.waitlisted_at = Status.CANCELLED, None
                gone.append(place)
        if event.pk not in not_over:
            continue
        for person in expected.values():
            place = here.get(person.pk)
            if place is None:
                new.append(_place(series, event, person))
            elif place.status == Status.CANCELLED and (event.pk, person.pk) in back:
                place.status, place.source = Status.REGISTERED, Registration.Source.SERIES
                place.placed, place.placed_through = "", None
                back_again.append(place)
    _write([], gone, by)
    keep_to_capacity([*back_again, *new])
    _write(new, back_again, by)
    _pass_on(events, gone, by)


def _is_open(event):
    planned_or_held = (Event.Status.PLANNED, Event.Status.HELD)
    return event.status in planned_or_held and not event.register_is_closed


def _is_to_go(place):
    return (
        place.source == Registration.Source.SERIES
        and place.status != Status.CANCELLED
        and place.attendance == Attendance.UNMARKED
    )


def _members(series, people):
    memberships = series.memberships.current_people().select_related("participant")
    if people is not None:
        memberships = memberships.filter(participant__in=people)
    return list(memberships)


def _expected(memberships, day):
    """{id: participant} of those who are members on `day`."""
    return {row.participant_id: row.participant for row in memberships if row.covers(day)}


def _places(events, people):
    """{event's id: {participant's id: registration}}, those that were cancelled among them."""
    rows = Registration.objects.filter(event__in=[event.pk for event in events])
    if people is not None:
        rows = rows.filter(participant__in=people)
    places = defaultdict(dict)
    for row in rows.order_by("pk"):
        places[row.event_id][row.participant_id] = row
    return places


def _place(series, event, person):
    return Registration(
        event=event,
        participant=person,
        category_id=series.category_id or person.category_id,
        organisation_id=person.organisation_id,
        source=Registration.Source.SERIES,
    )


def _pass_on(events, gone, by):
    """Who waits gets the places of those who went."""
    left = {place.event_id for place in gone}
    for event in events:
        if event.pk in left and event.capacity is not None:
            fill_free_places(event, by=by)


def _write(new, changed, by):
    moment = timezone.now()
    for place in changed:
        place.updated_at = moment
    if new:
        bulk_create_with_history(new, Registration, batch_size=BATCH, default_user=by)
    if changed:
        bulk_update_with_history(
            changed,
            Registration,
            [*PLACE_FIELDS, "source", "updated_at"],
            batch_size=BATCH,
            default_user=by,
        )


def joined_by_moving(series, changed):
    """Pairs as in `back`: members on an event's day now who were none on its day before.

    `changed`: [(event, its day before)].
    """
    moved = [(event, day) for event, day in changed if event.starts_on != day]
    memberships = _members(series, None) if moved else []
    return {
        (event.pk, pk)
        for event, day in moved
        for pk in _expected(memberships, event.starts_on).keys()
        - _expected(memberships, day).keys()
    }
