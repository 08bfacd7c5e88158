"""The page on which a family is recorded at once."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.access_log import Action
from participants.families.family_forms import FamilyForm, line_being_typed
from participants.families.services import record_family
from shkej.lib.refusals import tell_at
from shkej.lib.texts import with_names


def family_create(request):
    """Record grown-ups and children, their ties and their household, on one page."""
    form = FamilyForm(request.POST or None, user=request.user, permission=request.permission)
    if is_clear(form) and saved_family(form):
        say_recorded(request, form)
        return redirect("participants:participant_detail", form.lines[0].person.pk)
    return show_family(
        request, form, back=reverse("participants:participant_list"), back_label=_("All people")
    )


def family_alike(request):
    """Who is called nearly as the line in which somebody types, as a fragment of it."""
    line = line_being_typed(request.POST, request.user)
    if line is None:
        return HttpResponseBadRequest()
    words = line.words_typed
    if words and not line.alike:
        request.log(Action.SEARCH, words=words)
    elif words:
        request.shows(None, words=words)
    return render(request, "participants/families/partials/family_known.html", {"line": line})


def is_clear(form):
    """Whether nothing is wrong or left to be asked; else the form says so. It locks nothing."""
    is_right = form.is_valid()
    if not form.has_sound_lines or form.chosen_centre is None:
        return False
    return form.ask_who_it_is() and is_right


@transaction.atomic
def saved_family(form):
    """Whether the family was saved, of a form that `is_clear`; else it says whom it may mean.

    Who is alike is looked for again only where somebody was recorded or changed meanwhile.
    """
    centre = form.chosen_centre  # a second tap waits, and finds whom the first wrote down
    type(centre).objects.select_for_update(no_key=True).get(pk=centre.pk)
    if form.people_changed() and not form.ask_who_it_is():
        return False
    adults, children = form.members()
    try:
        form.stayed = record_family(
            adults=adults,
            children=children,
            lives_together=form.cleaned_data["lives_together"],
            recorded_by=form.user,
            housemates=form.housemates,
        )
    except ValidationError as refusal:
        tell_at(form, refusal)
        return False
    return True


def say_recorded(request, form):
    """Say that the family is there, and of how many new people nobody has agreed yet."""
    messages.success(request, _("The family was recorded."))
    new = sum(not line.is_linked for line in form.lines)
    if new:
        text = ngettext(
            "No consent is recorded yet for %(n)s new person.",
            "No consent is recorded yet for %(n)s new people.",
            new,
        )
        messages.warning(request, text % {"n": new})
    for text, page in _what_stayed(form.stayed):
        messages.warning(request, text, extra_tags=f"look:{page}")


def _what_stayed(stayed):
    """What was not done of what was asked for: (sentence, address where it can be corrected)."""
    for person in stayed.no_phone:
        text = _("%(name)s is not to be contacted: no phone was recorded.")
        yield with_names(text, name=person.full_name), _page_of(person)
    by_adult = defaultdict(list)
    for tie in stayed.ties:
        by_adult[tie.adult].append(tie)
    for adult, ties in by_adult.items():
        text = _("What %(name)s is to these children was recorded before, and stays: %(names)s.")
        names = ", ".join(f"{tie.child.full_name} ({_as_recorded(tie)})" for tie in ties)
        page = _page_of(adult)
        if len(ties) == 1:
            page = reverse("participants:guardianship_update", args=[adult.pk, ties[0].pk])
        yield with_names(text, name=adult.full_name, names=names), page
    if stayed.elsewhere:
        names = ", ".join(person.full_name for person in stayed.elsewhere)
        text = _("Recorded in another household before, and not moved: %(names)s.")
        yield with_names(text, names=names), _page_of(stayed.elsewhere[0])


def _as_recorded(tie):
    collects = _("may collect the child") if tie.may_collect else _("may not collect the child")
    return f"{tie.get_relation_display().lower()}, {collects}"


def _page_of(person):
    return reverse("participants:participant_detail", args=[person.pk]) + "#family-head"


def show_family(request, form, *, back, back_label):
    """The page with the form. `back`: where it was opened, called `back_label`."""
    context = {"form": form, "back_url": back, "back_label": back_label}
    return render(request, "participants/families/family_form.html", context)
