"""Closing a register and opening it again; correcting a mark afterwards, and who did what."""

from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from events.models import RegisterAct
from events.register.acts.acting import acting
from events.register.closing.forms import CorrectionForm, ReopenForm
from events.register.closing.history import later_corrections, register_history
from events.register.closing.requests import ask_to_reopen, decided_already, decline_reopening
from events.register.closing.services import close_register, correct_attendance, reopen_register
from events.register.lookups import event_for
from events.register.parts import back_to, render_register, row_context
from shkej.lib.pages import page_of
from shkej.lib.refusals import tell_at

Kind = RegisterAct.Kind
ACTS_A_PAGE = 100


def show_correction(request, event_id):
    """What can be corrected on a closed register, and what was."""
    event = event_for(request, event_id)
    form = _correction_form(event, initial={"person": request.GET.get("person")})
    return _render_correction(request, event, form)


@acting(page=show_correction)
def correct(act):
    """Correct one mark of a closed register, with a reason; the register stays closed."""
    form = _correction_form(act.event, act.request.POST)
    if form.is_valid():
        try:
            return _correct(act, **form.cleaned_data)
        except ValidationError as refusal:
            tell_at(form, refusal)
    return partial(_render_correction, act.request, act.event, form)


def _correct(act, *, person, attendance, reason):
    before = {"attendance": person.attendance}
    correct_attendance(
        registration=person, attendance=attendance, reason=reason, corrected_by=act.by
    )
    act.did(
        Kind.CORRECT,
        registration=person,
        reason=reason,
        after_closing=True,
        before=before,
        after={"attendance": attendance},
    )
    act.say(_("The mark was corrected. The reason is kept in the history."))
    return back_to(act.event)


def _correction_form(event, data=None, **more):
    places = list(event.registrations.active().for_register())
    return CorrectionForm(data, places=places, **more)


def _render_correction(request, event, form):
    request.shows(event)
    context = {
        **row_context(request, event),
        "form": form,
        "corrections": later_corrections(event),
    }
    return render(request, "events/register/closing/correction.html", context)


def history(request, event_id):
    """Who marked, counted, closed, opened and attached what, and when."""
    event = event_for(request, event_id)
    page = page_of(request, register_history(event), ACTS_A_PAGE)
    request.shows(event)
    context = {
        "list_title": _("History of the register"),
        "listed": page,
        "page_obj": page,
        "event": event,
    }
    return render(request, "events/register/closing/register_history.html", context)


@acting()
def close(act):
    """Close the register, once what is odd about it was shown."""
    seen = act.request.POST.getlist("seen")
    event = close_register(event=act.event, closed_by=act.by, seen=seen)
    done = act.did(Kind.CLOSE, after={"closed_at": event.register_closed_at.isoformat()})
    act.say(_("The register is closed."), done)
    return back_to(event)


@acting()
def reopen(act):
    """Open a closed register again, with a reason."""
    form = ReopenForm(act.request.POST)
    if not form.is_valid():
        return partial(render_register, act.request, act.event, reopen_form=form)
    event = reopen_register(event=act.event, reopened_by=act.by, **form.cleaned_data)
    act.did(Kind.REOPEN, reason=form.cleaned_data["reason"])
    act.say(_("The register is open again."))
    return back_to(event)


@acting()
def ask_reopening(act):
    """Ask the coordinators to open a closed register again, with a reason."""
    form = ReopenForm(act.request.POST)
    if not form.is_valid():
        return partial(render_register, act.request, act.event, reopen_form=form)
    ask_to_reopen(event=act.event, asked_by=act.by, **form.cleaned_data)
    act.say(
        _("The coordinators were asked to reopen the register. You will see the answer on “Today”.")
    )
    return back_to(act.event)


@acting()
def decide_reopening(act, request_id):
    """Open the register that somebody asked for, or leave it closed: one press on “Today”."""
    asked = act.event.reopening_requests.waiting().filter(pk=request_id).first()
    if asked is None:
        raise decided_already()
    if "decline" in act.request.POST:
        decline_reopening(request=asked, declined_by=act.by)
        act.say(_("The register stays closed. Whoever asked will be told."))
    else:
        reopen_register(event=act.event, reason=asked.reason, reopened_by=act.by)
        act.did(Kind.REOPEN, reason=asked.reason)
        act.say(_("The register is open again. Whoever asked will be told."))
    return redirect("home") if "home" in act.request.POST else back_to(act.event)
