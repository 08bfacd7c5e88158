"""An event and a place of its register, looked up in the reader's scope; 404 beyond it."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.querysets import centres_of
from events.models import Event, Registration
from events.models.access import PLACES, READ, EventAccess
from events.models.scope import is_by_centre
from events.register.live.changes import with_state
from shkej.lib.dates import today
from shkej.lib.queries.prepared import Prepared


def event_for(request, event_id, permission=None, *, is_locked=False):
    """The event, where the reader reaches it by the route's permission or another one; else 404.

    `is_locked`: with its row locked, for use inside a transaction.
    """
    events = Event.objects.visible_to(request.user, permission or request.permission)
    events = events.select_related("centre")
    if is_locked:
        events = events.select_for_update(of=("self",), no_key=True)
    return get_object_or_404(events, pk=event_id)


def event_with_state(request, event_id):
    """The same for whoever may read its register, with what `changes.state_of` reads."""
    user = request.user
    if not is_by_centre(user, READ):
        events = Event.objects.visible_to(user, READ)
        return get_object_or_404(with_state(events.select_related("centre")), pk=event_id)
    centres = centres_of(user, READ)
    rows = [] if centres == () else EVENT.rows(event_id, centres=centres)
    if not rows or not EventAccess(user, rows[0]).holds(READ):
        raise Http404
    return rows[0]


def _event_in(event_id, *, centres):
    events = Event.objects.filter(pk=event_id).select_related("centre").order_by()
    return with_state(_in(events, centres, "centre"))


def _in(rows, centres, path):
    """Those of `rows` that lie in `centres`; all where that is None."""
    return rows if centres is None else rows.filter(**{f"{path}__in": centres})


EVENT = Prepared(_event_in)


def place_for(request, event_id, registration_id, *, is_active=True, is_locked=False):
    """A place of that event which the reader may change; else 404.

    `is_locked`: with its event's row and then its own locked, for use inside a transaction.
    """
    user, permission = request.user, PLACES
    how = {"is_active": is_active, "is_locked": is_locked, "on": today()}
    if is_by_centre(user, permission):
        centres = centres_of(user, permission)
        in_none = centres == ()
        rows = [] if in_none else PLACE.rows(event_id, registration_id, centres=centres, **how)
    else:
        visible = Registration.objects.visible_to(user, permission)
        rows = _places(visible, event_id, registration_id, **how)
    if not rows or not EventAccess(user, rows[0].event).holds(permission):
        raise Http404
    return rows[0]


def _places(places, event_id, registration_id, *, is_active, is_locked, on):
    places = places.for_register(with_marker=not is_locked, on=on).select_related("event")
    places = places.filter(event_id=event_id, pk=registration_id).order_by()
    ages = Registration.history.filter(id=OuterRef("pk"), age__isnull=False)
    places = places.annotate(had_age=Exists(ages.order_by()))  # `ages_when_marked` asks
    if is_active:
        places = places.standing()
    if is_locked:
        places = places.select_for_update(of=("event", "self"), no_key=True)
    return places


def _places_in(event_id, registration_id, *, centres, **how):
    places = _in(Registration.objects.all(), centres, "event__centre")
    return _places(places, event_id, registration_id, **how)


PLACE = Prepared(_places_in)
