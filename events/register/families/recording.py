"""A family recorded from a register: new people, ties and household, and who is there."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Centre, RegisterAct
from events.models.access import EventAccess
from events.models.one_act import working
from events.register.acts.acting import Acting, tell_done
from events.register.families.services import register_family
from events.register.lookups import event_for
from events.register.state import check_day_has_come, check_register_is_open
from participants.families.family_forms import FamilyForm
from participants.families.family_views import is_clear, saved_family, say_recorded, show_family
from shkej.lib.dates import today
from shkej.lib.refusals import tell

ADD = "events.add_registration"


def family_create(request, event_id):
    """Record a family, and mark as present whoever of them is there."""
    event = _event_for(request, event_id)
    page = reverse("events:register", args=[event.pk])
    try:
        check_register_is_open(event)
        check_day_has_come(event)
    except ValidationError as refusal:
        tell(request, refusal)
        return redirect(page)
    form = FamilyForm(
        request.POST or None,
        user=request.user,
        permission=request.permission,
        centre=event.centre,
        told_on=min(event.local_date, today()),
        asks_presence=True,
    )
    try:
        is_saved, act = _saved(request, event, form) if is_clear(form) else (False, None)
    except ValidationError as refusal:  # the register was closed meanwhile: nothing was saved
        tell(request, refusal)
        is_saved = False
    if not is_saved:
        return show_family(request, form, back=page, back_label=_("The register"))
    say_recorded(request, form)
    if act:
        _say_present(request, act)
    return redirect(page)


def _event_for(request, event_id):
    """The event, for whoever may both record people in its centre and put them on its register."""
    event = event_for(request, event_id, ADD)
    if not EventAccess(request.user, event).can_record_people:
        raise Http404
    return event


@transaction.atomic
def _saved(request, event, form):
    """(whether they are saved, the act by which they were marked); None where nobody was.

    The locks in the order in which all take them: centre, event, people.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=event.centre_id)
    event = event_for(request, event.pk, ADD, is_locked=True)
    if not saved_family(form):
        return False, None
    act = Acting(request, event)
    with working(act.work):
        moment, changed = register_family(
            event=event, participants=form.present(), registered_by=request.user
        )
    if not changed:
        return True, None
    keys = [row.pk for row in changed]
    after = {"moment": moment.isoformat(), "registrations": keys, "recorded": True}
    return True, act.did(RegisterAct.Kind.FAMILY, after=after)


def _say_present(request, act):
    number = len(act.after["registrations"])
    text = ngettext(
        "%(n)s person is registered and present.",
        "%(n)s people are registered and present.",
        number,
    )
    tell_done(request, text % {"n": number}, act)
