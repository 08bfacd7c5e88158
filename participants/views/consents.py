"""Answers about consent."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from participants.forms import ConsentForm
from participants.models import Participant

CHANGE = "participants.change_participant"


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(CHANGE, raise_exception=True)
def consent_create(request, participant_id):
    """Record an answer; earlier answers stay as they are."""
    people = Participant.objects.visible_to(request.user, CHANGE).current()
    person = get_object_or_404(people, pk=participant_id)
    form = ConsentForm(request.POST or None, user=request.user, participant=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The answer was recorded."))
        return redirect("participants:participant_detail", person.pk)
    return render(request, "participants/consent_form.html", {"form": form, "participant": person})
