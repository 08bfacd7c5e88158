"""The key that a device gives an act, and the row under which it is known afterwards."""

import uuid
from datetime import timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from events.models import RegisterAct
from events.register.acts.services import hash_of

FARTHEST = timedelta(days=366)


def key_of(request):
    """The key of this act; None for a form without script. ValueError where it is no UUID."""
    text = request.POST.get("key", "")
    return uuid.UUID(text) if text else None


def known_act(request):
    """The act that was written down under this request's key, if any."""
    key = key_of(request)
    return RegisterAct.objects.filter(key=key).first() if key else None


def is_same(request, event, act):
    """Whether `act` is what this request sends again: by the same user, to the same place."""
    sent = event.pk, request.user.pk, hash_of_request(request)
    return (act.event_id, act.by_id, act.body_hash) == sent


def hash_of_request(request):
    """See `acts.services.hash_of`."""
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    return hash_of(user=request.user, path=request.get_full_path(), fields=pairs)


def told_at(request):
    """The device's own time; None where it says none that can be read or be true."""
    try:
        moment = parse_datetime(request.POST.get("told_at", ""))
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment):
        return None
    return moment if abs(timezone.now() - moment) <= FARTHEST else None
