"""Who belongs to a series: found by name or written down new, and their cards."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from events.register.forms import SearchForm
from events.register.people.found import FEWEST_LETTERS, SHOWN, split_by_name
from events.series.forms import JoinForm, MemberForm
from events.series.members import add_member, change_member, remove_member
from events.series.views import series_for
from participants.finding.nearest import nearest
from participants.finding.picking import NEW
from participants.finding.telling import with_parents
from participants.lib.names import tell_apart
from participants.people.cards import cards_of
from participants.recording.new_people import NewPersonForm, centre_of_new
from shkej.lib.albanian import fold
from shkej.lib.dates import today
from shkej.lib.refusals import tell, tell_at
from shkej.lib.searches import searched
from shkej.lib.texts import with_names

MEMBERS = "events.change_members"


def series_members(request, series_id):
    """Who belongs to the group, from when to when; with `?find=`, whom to add."""
    return _render_members(request, series_for(request, series_id, MEMBERS))


def _render_members(request, series, join_form=None, new=None):
    form = SearchForm({"q": searched(request)})
    query = form.cleaned_data["q"] if form.is_valid() else ""
    found, is_asked = [], len(fold(query)) >= FEWEST_LETTERS
    if is_asked:
        people = _addable(request.user).with_times_seen(request.user)
        found = nearest(people.order_by("sort_name", "pk"), query, SHOWN + 1)
        found = with_parents(found, request.user)
        new = new or _new_person(request, series, text=query)
    if new and new.shown:
        found = new.shown
    members = list(series.memberships.current_people().select_related("participant__category"))
    tell_apart([row.participant for row in members] + found)
    now = today()
    here = {row.participant_id for row in members if row.left_on is None or row.left_on >= now}
    request.shows(series)
    context = {
        "series": series,
        "current": [row for row in members if row.left_on is None or row.left_on >= now],
        "former": [row for row in members if row.left_on and row.left_on < now],
        "query": query,
        "search_error": form.errors.get("q", [""])[0],
        "is_asked": is_asked,
        "people": found[:SHOWN],
        "is_known": any(not getattr(person, "is_near", False) for person in found),
        "has_more": len(found) > SHOWN,
        "here": here,
        "new": new,
        "join_form": join_form or JoinForm(initial={"joined_on": max(now, series.starts_on)}),
    }
    return render(request, "events/series/series_members.html", context)


def _addable(user):
    """The people whom `user` may make members: those whose whole names they see."""
    return split_by_name(user)[0]


def _new_person(request, series, *, data=None, text=""):
    """The form for somebody new; None for whoever records nobody at the centre of the series."""
    centre = centre_of_new(request.user, series.centre)
    if centre is None:
        return None
    return NewPersonForm(
        data,
        user=request.user,
        centre=centre,
        people=_addable(request.user),
        text=text,
        category=_usual_category(series),
    )


def _usual_category(series):
    """The code of what most members attend as; "" where there are none."""
    members = series.memberships.order_by().values_list("participant__category__code")
    usual = members.annotate(people=Count("pk")).order_by("-people", "participant__category__code")
    return (usual.first() or ("",))[0]


def series_cards(request, series_id):
    """The cards of all who belong to the group today, to be printed."""
    series, now = series_for(request, series_id, MEMBERS), today()
    members = series.memberships.current_people().select_related("participant")
    here = [row.participant for row in members if row.left_on is None or row.left_on >= now]
    request.shows(series)
    context = {
        "cards": cards_of(here),
        "back_url": reverse("events:series_members", args=[series.pk]),
        "back_label": _("Members"),
    }
    return render(request, "participants/people/cards.html", context)


def series_member_add(request, series_id):
    """Make a known person a member, or somebody new."""
    series = series_for(request, series_id, MEMBERS)
    form = JoinForm(request.POST)
    is_right = form.is_valid()
    if "participant" in form.errors:
        return HttpResponseBadRequest()
    if form.cleaned_data["participant"] == NEW:
        new = _new_person(request, series, data=request.POST)
        if new is None:
            return HttpResponseBadRequest()
        if not new.is_valid() or new.asks_who_it_is() or not is_right:
            return _render_members(request, series, form, new)
        return _add(request, series, form, new.save)
    if not is_right:
        return _render_members(request, series, form)
    person = get_object_or_404(_addable(request.user), pk=form.cleaned_data["participant"])
    return _add(request, series, form, lambda: person)


def _add(request, series, form, person_of):
    try:
        with transaction.atomic():  # who cannot be a member is not recorded either
            person = person_of()
            joined_on = form.cleaned_data["joined_on"]
            add_member(
                series=series, participant=person, joined_on=joined_on, added_by=request.user
            )
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        text = _("%(name)s is a member now.")
        messages.success(request, with_names(text, name=person.full_name))
    return redirect("events:series_members", series.pk)


def series_member(request, series_id, member_id):
    """When somebody joined and left; a membership entered by mistake is taken back."""
    series = series_for(request, series_id, MEMBERS)
    members = series.memberships.select_related("participant", "series")
    member = get_object_or_404(members, pk=member_id)
    if request.method == "POST" and "remove" in request.POST:
        remove_member(member=member, removed_by=request.user)
        messages.success(request, _("The membership was removed."))
        return redirect("events:series_members", series.pk)
    form = MemberForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_valid():
        stay = {name: form.cleaned_data[name] for name in ("joined_on", "left_on")}
        try:
            change_member(member=member, changed_by=request.user, **stay)
        except ValidationError as refusal:
            tell_at(form, refusal)
        else:
            messages.success(request, _("The membership was saved."))
            return redirect("events:series_members", series.pk)
    request.shows(series)
    context = {"form": form, "series": series, "member": member}
    status = 409 if form.has_conflict else 200
    return render(request, "events/series/series_member.html", context, status=status)
