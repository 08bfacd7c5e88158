"""The device in other hands: what a session may do between handing over and taking back.

While it is handed over a session reaches the search of one register and nothing else.
"""

from datetime import timedelta

from django.contrib.messages import get_messages

from accounts.locking.session import HANDED_OVER, count, is_locked
from accounts.models.access_log import Action
from accounts.reading.limits import may_once_more
from shkej.lib.searches import forget_searches

USUAL = "usual_at_door"  # as what most attended when the device was handed over
SEARCHES, WITHIN = 30, timedelta(minutes=10)

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
    forget_searches(request)
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
    return match.view_name in OF_THE_EVENT


def is_of_door(request):
    """Whether this was typed at a door: now, or while the device had no line (`door=1`)."""
    return is_at_door(request) or "door" in request.POST


def may_search(request, event):
    """Whether there may be one more search at the door of `event`; it is noted in the log."""
    return may_once_more(
        request, Action.DOOR_SEARCH, event, most=SEARCHES, within=WITHIN, words=request.POST["q"]
    )
