"""The children who came with somebody: one tap for one of them or for all."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseBadRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.register.acts.keys import write_down
from events.register.acts.moments import to_moment, to_number
from events.register.acts.once import once
from events.register.families.forms import FamilyForm
from events.register.families.services import register_family, undo_family
from events.register.parts import answer_list, answer_refusal, event_for, shown_name
from events.register.people.found import searchable


@once
def add_family(request, event_id):
    """Register children and mark them as present; answer with the list."""
    event = event_for(request, event_id)
    form = FamilyForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()  # the page offers only valid values
    wanted = form.cleaned_data["participant"]
    people = list(searchable(request.user).filter(pk__in=wanted).order_by("sort_name", "pk"))
    if len(people) != len(wanted):
        raise Http404
    undo = ""
    try:
        with transaction.atomic():
            moment, changed = register_family(
                event=event, participants=people, registered_by=request.user
            )
            if changed:
                ids = urlencode([("registration", registration.pk) for registration in changed])
                undo = reverse("events:undo_add_family", args=[event.pk, to_number(moment)])
                undo = f"{undo}?{ids}"
            write_down(request, event, undo=undo)
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    if changed:
        messages.success(request, _sentence(request, changed), extra_tags=f"undo:{undo}")
    return answer_list(request, event_for(request, event_id))


@once
def undo_add_family(request, event_id, moment):
    """Take all of them back to where they stood; `?registration=` names them."""
    event = event_for(request, event_id)
    numbers = [n for n in request.GET.getlist("registration") if n.isdecimal() and len(n) < 19]
    try:
        with transaction.atomic():
            undone = undo_family(
                event=event,
                registrations=event.registrations.filter(pk__in=numbers),
                moment=to_moment(moment),
                undone_by=request.user,
            )
            write_down(request, event)
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)
    text = ngettext("%(n)s child was taken back.", "%(n)s children were taken back.", undone)
    messages.success(request, text % {"n": undone})
    return answer_list(request, event)


def _sentence(request, registrations):
    if len(registrations) == 1:
        text = _("%(name)s is registered and present.")
        return text % {"name": shown_name(request, registrations[0])}
    number = len(registrations)
    return ngettext(
        "%(n)s child is registered and present.",
        "%(n)s children are registered and present.",
        number,
    ) % {"n": number}
