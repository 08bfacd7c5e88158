"""What whoever has the link of a mail does without an account: answer, name people, take the file.

No name is shown here, not even of those who were named by the same link: links are passed on.
"""

from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import pgettext

from events.inviting.calendar_files import write_invitation
from events.inviting.links import read_token
from events.inviting.services import note_notified
from events.lib.shared_facts import facts_of
from events.models import Invitation
from events.models.access import shown_outside
from events.partner.answers import OrganisationAnswerForm
from events.partner.representatives.forms import NewRepresentativeForm
from events.partner.representatives.people import (
    categories,
    named_for,
    representatives_of,
    usual_category,
)
from events.partner.representatives.services import name_representative
from participants.models import Participant
from shkej.lib.refusals import tell_at


def answer_by_link(request, token):
    """The event, and whether the organisation comes; whoever has the link answers for it."""
    invitation = _invitation(request, token)
    form = OrganisationAnswerForm(
        request.POST if request.method == "POST" else None,
        invitation=invitation,
        meant=request.GET.get("answer", ""),
        shows_remark=False,
    )
    if invitation.event.is_called_off and "known" in request.POST:
        # Where it changed meanwhile, the page that comes says so and asks again.
        with suppress(ValidationError):
            note_notified(invitation=invitation, told_at=request.POST["known"])
        return redirect(request.path)
    if form.keep(way=Invitation.Way.LINK):
        return redirect(request.path)
    return _page(request, token, invitation, form)


def name_by_link(request, token):
    """Name one person whom the organisation sends."""
    invitation = _invitation(request, token)
    event, organisation = invitation.event, invitation.organisation
    person_form = _person_form(organisation, request.POST)
    if person_form.is_valid():
        before = named_for(organisation).values("participant")
        try:
            name_representative(
                event=event,
                organisation=organisation,
                named_by=None,
                known=Participant.objects.current().filter(pk__in=before),
                **person_form.cleaned_data,
            )
        except ValidationError as refusal:
            tell_at(person_form, refusal)
        else:
            return redirect("answer_by_link", token)
    form = OrganisationAnswerForm(invitation=invitation, shows_remark=False)
    return _page(request, token, invitation, form, person_form=person_form)


def calendar_by_link(request, token):
    """The event as a file for the calendar of whoever has the link."""
    invitation = _invitation(request, token)
    language = translation.get_language()
    text = write_invitation(
        invitation.event, facts_of(invitation.event), language, shift=invitation.withdrawals
    )
    name = pgettext("name of a file", "event")
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.ics"',
            "X-Robots-Tag": "noindex",
        },
    )


def _invitation(request, token):
    """The invitation behind a link, in the language of its reader; 404 for any other."""
    found = read_token(token)
    if found is None:
        raise Http404
    invitation, language = found
    shown_outside(invitation.event)  # links are passed on: hours and type are for who signs in
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language
    return invitation


def _person_form(organisation, data=None):
    return NewRepresentativeForm(data, categories=categories(), usual=usual_category(organisation))


def _page(request, token, invitation, form, person_form=None):
    event, organisation = invitation.event, invitation.organisation
    can_name = event.is_ahead and not event.has_started and not invitation.is_not_coming
    context = {
        "invitation": invitation,
        "event": event,
        "form": person_form or form,
        "answer_form": form,
        "named_number": representatives_of(organisation).filter(event=event).count(),
        "person_form": (person_form or _person_form(organisation)) if can_name else None,
        "token": token,
    }
    response = render(request, "events/partner/answer.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
