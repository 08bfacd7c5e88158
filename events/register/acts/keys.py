"""The key that a device gives an act, and the row under which it is known afterwards."""

import hashlib
import uuid
from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime

from accounts.audit.links import keys_of_log
from events.models import RegisterAct

NOT_IN_THE_BODY = {"key", "form_key", "form_mark", "told_at", "csrfmiddlewaretoken"}
FARTHEST = timedelta(days=366)


def key_of(request):
    """The key of this act: the device's own, or that of a form without a script; None without both.

    A form is one act for each thing that is sent with it: sent twice it is the same act, with
    another button or other answers it is another one. ValueError where a key is no UUID.
    """
    if text := request.POST.get("key"):
        return uuid.UUID(text)
    if text := request.POST.get("form_key"):
        return uuid.uuid5(uuid.UUID(text), hash_of(request))
    return None


def known_act(request):
    """The act that was written down under this request's key, if any."""
    key = key_of(request)
    return RegisterAct.objects.filter(key=key).first() if key else None


def is_same(request, event, act):
    """Whether `act` is what this request sends again: by the same user, to the same place.

    Acts of versions before keyed hashes hold the plain one, and are known by it.
    """
    if (act.event_id, act.by_id) != (event.pk, request.user.pk):
        return False
    told = hash_of(request)
    return act.body_hash in {told, *(_keyed(told, key) for key in keys_of_log())}


def body_hash(request):
    """How what was sent is kept: who has the database alone cannot try names against it."""
    return _keyed(hash_of(request), keys_of_log()[0])


def _keyed(told, key):
    return salted_hmac("events.acts", told, secret=key, algorithm="sha256").hexdigest()


def hash_of(request):
    """The hash by which two sendings of one act are the same: who, where to, and what."""
    sent = sorted(
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_IN_THE_BODY
    )
    text = f"{request.user.pk} {request.get_full_path()} {urlencode(sent)}"
    return hashlib.sha256(text.encode()).hexdigest()


def told_at(request):
    """The device's own time; None where it says none that can be read or be true."""
    try:
        moment = parse_datetime(request.POST.get("told_at", ""))
    except ValueError:
        return None
    if moment is None or timezone.is_naive(moment):
        return None
    return moment if abs(timezone.now() - moment) <= FARTHEST else None
