"""One event for one partner organisation: its answer, and the people whom it sends."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from events.lib.sharing import organisations_of
from events.models import Event, Invitation, Registration
from events.models.proposals import can_still_change
from events.partner.answers import OrganisationAnswerForm
from events.partner.proposals.changing import asked_about, own_proposal
from events.partner.representatives.forms import KnownPersonForm, NewRepresentativeForm
from events.partner.representatives.people import (
    categories,
    known_people,
    number_namesakes,
    seen_by,
    usual_category,
)
from events.partner.representatives.services import name_representative, take_back_representative
from shkej.lib.refusals import tell, tell_at

NAME = "events.name_representative"
WAITS = Registration.Status.WAITLISTED


def event_and_organisation(request, event_id, organisation_id):
    """(event, organisation), where the reader acts for it and the event is shared with it."""
    organisation = get_object_or_404(organisations_of(request.user), pk=organisation_id)
    events = Event.objects.visible_to(request.user, NAME).filter(
        pk__in=Event.objects.shared_with(organisation).values("pk")
    )
    events = events.with_access(request.user).select_related("centre")
    return get_object_or_404(events, pk=event_id), organisation


def _invitation(event, organisation):
    return Invitation.objects.standing().filter(event=event, organisation=organisation).first()


def partner_event(request, event_id, organisation_id):
    """What the organisation may see and do for this event."""
    event, organisation = event_and_organisation(request, event_id, organisation_id)
    return _page(request, event, organisation)


def answer(request, event_id, organisation_id):
    """Answer the invitation for the organisation."""
    event, organisation = event_and_organisation(request, event_id, organisation_id)
    invitation = _invitation(event, organisation)
    if invitation is None:
        raise Http404
    form = OrganisationAnswerForm(request.POST, invitation=invitation)
    if form.keep(way=Invitation.Way.ACCOUNT, answered_by=request.user):
        messages.success(request, _("Your answer was saved."))
        return redirect("events:partner_event", event.pk, organisation.pk)
    return _page(request, event, organisation, answer_form=form)


def add_representative(request, event_id, organisation_id):
    """Name one person whom the organisation sends: one of those it sent before, or a new one."""
    event, organisation = event_and_organisation(request, event_id, organisation_id)
    known = known_people(request.user, organisation)
    is_known = "person" in request.POST
    form = (
        KnownPersonForm(request.POST, known=known)
        if is_known
        else _new_person_form(organisation, request.POST)
    )
    if form.is_valid():
        try:
            registration = name_representative(
                event=event,
                organisation=organisation,
                named_by=request.user,
                known=known,
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(
                request,
                _("All places are taken: the person is on the waiting list.")
                if registration.status == WAITS
                else _("The person is registered."),
            )
            return redirect("events:partner_event", event.pk, organisation.pk)
    return _page(request, event, organisation, **{"known_form" if is_known else "new_form": form})


def remove_representative(request, event_id, organisation_id, registration_id):
    """Take somebody back whom the organisation named."""
    event, organisation = event_and_organisation(request, event_id, organisation_id)
    rows = seen_by(request.user, organisation).filter(event=event)
    registration = get_object_or_404(rows, pk=registration_id)
    try:
        take_back_representative(registration=registration, taken_by=request.user)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("The person was taken off the register."))
    return redirect("events:partner_event", event.pk, organisation.pk)


def _new_person_form(organisation, data=None):
    return NewRepresentativeForm(data, categories=categories(), usual=usual_category(organisation))


def _page(request, event, organisation, **sent):
    """The page; `sent`: the form that was sent and refused."""
    people = list(seen_by(request.user, organisation).filter(event=event).in_line_order())
    number_namesakes(row.participant for row in people)
    request.shows(event)
    invitation = _invitation(event, organisation)
    context = {
        "event": event,
        "organisation": organisation,
        "invitation": invitation,
        "people": people,
        "form": next(iter(sent.values()), None),
    }
    if own := own_proposal(event, organisation):
        change = asked_about(own)
        waits = change and change.outcome == change.Outcome.WAITING
        context |= {"change": change, "can_ask": can_still_change(event) and not waits}
        context["is_own"] = bool(change) or context["can_ask"]
    if event.is_ahead:
        if invitation:
            context["answer_form"] = OrganisationAnswerForm(invitation=invitation)
        if not event.has_started:
            here = [registration.participant_id for registration in people]
            known = known_people(request.user, organisation).exclude(pk__in=here)
            context["known_form"] = KnownPersonForm(known=known) if known else None
            context["new_form"] = _new_person_form(organisation)
    return render(request, "events/partner/partner_event.html", context | sent)
