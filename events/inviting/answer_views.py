"""Answering an invitation by the link in a mail, without an account."""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation

from events.inviting.forms import AnswerForm
from events.inviting.links import read_token
from events.inviting.services import note_told
from events.models import Invitation


def answer_by_link(request, token):
    """The event, and whether the organisation comes; whoever has the link answers for it."""
    found = read_token(token)
    if found is None:
        raise Http404
    invitation, language = found
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        invitation=invitation,
        meant=request.GET.get("answer", ""),
    )
    if invitation.event.is_called_off and "known" in request.POST:
        # Where it changed meanwhile, the page that comes says so and asks again.
        with suppress(ValidationError):
            note_told(invitation=invitation, told_at=request.POST["known"])
        return redirect(request.path)
    if form.keep(way=Invitation.Way.LINK):
        return redirect(request.path)
    context = {
        "invitation": invitation,
        "event": invitation.event,
        "form": form,
    }
    response = render(request, "events/inviting/answer.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
