"""What somebody did on a register and can still take back, each act with its way back."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _

from events.models import Attendance, RegisterAct
from events.models.access import READ
from events.register.lookups import event_for
from events.register.parts import row_context
from events.register.people.namesakes import tell_rows_apart
from events.register.undoing import WAYS_BACK
from participants.models import Category
from shkej.lib.texts import with_names

Kind = RegisterAct.Kind
OF_ONE = (Kind.MARK, Kind.ADD, Kind.REMOVE)  # the newest of a person alone can be taken back
SHOWN, LOOKED_AT = 20, 200


@dataclass(frozen=True)
class OwnAct:
    """One line: when, what, and the address that takes it back."""

    at: object
    text: str
    undo_url: str


def own_acts(request, event_id):
    """The page with the last acts of this user on one register that can be taken back."""
    event = event_for(request, event_id, READ)
    acts = newest_to_undo(event, request.user)
    places = [act.registration for act in acts if act.registration]
    if places:
        tell_rows_apart(event, places)
    request.shows(event)
    context = row_context(request, event)
    name = "short_name" if context["is_short"] else "listed_name"
    context["lines"] = [OwnAct(act.created_at, in_words(act, name), act.undo_url) for act in acts]
    return render(request, "events/register/own_acts.html", context)


def newest_to_undo(event, user):
    """The last acts of `user` on `event` that nobody took back or overtook; two queries at most."""
    acts = event.acts.exclude(after={}).filter(undone_by=None)
    acts = acts.select_related("registration__participant", "registration__event")
    found, told = [], set()
    for act in acts.order_by("-pk")[:LOOKED_AT]:
        is_newest = act.kind not in OF_ONE or act.registration_id not in told
        if act.kind in OF_ONE:
            told.add(act.registration_id)
        if is_newest and act.by_id == user.pk and act.kind in WAYS_BACK and act.can_be_undone:
            found.append(act)
    return found[:SHOWN]


def in_words(act, name):
    """Whom or what an act was about, and what was done: "Ana Hoxha: Present".

    `name`: which name of a person this reader sees.
    """
    what = act.get_kind_display()
    if act.kind in (Kind.MARK, Kind.ADD):
        what = dict(Attendance.choices).get(act.after["attendance"], what)
    if act.kind == Kind.COUNT:
        category = Category.objects.get(pk=act.after["category"])
        return f"{category.label}: {act.before['count']} → {act.after['count']}"
    if act.registration is None:
        return what[:1].upper() + what[1:]
    who = getattr(act.registration.participant, name)
    return with_names(_("%(name)s: %(mark)s"), name=who, mark=what)
