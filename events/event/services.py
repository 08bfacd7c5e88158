"""Acts on events: saving one with all that belongs to it, changing its status, deleting it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.inviting.telling import tell_invited
from events.lib.locks import lock_event
from events.models import Centre, Event
from events.register.places.services import fill_free_places
from events.series.services import follow_event, leave_out
from partners.services import set_parts
from shkej.lib.dates import today

KEPT = [
    "register_closed_at",
    "register_closed_by_id",
    "held_by_register",
    "import_key",
    "series_id",
    "series_day",
]
SAME = ["centre_id", "title_sq", "title_en", "kind", "starts_at", "ends_at"]
SECOND_TAP = timedelta(seconds=10)
COUNTED = ["starts_at", "status", "centre_id"]


class EventChanged(ValidationError):
    """Somebody else saved the event meanwhile; `stored` is how it stands now."""

    def __init__(self, stored):
        self.stored = stored
        self.changed_by = last_change(stored).history_user
        super().__init__(self._sentence(), code="changed_meanwhile")

    def _sentence(self):
        if self.changed_by is None:
            return _(
                "This event was changed meanwhile. What you typed is still here; below is what "
                "is stored now. Save again to put yours in its place."
            )
        return _(
            "This event was changed meanwhile by %(name)s. What you typed is still here; below "
            "is what is stored now. Save again to put yours in its place."
        ) % {"name": self.changed_by}


def last_change(event):
    """The newest line of the event's history: when, and by whom where a person did it."""
    return event.history.select_related("history_user").latest()


@transaction.atomic
def save_event(*, event, saved_by, related=None, parts=None, quotes=None, seen_at=""):
    """Save `event` and what hangs on it; whatever is None stays as it is.

    `related`: {"topics": […], "projects": […], "volunteers": […]}; `parts`: [(organisation's id,
    part)]; `quotes`: [{"text_sq": …}]; `seen_at`: the `updated_at` that the writer saw, in ISO
    format. ValidationError where another writer was faster or the register is closed. A new event
    that its writer saved a moment ago is that one.
    """
    moved, old_day = False, None
    if event.pk:
        stored = lock_event(event)
        if seen_at and seen_at != stored.updated_at.isoformat():
            raise EventChanged(stored)
        _refuse_where_closed(stored, event)
        for name in KEPT:
            setattr(event, name, getattr(stored, name))
        moved, old_day = event.starts_at != stored.starts_at, stored.starts_on
    elif twin := _sent_already(event, saved_by):
        return twin
    event._history_user = saved_by
    event.save()
    for name, chosen in (related or {}).items():
        getattr(event, name).set(chosen)
    if parts is not None:
        set_parts(owner=event, pairs=parts)
    if quotes is not None:
        _set_quotes(event, quotes)
    if moved:
        event.registrations.record_ages()
    fill_free_places(event, by=saved_by)
    follow_event(event, by=saved_by, old_day=old_day)
    tell_invited(event)
    return event


def _sent_already(event, saved_by):
    """The same event, where this user saved it a moment ago: a second tap makes no second one."""
    Centre.objects.select_for_update(no_key=True).get(pk=event.centre_id)  # the first tap is done
    same = Event.objects.filter(**{name: getattr(event, name) for name in SAME})
    own = Event.history.filter(history_type="+", history_user=saved_by)
    return same.filter(created_at__gte=timezone.now() - SECOND_TAP, pk__in=own.values("id")).first()


def _refuse_where_closed(stored, event):
    """A closed register has been counted: its day, centre and status stand."""
    if stored.register_is_closed and any(
        getattr(stored, name) != getattr(event, name) for name in COUNTED
    ):
        raise ValidationError(
            _("The register is closed. Reopen it to change the date, the centre or the status.")
        )


def _set_quotes(event, quotes):
    """Write the quotes over those that stand there, in order."""
    stored = list(event.quotes.all())
    for surplus in stored[len(quotes) :]:
        surplus.delete()
    for number, texts in enumerate(quotes):
        quote = stored[number] if number < len(stored) else event.quotes.model(event=event)
        for name, text in texts.items():
            setattr(quote, name, text)
        quote.save()


@transaction.atomic
def change_status(*, event, status, changed_by):
    """Hold, cancel, postpone or plan again; ValidationError once the register is closed."""
    event = lock_event(event)
    if event.register_is_closed:
        raise ValidationError(_("The register is closed. Reopen it to change the status."))
    if status == Event.Status.HELD and event.starts_on > today():
        raise ValidationError(_("An event that is still ahead cannot be held yet."))
    event.status, event._history_user = status, changed_by
    event.save(update_fields=["status", "updated_at"])
    fill_free_places(event, by=changed_by)
    follow_event(event, by=changed_by)
    tell_invited(event)
    return event


@transaction.atomic
def delete_event(*, event, deleted_by):
    """Delete an event on which nothing was recorded; ValidationError where something was."""
    event = Event.objects.select_for_update().get(pk=event.pk)
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
