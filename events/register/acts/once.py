"""Acts on a register that are done once, however often a device sends them."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponseBadRequest
from django.utils.translation import gettext as _

from events.models import RegisterAct, Registration
from events.register.acts.keys import hash_of_request, key_of, known_act
from events.register.acts.services import AlreadyDone
from events.register.parts import answer_conflict, answer_list, event_for, refuse

PERMISSION = "events.view_registration"


def once(view):
    """For views of acts: one that is sent again under its key is not done again, but answered.

    The view calls `write_down` inside its transaction, and `check_is_new` before it refuses or
    asks something. The same key with another body is refused.
    """

    @wraps(view)
    def answer(request, event_id, *args, **kwargs):
        try:
            key_of(request)
        except ValueError:
            return HttpResponseBadRequest()
        try:
            return view(request, event_id, *args, **kwargs)
        except (AlreadyDone, Http404):
            known = known_act(request)
            if known is None:
                raise
            return _answer_again(request, event_for(request, event_id, PERMISSION), known)

    return answer


def _answer_again(request, event, act):
    """How things stand now, with the way back that the first answer had."""
    sent = event.pk, request.user.pk, hash_of_request(request)
    if (act.event_id, act.by_id, act.body_hash) != sent:
        text = _("Something else was sent under this key before. Nothing was changed.")
        return refuse(request, event, [text], status=422)
    if act.outcome == RegisterAct.Outcome.CONFLICT:
        is_here = act.registration.status != Registration.Status.CANCELLED
        if is_here and act.settled_at is None:
            return answer_conflict(request, act.registration)
        messages.info(request, _("Somebody decided meanwhile which of the two marks is right."))
        return answer_list(request, event)
    messages.success(
        request, _("This is saved."), extra_tags=f"undo:{act.undo}" if act.undo else ""
    )
    return answer_list(request, event)
