"""Closing a register and opening it again; correcting a mark afterwards, and who did what."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from events.register.closing.forms import CorrectionForm, ReopenForm
from events.register.closing.history import later_corrections, register_history
from events.register.closing.services import close_register, correct_attendance, reopen_register
from events.register.parts import (
    event_for,
    render_register,
    row_context,
)
from shkej.lib.pages import page_of
from shkej.lib.refusals import tell, tell_at

ACTS_A_PAGE = 100


def correct(request, event_id):
    """Correct one mark of a closed register, with a reason; the register stays closed."""
    event = event_for(request, event_id)
    places = list(event.registrations.active().for_register())
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        places=places,
        initial={"person": request.GET.get("person")},
    )
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            correct_attendance(
                registration=answers["person"],
                attendance=answers["attendance"],
                reason=answers["reason"],
                corrected_by=request.user,
            )
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(
                request, _("The mark was corrected. The reason stands in the history.")
            )
            return redirect("events:register", event_id=event.pk)
    if places:
        request.log(Action.VIEW_PARTICIPANTS, event, shown=len(places))
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
    people = {act.person.pk for act in page if act.person}
    if people:
        request.log(Action.VIEW_PARTICIPANTS, event, shown=len(people))
    context = {
        "list_title": _("History of the register"),
        "listed": page,
        "page_obj": page,
        "event": event,
    }
    return render(request, "events/register/closing/register_history.html", context)


def close(request, event_id):
    """Close the register, once what is odd about it was shown."""
    event = event_for(request, event_id)
    seen = request.POST.getlist("seen")
    try:
        close_register(event=event, closed_by=request.user, seen=seen)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The register is closed."))
    return redirect("events:register", event_id=event.pk)


def reopen(request, event_id):
    """Open a closed register again, with a reason."""
    event = event_for(request, event_id)
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return render_register(request, event, reopen_form=form)
    try:
        reopen_register(event=event, reopened_by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The register is open again."))
    return redirect("events:register", event_id=event.pk)
