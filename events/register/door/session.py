"""The device in other hands: what a session may do between handing over and taking back.

While it is handed over a session reaches the search of one register and nothing else.
"""

import time

from django.contrib.messages import get_messages

from accounts.locking.session import HANDED_OVER, UNDOS, count, is_locked
from shkej.lib.pages import undo_url

UNDO_FOR = 600  # seconds
UNDOS_KEPT = 5

# For every event and for nobody in particular: nothing there shows a name.
ALWAYS = {
    "health",
    "worker",
    "accounts:set_language",
    "accounts:lock",
    "accounts:unlock",
    "account_logout",
}
OF_THE_EVENT = {
    "events:door",
    "events:hand_over",
    "events:take_back",
    "events:register_search",
    "events:add_known_person",
    "events:add_new_person",
}


def hand_over(request, event):
    """From now on this session is at the door of `event`; earlier messages are not said there.

    A locked one stays locked: only who opens it hands it over.
    """
    if is_locked(request):
        return
    request.session[HANDED_OVER] = event.pk
    count(request)
    request.session.pop(UNDOS, None)
    list(get_messages(request))


def event_at_door(request):
    """The key of the event at whose door the session is; None while it is its user's own."""
    return request.session.get(HANDED_OVER)


def is_at_door(request):
    """Whether this session is handed over."""
    return event_at_door(request) is not None


def may_at_door(request):
    """Whether a session that is handed over reaches the view of this request."""
    match = request.resolver_match
    if match.view_name in ALWAYS:
        return True
    if match.kwargs.get("event_id") != event_at_door(request):
        return False
    return match.view_name in OF_THE_EVENT or _is_offered_undo(request)


def offer_undos(request):
    """Let the acts that this answer says can be undone be undone at the door, for ten minutes."""
    said = get_messages(request)
    addresses = [undo_url(message) for message in said]
    said.used = False  # only read here, not yet shown
    offered = [[address, int(time.time())] for address in addresses if address]
    if offered:
        request.session[UNDOS] = [*request.session.get(UNDOS, []), *offered][-UNDOS_KEPT:]


def _is_offered_undo(request):
    since = time.time() - UNDO_FOR
    offered = {address for address, at in request.session.get(UNDOS, []) if at >= since}
    return request.method == "POST" and request.get_full_path() in offered
