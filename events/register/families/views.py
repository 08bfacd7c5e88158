"""The children who came with somebody: one tap for one of them or for all."""

from django.http import Http404, HttpResponseBadRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import RegisterAct
from events.register.acts.acting import acting
from events.register.families.forms import PresentChildrenForm
from events.register.families.services import register_family
from events.register.lookups import event_for
from events.register.parts import answer_list, with_shown_name
from events.register.people.found import searchable


@acting()
def add_family(act):
    """Register children and mark them as present; answer with the list."""
    form = PresentChildrenForm(act.request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()  # the page offers only valid values
    wanted = form.cleaned_data["participant"]
    people = list(searchable(act.by).filter(pk__in=wanted).order_by("sort_name", "pk"))
    if len(people) != len(wanted):
        raise Http404
    moment, changed = register_family(event=act.event, participants=people, registered_by=act.by)
    after = {"moment": moment.isoformat(), "registrations": [row.pk for row in changed]}
    done = act.did(RegisterAct.Kind.FAMILY, after=after if changed else {})
    if changed:
        act.say(_sentence(act.request, changed), done)
    return lambda: answer_list(act.request, event_for(act.request, act.event.pk))


def _sentence(request, registrations):
    if len(registrations) == 1:
        text = _("%(name)s is registered and present.")
        return with_shown_name(text, request, registrations[0])
    number = len(registrations)
    return ngettext(
        "%(n)s child is registered and present.",
        "%(n)s children are registered and present.",
        number,
    ) % {"n": number}
