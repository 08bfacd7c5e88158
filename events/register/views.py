"""The register on one screen; closing it and opening it again."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.register.closing.forms import ReopenForm
from events.register.closing.services import close_register, reopen_register
from events.register.headcounts.forms import HeadcountForm
from events.register.live.changes import state_of
from events.register.parts import event_for, event_with_state, render_register, tell_refusal
from participants.models import Category


@require_safe
@permission_required("events.view_registration", raise_exception=True)
def register(request, event_id):
    """Who is expected, who came, who was counted; with `?q=`, who is found."""
    event = event_with_state(request, event_id)
    return render_register(
        request,
        event,
        query=request.GET.get("q", ""),
        headcount_form=_asked_headcount(request),
        state=state_of(event),
    )


def _asked_headcount(request):
    """The form for a number of people to count, where `?count=` brings one from a typed list."""
    count = request.GET.get("count", "")
    if not (count.isascii() and count.isdigit() and len(count) < 6):
        return None
    return HeadcountForm(categories=Category.objects.all(), initial={"count": int(count)})


@require_POST
@permission_required("events.close_register", raise_exception=True)
def close(request, event_id):
    """Close the register, once what is odd about it was shown."""
    event = event_for(request, event_id, "events.close_register")
    seen = request.POST.getlist("seen")
    try:
        close_register(event=event, closed_by=request.user, seen=seen)
    except ValidationError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("The register is closed."))
    return redirect("events:register", event_id=event.pk)


@require_POST
@permission_required("events.reopen_register", raise_exception=True)
def reopen(request, event_id):
    """Open a closed register again, with a reason."""
    event = event_for(request, event_id, "events.reopen_register")
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return render_register(request, event, reopen_form=form)
    try:
        reopen_register(event=event, reopened_by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("The register is open again."))
    return redirect("events:register", event_id=event.pk)
