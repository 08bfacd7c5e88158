"""Requests to see what is held: recorded, answered with one file, within a month."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from accounts.reading.limits import log_opened
from background.sending import send_file
from participants.models import Participant
from retention.access.answering import note_answered, record_request
from retention.access.file import access_file
from retention.forms.access import AccessRequestForm
from retention.models import AccessRequest
from shkej.lib.refusals import tell, tell_at


def access_create(request, participant_id):
    """Record that somebody asks for all that is held of them."""
    people = Participant.objects.visible_to(request.user, request.permission)
    person = get_object_or_404(people.filter(merged_into=None), pk=participant_id)
    form = AccessRequestForm(
        request.POST or None,
        instance=AccessRequest(participant=person, recorded_by=request.user),
    )
    if request.method == "POST" and form.is_valid():
        try:
            asked = record_request(asked=form.instance, log=request.log)
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("The request was recorded."))
            return redirect("retention:access", asked.pk)
    return render(request, "retention/access_form.html", {"form": form, "participant": person})


def access(request, request_id):
    """Show one request: how many days are left, the file, and whether it was handed over."""
    asked = _asked(request, request_id)
    log_opened(request, asked.participant)
    context = {"asked": asked, "participant": asked.participant}
    return render(request, "retention/access.html", context)


def access_file_get(request, request_id):
    """Hand the file out; the worker makes it."""
    asked = _asked(request, request_id)
    return send_file(
        request,
        access_file,
        asked.pk,
        target=asked.participant,
        is_large=True,
        action=Action.ACCESS_FILE,
    )


def access_answered(request, request_id):
    """Note that whoever asked has got the file."""
    asked = _asked(request, request_id)
    try:
        note_answered(asked=asked, answered_by=request.user, log=request.log)
        messages.success(request, _("Noted: the request was answered."))
    except ValidationError as refusal:
        tell(request, refusal)
    return redirect("retention:access", asked.pk)


def _asked(request, key):
    rows = AccessRequest.objects.visible_to(request.user, request.permission).for_list()
    return get_object_or_404(rows, pk=key)
