"""What a session is while its user is away: locked, or handed over at a door."""

import time

from accounts.locking.devices import facts_of
from accounts.middleware import ACTIVE_AT, MINUTE, SIGNED_IN_AT, WATCHED
from shkej.lib.searches import forget_searches

LOCKED, LOCKS = "locked_at", "locks"
KEPT = "kept_while_closed"
HANDED_OVER = "handed_over"  # of the door (events/register/door/session.py)


def is_handed_over(request):
    """Whether the session is at a door."""
    return request.session.get(HANDED_OVER) is not None


def is_locked(request):
    """Whether the session is locked."""
    return LOCKED in request.session


def state_of(request):
    """Why the session shows nothing: "locked", "handed-over", or "" while it is its user's."""
    if is_handed_over(request):
        return "handed-over"
    return "locked" if is_locked(request) else ""


def lock(request):
    """From now on this session shows nothing; at a door it shows little enough already."""
    if state_of(request):
        return
    request.session[LOCKED] = int(time.time())
    count(request)


def count(request):
    """Number this closing: a page that was made before it shows nothing any more."""
    request.session[LOCKS] = request.session.get(LOCKS, 0) + 1


def open_again(request):
    """The session is again its user's."""
    if request.session.pop(HANDED_OVER, None) is not None:
        forget_searches(request)
    request.session.pop(LOCKED, None)
    request.session[ACTIVE_AT] = int(time.time())


def note_kept(request):
    """Something was sent to the closed screen and kept: whoever opens it is told first."""
    request.session[KEPT] = True


def was_kept(request):
    """Whether something was kept while the screen was closed; said once."""
    return request.session.pop(KEPT, False)


def watch(request):
    """The screen shows a register: the server locks it, unless a script there does."""
    if not request.session.get(WATCHED):
        request.session[WATCHED] = True


def stop_watching(request):
    """Another page is there now, or a script that locks by touches, also without a line."""
    if request.session.get(WATCHED):
        request.session[WATCHED] = False


def lock_if_idle(request):
    """Lock the session of a register without a script that asked for nothing for so long."""
    if not request.session.get(WATCHED) or state_of(request):
        return
    idle = time.time() - request.session.get(ACTIVE_AT, time.time())
    if idle >= facts_of(request)["minutes"] * MINUTE:
        lock(request)


def lock_number(request):
    """Of which session a page is, and how often that was locked before: "<moment>.<locks>"."""
    session = request.session
    return f"{session.get(SIGNED_IN_AT, 0)}.{session.get(LOCKS, 0)}"
