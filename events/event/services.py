"""Acts on events: saving one with all that belongs to it, changing its status, deleting it."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.event.saved_changes import SavedChange, checked_change
from events.inviting.notifying import notify_invited
from events.lib.figure_facts import correction_of
from events.lib.locks import lock_event
from events.lib.twins.asking import check_is_another
from events.lib.twins.finding import tell_apart
from events.models import Centre, Event, RegisterAct
from events.models.one_act import as_act
from events.register.people.ages import correct_ages_of_day
from events.register.places.services import fill_free_places
from events.register.recorded.rules import check_deleting, check_status
from events.register.recorded.services import take_back_all
from events.series.services import follow_event, leave_out
from partners.services import set_parts
from shkej.lib.dates import local_day, today

SAME = ["centre_id", "title_sq", "title_en", "kind", "starts_at", "ends_at"]
SECOND_TAP = timedelta(seconds=10)


def last_change(event: Event) -> Any:
    """The newest line of the event's history: when, and by whom where a person did it."""
    return event.history.select_related("history_user").latest()


@as_act(RegisterAct.Kind.EVENT, by="saved_by")
@transaction.atomic
def save_event(
    *,
    event: Event,
    saved_by: User,
    related: Mapping[str, Iterable] | None = None,
    parts: Iterable[tuple[int, str]] | None = None,
    quotes: Sequence[Mapping[str, str]] | None = None,
    seen_at: str = "",
    slip_reason: str | None = None,
    correction_reason: str = "",
    other_than: Iterable[int] = (),
) -> Event:
    """Save `event` and what hangs on it; whatever is None stays as it is.

    `related`: {"topics": […], "projects": […], "volunteers": […]}; `parts`: [(organisation's id,
    part)]; `quotes`: [{"text_sq": …}]; `seen_at`: the `updated_at` that the writer saw, in ISO
    format; `slip_reason`: why only the date or the centre was written wrongly; `correction_reason`:
    why what a closed register was counted for changes (`figure_facts`); `other_than`: ids of events
    of which the writer said that this is another one. ValidationError where another writer was
    faster or the register is closed, AsksWhy where its correction lacks a reason; HasMarks where
    the meeting has marks that the new status, day or centre would deny; LooksLoggedAlready where it
    may be one that is logged. A new event that its writer saved a moment ago is that one.
    """
    change = SavedChange()
    if event.pk:
        change = checked_change(
            event,
            seen_at=seen_at,
            projects=(related or {}).get("projects"),
            parts=parts,
            slip_reason=slip_reason,
            correction_reason=correction_reason,
            by=saved_by,
        )
    elif twin := _sent_already(event, saved_by):
        return twin
    twins = check_is_another(event, other_than=other_than) if change.is_compared else []
    event._history_user = saved_by
    event.save()
    tell_apart(event, [twin.pk for twin in twins], by=saved_by)
    for name, chosen in (related or {}).items():
        getattr(event, name).set(chosen)
    if parts is not None:
        set_parts(owner=event, pairs=parts)
    if quotes is not None:
        _set_quotes(event, quotes)
    if change.correction:
        change.correction.write_down(event, saved_by)
    if change.is_moved:
        correct_ages_of_day(registrations=event.registrations, was_on=change.old_day, by=saved_by)
    fill_free_places(event, by=saved_by)
    follow_event(event, by=saved_by, old_day=change.old_day)
    notify_invited(event)
    return event


def _sent_already(event: Event, saved_by: User) -> Event | None:
    """The same event, where this user saved it a moment ago: a second tap makes no second one."""
    Centre.objects.select_for_update(no_key=True).get(pk=event.centre_id)  # the first tap is done
    same = Event.objects.filter(**{name: getattr(event, name) for name in SAME})
    own = Event.history.filter(history_type="+", history_user=saved_by)
    return same.filter(created_at__gte=timezone.now() - SECOND_TAP, pk__in=own.values("id")).first()


def _set_quotes(event: Event, quotes: Sequence[Mapping[str, str]]) -> None:
    """Write the quotes over those that are there, in order."""
    stored = list(event.quotes.all())
    for surplus in stored[len(quotes) :]:
        surplus.delete()
    for number, texts in enumerate(quotes):
        quote = stored[number] if number < len(stored) else event.quotes.model(event=event)
        for name, text in texts.items():
            setattr(quote, name, text)
        quote.save()


@as_act(RegisterAct.Kind.EVENT, by="changed_by")
@transaction.atomic
def change_status(
    *, event: Event, status: str, changed_by: User, takes_back: str | None = None
) -> Event:
    """Hold, cancel, postpone or plan again; ValidationError once the register is closed.

    HasMarks where the meeting has marks that the status would deny. `takes_back`: the key of the
    figures (`Recorded.key`) that the user saw and takes back together with the meeting.
    """
    stored, event = _for_status(event, takes_back, changed_by)
    check_status(event, status)
    event.status = status
    _save_status(stored, event, by=changed_by, fields=["status", "updated_at"])
    _follow_status(event, by=changed_by)
    return event


@as_act(RegisterAct.Kind.EVENT, by="postponed_by")
@transaction.atomic
def postpone_event(
    *,
    event: Event,
    times: Mapping[str, datetime | None] | None = None,
    postponed_by: User,
    takes_back: str | None = None,
) -> Event:
    """Move an event that did not take place to another day; without one it is marked as postponed.

    `times`: the new {"starts_at", "ends_at", "is_all_day"}. Who is invited is told. ValidationError
    (code "is_past") for a day that has passed, and as `change_status` does, whose `takes_back` this
    is.
    """
    if times is None:
        return change_status(
            event=event,
            status=Event.Status.POSTPONED,
            changed_by=postponed_by,
            takes_back=takes_back,
        )
    stored, event = _for_status(event, takes_back, postponed_by)
    check_status(event, Event.Status.PLANNED)
    if local_day(times["starts_at"]) < today() or times["starts_at"] == event.starts_at:
        raise ValidationError(_("Choose another day, which has not passed."), code="is_past")
    old_day = event.starts_on
    for name, value in times.items():
        setattr(event, name, value)
    event.status = Event.Status.PLANNED
    _save_status(stored, event, by=postponed_by)
    _follow_status(event, by=postponed_by, old_day=old_day)
    return event


def _for_status(event: Event, takes_back: str | None, by: User) -> tuple[Event, Event]:
    """(As it was, the event locked and open): without its marks where the user takes them back."""
    event = lock_event(event)
    stored = copy(event)
    if event.register_is_closed:
        raise ValidationError(_("The register is closed. Reopen it to change the status."))
    if takes_back is not None:
        take_back_all(event=event, seen=takes_back, by=by)
        event.refresh_from_db()
    return stored, event


def _save_status(
    stored: Event, event: Event, *, by: User, fields: Sequence[str] | None = None
) -> None:
    """Save; where it had been counted before, that is shown under *After closing*."""
    correction = correction_of(stored, event, reason="", by=by)
    event._history_user = by
    event.save(update_fields=fields)
    if correction:
        correction.write_down(event, by)


def _follow_status(event: Event, *, by: User, old_day: date | None = None) -> None:
    """What hangs on whether and when an event takes place: places, series, who is invited."""
    fill_free_places(event, by=by)
    follow_event(event, by=by, old_day=old_day)
    notify_invited(event)


@transaction.atomic
def delete_event(*, event: Event, deleted_by: User) -> None:
    """Delete an event on which nothing was recorded; ValidationError where something was."""
    event = Event.objects.select_for_update().get(pk=event.pk)
    check_deleting(event)
    if (
        event.registrations.exists()
        or event.headcounts.exists()
        or event.attachments.exists()
        or event.register_is_closed
    ):
        raise ValidationError(
            _(
                "People or files are recorded at this event, so it cannot be deleted. "
                "Cancel it instead."
            )
        )
    if event.invitations.standing().exists():
        raise ValidationError(
            _(
                "Organisations are invited to this event, so it cannot be deleted. "
                "Cancel it instead: then they are told."
            )
        )
    leave_out(event)
    event._history_user = deleted_by
    event.delete()
