"""Marking people, all at once or one by one; what can be done with one place."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from events.models import RegisterAct
from events.models.access import EventAccess
from events.register.acts.acting import acting
from events.register.closing.history import history_of
from events.register.forms import AttendanceForm, RegistrationForm, RestForm
from events.register.lookups import event_for, place_for
from events.register.marks.conflicts import first_tap, has_conflict, note_questions, settle
from events.register.marks.services import mark_attendance, mark_unmarked
from events.register.parts import (
    answer_conflict,
    answer_list,
    answer_row,
    back_to,
    mark_in_words,
    organisations_for,
    row_context,
    with_shown_name,
)
from events.register.people.services import cancel_registration, change_as_version
from events.register.places.views import say_places
from events.register.state import check_register_is_open
from events.register.words import marked_in_words
from participants.models import Category
from shkej.lib.refusals import tell_at

Kind = RegisterAct.Kind


@acting(on_place=True)
def mark(act):
    """Mark one person; answer with that row, or ask where a colleague marked them otherwise."""
    request, place, before = act.request, act.place, act.place.attendance
    form = AttendanceForm({**request.GET.dict(), **request.POST.dict()})
    if not form.is_valid():
        return HttpResponseBadRequest()  # the page offers only valid values
    asked, is_chosen = form.cleaned_data, form.cleaned_data.pop("chosen")
    done = None if is_chosen else first_tap(act, asked["attendance"])
    if done is None and has_conflict(act, place, **asked):
        return partial(answer_conflict, request, place)
    if done is None:
        if place.has_question:
            settle(place, by=act.by)
        mark_attendance(registration=place, attendance=asked["attendance"], marked_by=act.by)
        changed = {"before": {"attendance": before}, "after": {"attendance": place.attendance}}
        done = act.did(Kind.MARK, **(changed if before != place.attendance else {}))
    act.say(mark_in_words(request, place), done)
    say_places(act)
    return partial(answer_row, request, act.event, place)


@acting(on_place=True)
def keep_mark(act):
    """Let the mark stand where another one was asked for; on a closed register as a correction."""
    if not EventAccess(act.by, act.event).can_correct:
        check_register_is_open(act.event)
    settle(act.place, by=act.by)
    act.say(mark_in_words(act.request, act.place), act.did(Kind.KEEP))
    return partial(answer_row, act.request, act.event, act.place)


@acting()
def mark_rest(act):
    """Mark all who are not yet marked, after the page showed how many they are."""
    form = RestForm(act.request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    marked = mark_unmarked(event=act.event, marked_by=act.by, **form.cleaned_data)
    after = {"moment": marked[0].marked_at.isoformat()} if marked else {}
    done = act.did(Kind.REST, after=after)
    if marked:
        people = {place.participant_id for place in marked}
        act.request.log(Action.CHANGE_PARTICIPANT, act.event, people=people, kind="registration")
        act.say(f"{marked_in_words(marked[0].attendance, len(marked))}.", done)
    return lambda: answer_list(act.request, event_for(act.request, act.event.pk))


def show_registration(request, event_id, registration_id):
    """All that can be done with one place: each mark, as what and for whom, taking it off."""
    place = place_for(request, event_id, registration_id)
    return _render_registration(request, place, _form(request, place))


@acting(on_place=True, page=show_registration)
def registration(act):
    """Change as what and for whom somebody attends."""
    form = _form(act.request, act.place, act.request.POST)
    if form.is_valid():
        answers = {"organisation": act.place.organisation, **form.cleaned_data}
        try:
            with transaction.atomic():  # what is refused leaves no organisation behind
                version = change_as_version(registration=act.place, changed_by=act.by, **answers)
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            done = act.did(Kind.CHANGE, after={"version": version} if version else {})
            act.say(_("The change was saved."), done)
            return back_to(act.event, act.place)
    return partial(_render_registration, act.request, act.place, form)


def _form(request, place, data=None):
    return RegistrationForm(
        data,
        registration=place,
        is_short=row_context(request, place.event)["is_short"],
        categories=Category.objects.all(),
        organisations=organisations_for(request.user, place.event),
    )


def _render_registration(request, place, form):
    context = {**row_context(request, place.event), "registration": place, "form": form}
    context["organisations"] = form.organisations
    context["acts"] = [] if context["is_short"] else history_of(place)
    note_questions([place])
    return render(request, "events/register/marks/registration.html", context)


@acting(on_place=True)
def remove(act):
    """Take somebody off the register."""
    return take_off(act)


def take_off(act, *, undoes=None):
    """The same, also where that takes back that they were added (the act `undoes`)."""
    before = {"attendance": act.place.attendance}
    cancel_registration(registration=act.place, cancelled_by=act.by)
    after = {"status": act.place.status}
    done = act.did(Kind.REMOVE, before=before, after=after, undoes=undoes)
    text = _("%(name)s was taken off the register.")
    act.say(with_shown_name(text, act.request, act.place), done)
    say_places(act)
    return partial(answer_list, act.request, act.event)
