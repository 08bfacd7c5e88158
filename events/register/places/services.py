"""The places of an event with a capacity: who takes one, who waits, who gets one that falls free.

Everything here runs inside a transaction in which the caller has locked the event's row, so that
the last place is given once. An event without a capacity has no waiting list.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from events.models import Attendance, Event, Registration
from participants.categories.counting import counts_by_day
from participants.models import Category
from participants.models.categories import counted_category
from shkej.lib.dates import today

Placed = Registration.Placed
PLACE_FIELDS = ["status", "waitlisted_at", "placed", "placed_through"]


def places_taken(event: Event) -> int:
    """How many places are taken, by name or counted without one."""
    events = Event.objects.with_places_taken().values_list("places_taken", flat=True)
    return events.get(pk=event.pk)


def is_full(event: Event) -> bool:
    """Whether no place is free."""
    return event.capacity is not None and places_taken(event) >= event.capacity


def must_wait(event: Event, category: Category) -> bool:
    """Whether somebody registered in advance as `category` waits: behind all who wait already."""
    if event.capacity is None or not category.counts_on(event.starts_on):
        return False
    return is_full(event) or event.registrations.waiting().exists()


def needs_overruling(registration: Registration) -> bool:
    """Whether a place for this waiting person is none that is theirs: none is free, or not yet."""
    event = registration.event
    if not registration.category.counts_on(event.starts_on):
        return False
    waiting = event.registrations.waiting().filter(counted_category("event__starts_on"))
    first = waiting.first()
    return is_full(event) or first != registration


def keep_to_capacity(new: Iterable[Registration]) -> None:
    """Of places that are to be written in bulk: beyond those of an event, they wait.

    `new`: unmarked registrations in the order in which they get a place, each with its event; they
    come behind all who wait for it already. At most three queries.
    """
    limits = {row.event_id: row.event.capacity for row in new if row.event.capacity is not None}
    if not limits:
        return
    limited = Event.objects.filter(pk__in=limits)
    taken = dict(limited.with_places_taken().values_list("pk", "places_taken"))
    waiting = Registration.objects.waiting().order_by().filter(event__in=limits)
    waited_for = set(waiting.values_list("event", flat=True))
    counts = counts_by_day()
    moment = timezone.now()
    for number, place in enumerate(new):
        limit = limits.get(place.event_id)
        if limit is None or not counts(place.category_id, place.event.starts_on):
            continue
        if place.event_id in waited_for or taken[place.event_id] >= limit:
            place.status = Registration.Status.WAITLISTED
            place.waitlisted_at = moment + timedelta(microseconds=number)  # in their order
        else:
            taken[place.event_id] += 1


def fill_free_places(
    event: Event, *, by: User | None, left_by: Registration | None = None
) -> list[Registration]:
    """Give each free place to the first who waits; returns who got one.

    `left_by`: the registration that left a place; without it there are more places than before.

    Not once the day is over or the event is called off: nobody is expected any more. Without a
    capacity everybody gets a place, whatever the day.
    """
    waiting = list(event.registrations.waiting().select_related("participant", "category"))
    is_over = event.is_called_off or event.local_date < today()
    if not waiting or (is_over and event.capacity is not None):
        return []
    free = len(waiting)
    if event.capacity is not None:
        free = event.capacity - places_taken(event)
    counts, placed = counts_by_day(), []
    for registration in waiting:
        if counts(registration.category_id, event.starts_on):
            if free <= 0:
                continue
            free -= 1
        how = Placed.FREED if left_by else Placed.RAISED
        promote(registration, by=by, how=how, through=left_by)
        placed.append(registration)
    return placed


def pass_on_place(registration: Registration, *, by: User | None) -> list[Registration]:
    """Give the place that `registration` left to the first who waits; returns who got one."""
    return fill_free_places(registration.event, by=by, left_by=registration)


def promote(
    registration: Registration,
    *,
    by: User | None,
    how: str = "",
    through: Registration | None = None,
    reason: str | None = None,
) -> None:
    """Take somebody from the waiting list onto the register.

    `how`: of `Placed`, where no one decided it; `through`: who left the place. What somebody typed
    as a `reason` is in the history and is read by people alone.
    """
    registration.status, registration.waitlisted_at = Registration.Status.REGISTERED, None
    registration.placed, registration.placed_through = how, through
    _save(registration, by=by, reason=reason)


def wait_again(registration: Registration, *, by: User) -> None:
    """Put somebody back on the waiting list, where they stood."""
    earlier = registration.history.filter(status=Registration.Status.WAITLISTED).first()
    registration.status = Registration.Status.WAITLISTED
    registration.waitlisted_at = earlier.waitlisted_at if earlier else timezone.now()
    registration.placed, registration.placed_through = "", None
    _save(registration, by=by)


def take_back_places(registration: Registration, *, by: User) -> None:
    """After an act on `registration` was undone: who got a place through it waits again.

    That is whoever the place was passed on to, as long as nobody marked them since and the event
    would be over its capacity; and the person themselves, where coming to the door was undone.
    """
    event = registration.event
    if event.capacity is None:
        return
    if _is_expected(registration) and registration.placed == Placed.CAME:
        wait_again(registration, by=by)
    for other in reversed(_placed_through(registration)):
        if places_taken(event) > event.capacity:
            wait_again(other, by=by)


def make_room_for(registration: Registration, *, by: User) -> None:
    """Take back one place that was passed on from `registration`, where none is free."""
    through = _placed_through(registration)
    if through and is_full(registration.event):
        wait_again(through[-1], by=by)


def _placed_through(registration: Registration) -> list[Registration]:
    """Whom the place of `registration` was passed on to, not marked since; the first one first."""
    others = registration.event.registrations.active().filter(placed_through=registration)
    return list(others.filter(attendance=Attendance.UNMARKED).order_by("updated_at", "pk"))


def _is_expected(registration: Registration) -> bool:
    return (
        registration.status == Registration.Status.REGISTERED
        and registration.attendance == Attendance.UNMARKED
    )


def _save(registration: Registration, *, by: User | None, reason: str | None = None) -> None:
    registration._history_user, registration._change_reason = by, reason
    registration.save(update_fields=[*PLACE_FIELDS, "updated_at"])
    registration._change_reason = None
