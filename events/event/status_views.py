"""What becomes of an event: held, cancelled, postponed to another day, or planned again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from events.event.postponing import PostponeForm
from events.event.services import change_status, postpone_event
from events.inviting.asking import WouldNotify, asks_before_notifying
from events.models import Event
from events.register.recorded.figures import Recorded, recorded_at
from events.register.recorded.rules import HasMarks
from shkej.lib.refusals import tell, tell_at

QUESTIONS = {
    "planned": gettext_noop("Plan the event again"),
    "held": gettext_noop("Mark the event as held"),
    "cancelled": gettext_noop("Cancel the event"),
    "postponed": gettext_noop("Postpone the event"),
}
# What the buttons say that do it: telling whoever would hear of it, or nobody.
ANSWERS = {
    "planned": (
        gettext_noop("Plan it again and tell them"),
        gettext_noop("Plan it again without telling anybody"),
    ),
    "held": (
        gettext_noop("Mark it as held and tell them"),
        gettext_noop("Mark it as held without telling anybody"),
    ),
    "cancelled": (
        gettext_noop("Cancel and tell them"),
        gettext_noop("Cancel without telling anybody"),
    ),
    "postponed": (
        gettext_noop("Postpone and tell them"),
        gettext_noop("Postpone without telling anybody"),
    ),
}
DONE = {
    "planned": gettext_noop("The event is planned again."),
    "held": gettext_noop("The event is marked as held."),
    "cancelled": gettext_noop("The event was cancelled."),
    "postponed": gettext_noop("The event was postponed."),
}


def _event(request, event_id):
    events = Event.objects.visible_to(request.user, request.permission)
    return get_object_or_404(events.with_access(request.user), pk=event_id)


def _takes_back(request, event):
    """The key of the figures that the user agreed to take back; None where nobody was asked."""
    return request.POST.get("takes_back") or None if event.access.can_take_back_marks else None


def event_status(request, event_id):
    """Hold, cancel or plan an event again; the message offers the way back.

    Where marks stand in the way, ask what is to become of them. To postpone asks for the new date.
    """
    event = _event(request, event_id)
    is_undo = "status" not in request.POST
    status = request.POST.get("status") or request.GET.get("status")
    if status not in DONE:
        return HttpResponseBadRequest()  # the page offers only valid values
    if status == Event.Status.POSTPONED and not is_undo:
        return redirect("events:event_postpone", event.pk)
    takes_back = _takes_back(request, event)
    try:
        with asks_before_notifying(request.POST.get("telling"), by=request.user) as told:
            change_status(
                event=event, status=status, changed_by=request.user, takes_back=takes_back
            )
    except HasMarks as refusal:
        return _ask(request, event, status, refusal)
    except WouldNotify as refusal:
        return _ask_whether_to_tell(request, event, status, refusal, is_undo=is_undo)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        back = reverse("events:event_status", args=[event.pk]) + f"?status={event.status}"
        done = f"{_with_figures(event, status)} {told.in_words}".strip()
        _tell(request, done, takes_back, undo=back)
    return redirect("events:event_detail", event.pk)


def _with_figures(event, status):
    """What was done; of an event that is held again also who counts again by that."""
    done = _(DONE[status])
    recorded = recorded_at(event) if status == Event.Status.HELD else None
    return f"{done} {recorded.in_words}" if recorded else done


def _ask(request, event, status, refusal):
    """The page that says how much is recorded, and offers to take it back with the meeting."""
    context = {
        "event": event,
        "status": status,
        "cancels": status == Event.Status.CANCELLED,
        "recorded": refusal.recorded,
        "may_take_back": event.access.can_take_back_marks,
    }
    return render(request, "events/event/event_confirm_status.html", context, status=409)


def _ask_whether_to_tell(request, event, status, refusal, *, is_undo):
    """The page that says who would be told, before it is done."""
    tell_words, quiet_words = ANSWERS[status]
    context = {
        "event": event,
        "status": status,
        "tell_words": _(tell_words),
        "quiet_words": _(quiet_words),
        "is_undo": is_undo,
        "question": _(QUESTIONS[status]),
        "takes_back": _takes_back(request, event),
        "notification": refusal.notification,
    }
    return render(request, "events/event/event_confirm_notifying.html", context, status=409)


def _tell(request, done, takes_back, *, undo):
    """Say what was done; marks that were taken back do not come again by an undo."""
    if takes_back is None:
        messages.success(request, done, extra_tags=f"undo:{undo}" if undo else "")
        return
    number = sum(int(figure) for figure in takes_back.split("-"))
    words = ngettext(
        "%(n)s mark was taken back; it remains in the history.",
        "%(n)s marks were taken back; they remain in the history.",
        number,
    )
    messages.success(request, f"{done} {words % {'n': number}}")


def event_postpone(request, event_id):
    """Ask for the new date, then move the event there; without one it waits as postponed."""
    event = _event(request, event_id)
    recorded = recorded_at(event)
    form = PostponeForm(request.POST if request.method == "POST" else None, event=event)
    notification = None
    if form.is_valid():
        takes_back = _takes_back(request, event)
        try:
            with asks_before_notifying(request.POST.get("telling"), by=request.user) as told:
                postponed = postpone_event(
                    event=event,
                    times=form.times(),
                    postponed_by=request.user,
                    takes_back=takes_back,
                )
        except HasMarks as refusal:
            recorded = refusal.recorded
            form.add_error(None, refusal)
        except WouldNotify as refusal:
            notification = refusal.notification
        except ValidationError as refusal:
            if getattr(refusal, "code", "") == "is_past":
                form.add_error("date", refusal)
            else:
                tell_at(form, refusal)
        else:
            return _postponed(request, event, postponed, takes_back, told)
    context = {
        "event": event,
        "form": form,
        "notification": notification,
        "recorded": recorded or Recorded(),
        "may_take_back": event.access.can_take_back_marks,
    }
    status = 409 if notification or form.has_conflict else 200
    return render(request, "events/event/event_postpone.html", context, status=status)


def _postponed(request, event, postponed, takes_back, told):
    if postponed.status == Event.Status.POSTPONED:
        undo = reverse("events:event_status", args=[event.pk]) + f"?status={event.status}"
        done = f"{_(DONE['postponed'])} {told.in_words}".strip()
        _tell(request, done, takes_back, undo=undo)
    else:
        done = _("The event was postponed: it is on %(day)s now.")
        done = f"{done % {'day': date_format(postponed.local_date)}} {told.in_words}".strip()
        _tell(request, done, takes_back, undo="")
    return redirect("events:event_detail", event.pk)
