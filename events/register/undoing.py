"""Taking back what was done on a register: one way for every kind of act."""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import RegisterAct, Registration
from events.register.acts.acting import acting
from events.register.closing.services import undo_closing
from events.register.families.companions import CHILD
from events.register.families.services import undo_family
from events.register.headcounts.naming import undo_naming
from events.register.headcounts.views import count
from events.register.lookups import event_for, place_for
from events.register.marks.services import mark_attendance, undo_mark_unmarked
from events.register.marks.views import take_off
from events.register.parts import answer_anew, answer_list, mark_in_words, with_shown_name
from events.register.places.services import take_back_places
from events.register.places.waiting_list import restore_registration, withdraw_place
from events.register.putting_back import take_change_back
from events.register.state import changed_meanwhile
from participants.models import Category

Kind = RegisterAct.Kind
OF_MARKS = (Kind.MARK, Kind.ADD, Kind.REMOVE)


@acting()
def undo(act, act_id):
    """Take one act back. Refused where it was taken back before, or changed by somebody since."""
    done = get_object_or_404(act.event.acts.filter(kind__in=WAYS_BACK).exclude(after={}), pk=act_id)
    if done.undone_by.exists() or _is_overtaken(done):
        raise changed_meanwhile()
    return WAYS_BACK[done.kind](act, done)


def _is_overtaken(done):
    """Whether somebody marked, added or removed this person again since, and that still stands."""
    if done.kind not in OF_MARKS:
        return False
    later = done.event.acts.filter(registration=done.registration_id, pk__gt=done.pk)
    return later.filter(kind__in=OF_MARKS, undone_by=None).exclude(after={}).exists()


def _mark(act, done):
    """One person has the mark again that they had."""
    place = _place_of(act, done)
    if place.attendance != done.after["attendance"]:
        raise changed_meanwhile()
    mark_attendance(registration=place, attendance=done.before["attendance"], marked_by=act.by)
    take_back_places(place, by=act.by)
    return _undone(act, done, mark_in_words(act.request, place))


def _added(act, done):
    """Who was there already is as before; who was nowhere is taken off."""
    if done.before:
        return _mark(act, done)
    if _place_of(act, done).attendance != done.after["attendance"]:
        raise changed_meanwhile()
    return take_off(act, undoes=done)


def _rest(act, done):
    """All who were marked at once by this user, and not again since."""
    undone = undo_mark_unmarked(event=act.event, marked_at=_moment(done), marked_by=act.by)
    if not undone:
        raise changed_meanwhile()
    text = ngettext(
        "%(n)s person is not yet marked again.",
        "%(n)s people are not yet marked again.",
        len(undone),
    )
    return _undone(act, done, text % {"n": len(undone)})


def _family(act, done):
    """All of them are where they stood; whoever was recorded on the way stays recorded."""
    rows = act.event.registrations.filter(pk__in=done.after["registrations"])
    are_children = not rows.exclude(category__code=CHILD).exists()
    undone = undo_family(
        event=act.event, registrations=rows, moment=_moment(done), undone_by=act.by
    )
    if not undone:
        raise changed_meanwhile()
    if are_children:
        text = ngettext("%(n)s child was taken back.", "%(n)s children were taken back.", undone)
    else:
        text = ngettext("%(n)s person was taken back.", "%(n)s people were taken back.", undone)
    text %= {"n": undone}
    if done.after.get("recorded"):
        stays = _("What was recorded of the family stays: people, ties and household.")
        text = f"{text} {stays}"
    return _undone(act, done, text)


def _changed(act, done):
    """As what and for whom somebody attended before."""
    place = _place_of(act, done)
    take_change_back(registration=place, version=done.after["version"], by=act.by)
    return _undone(act, done, _("The change was taken back."))


def _removed(act, done):
    """Back on the register, with the mark they had."""
    place = _place_of(act, done, is_active=False)
    act.place = restore_registration(
        registration=place, attendance=done.before["attendance"], restored_by=act.by
    )
    text = _("%(name)s is on the register again.")
    if act.place.status == Registration.Status.WAITLISTED:
        text = _("%(name)s is on the waiting list again.")
    return _undone(act, done, with_shown_name(text, act.request, act.place))


def _placed(act, done):
    """On the waiting list again, where they stood."""
    event_for(act.request, act.event.pk, "events.give_place")
    place = _place_of(act, done)
    withdraw_place(registration=place, withdrawn_by=act.by)
    text = _("%(name)s is on the waiting list again.")
    return _undone(act, done, with_shown_name(text, act.request, place))


def _counted(act, done):
    """As many fewer as were counted, whatever was counted since."""
    group = {name: done.after[name] for name in ("sex", "age_from", "age_to")}
    group["category"] = get_object_or_404(Category, pk=done.after["category"])
    group["step"] = done.before["count"] - done.after["count"]
    return count(act, [group], undoes=done)


def _named(act, done):
    """The person as they were before, and one more in the group."""
    place = _place_of(act, done)
    undo_naming(
        event=act.event,
        headcount_id=done.after["headcount"],
        registration=place,
        moment=_moment(done),
        undone_by=act.by,
    )
    text = _("%(name)s is no longer named; one more is counted without a name.")
    text = with_shown_name(text, act.request, place)
    return _undone(act, done, text, with_counts=True)


def _closed(act, done):
    """Open again, for ten minutes, by whoever closed it; later it takes a reason, and who may."""
    event_for(act.request, act.event.pk, "events.close_register")
    if done.by_id != act.by.pk or not done.can_be_undone:
        raise ValidationError(
            _("A closing can be undone within ten minutes, by whoever closed the register."),
            code="too_late",
        )
    closed_at = datetime.fromisoformat(done.after["closed_at"])
    undo_closing(event=act.event, closed_at=closed_at, undone_by=act.by)
    act.say(_("The register is open again."), act.did(Kind.UNDO, undoes=done))
    return partial(answer_anew, act.request, act.event)


WAYS_BACK = {
    Kind.MARK: _mark,
    Kind.ADD: _added,
    Kind.REST: _rest,
    Kind.FAMILY: _family,
    Kind.CHANGE: _changed,
    Kind.REMOVE: _removed,
    Kind.PLACE: _placed,
    Kind.COUNT: _counted,
    Kind.NAME: _named,
    Kind.SHEET: _rest,
    Kind.CLOSE: _closed,
}


def _place_of(act, done, **which):
    """The place that `done` is about, locked; from now on `act` is about it too."""
    act.place = place_for(act.request, act.event.pk, done.registration_id, is_locked=True, **which)
    return act.place


def _moment(done):
    return datetime.fromisoformat(done.after["moment"])


def _undone(act, done, text, **shown):
    act.say(text, act.did(Kind.UNDO, undoes=done))
    return lambda: answer_list(act.request, event_for(act.request, act.event.pk), **shown)
