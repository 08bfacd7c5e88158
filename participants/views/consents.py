"""Answers about consent."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from participants.forms import ConsentForm
from participants.models import Participant


def consent_create(request, participant_id):
    """Record an answer; earlier answers stay as they are."""
    people = Participant.objects.visible_to(request.user, request.permission).current()
    person = get_object_or_404(people, pk=participant_id)
    form = ConsentForm(request.POST or None, user=request.user, participant=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The answer was recorded."))
        return redirect("participants:participant_detail", person.pk)
    return render(request, "participants/consent_form.html", {"form": form, "participant": person})
