"""Series: the list, one group, its form with a look at the dates, its members."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from accounts.querysets import reaches
from events.inviting.asking import WouldNotify, asks_before_notifying
from events.models import Series
from events.models.access import READ
from events.register.forms import SearchForm
from events.register.people.found import FEWEST_LETTERS, SHOWN, searchable
from events.series.forms import JoinForm, MemberForm, SeriesForm
from events.series.members import add_member, change_member, remove_member
from events.series.services import SeriesChanged, change_series, create_series
from participants.finding.nearest import nearest
from participants.lib.names import tell_apart
from participants.people.cards import cards_of
from shkej.lib.albanian import fold
from shkej.lib.dates import today
from shkej.lib.editing import differences, moment_seen
from shkej.lib.pages import ListPageMixin
from shkej.lib.refusals import tell, tell_at
from shkej.lib.searches import searched
from shkej.lib.texts import with_names

VIEW, ADD, CHANGE = "events.view_series", "events.add_event", "events.change_event"
MEMBERS = "events.change_members"
RELATED = ["topics", "projects", "volunteers"]
DATES_SHOWN = 8


def series_for(request, series_id, permission):
    """The series, where the reader reaches it by `permission`; else 404."""
    rows = Series.objects.visible_to(request.user, permission).select_related("centre")
    return get_object_or_404(rows, pk=series_id)


class SeriesListView(ListPageMixin, ListView):
    """The groups: those that go on first."""

    model = Series
    template_name = "events/series/series_list.html"
    title = gettext_lazy("Series")

    def get_queryset(self):
        """With what a line shows; the latest end first."""
        return super().get_queryset().for_list().order_by("-ends_on", "-pk")


def series_detail(request, series_id):
    """When and where a group meets, its next dates, and the ways to grid and members."""
    series = series_for(request, series_id, VIEW)
    events = series.events.visible_to(request.user, request.permission).with_access(request.user)
    ahead = events.filter(starts_on__gte=today()).order_by("starts_at").select_related("centre")
    past = events.filter(starts_on__lt=today()).order_by("-starts_at").select_related("centre")
    context = {
        "series": series,
        "can_read": reaches(request.user, READ, series),
        "can_change": reaches(request.user, CHANGE, series),
        "can_change_members": reaches(request.user, MEMBERS, series),
        "ahead": ahead[:DATES_SHOWN],
        "ahead_number": ahead.count(),
        "past": past[:DATES_SHOWN],
        "held_number": events.held().count(),
        "left_out": series.exceptions.filter(day__gte=today()),
        "members_number": series.memberships.on(today()).count(),
    }
    return render(request, "events/series/series_detail.html", context)


def series_create(request):
    """Plan a group that meets again and again."""
    return _edit(request, Series(), permission=ADD)


def series_update(request, series_id):
    """Change this meeting and later ones; `?from=` says from which event on."""
    return _edit(request, series_for(request, series_id, CHANGE), permission=CHANGE)


def _edit(request, series, *, permission):
    """The form of a series: "Show the dates" shows what saving would do, "Save" does it."""
    data = request.POST if request.method == "POST" else None
    is_new, series_id = series.pk is None, series.pk
    start = request.GET.get("from", "")
    form = SeriesForm(
        data,
        instance=series,
        user=request.user,
        permission=permission,
        from_event=int(start) if start.isascii() and start.isdigit() and len(start) < 16 else None,
    )
    plan, status = None, 200
    if data is not None and form.is_valid():
        plan, saved, status = _plan_or_save(request, form)
        if saved:
            done = _("The series was added.") if is_new else _("The series was changed.")
            messages.success(request, f"{done} {form.notified.in_words}".strip())
            return redirect("events:series_detail", saved.pk)
    context = {"form": form, "series_id": series_id, "plan": plan}
    context["notification"] = getattr(form, "would_notify", None)
    return render(request, "events/series/series_form.html", context, status=status)


def _plan_or_save(request, form):
    """(the plan to look at, the series where it was saved, the answer's status)."""
    try:
        plan = form.plan()
        was_seen = form.data.get("shown") == form.signature
        if ("save" in form.data or "telling" in form.data) and was_seen:
            with asks_before_notifying(form.data.get("telling"), by=request.user) as told:
                saved = _save(request, form)
            form.notified = told
            return None, saved, 200
    except WouldNotify as refusal:
        form.would_notify = refusal.notification
        _show_again(form, shown=form.signature)
        return plan, None, 409
    except SeriesChanged as refusal:
        form.add_error(None, refusal)
        fresh = SeriesForm(instance=refusal.stored, user=request.user, permission=CHANGE)
        form.stored = differences(form, fresh, refusal.stored)
        _show_again(form, seen_at=moment_seen(refusal.stored))
        return plan, None, 409
    except ValidationError as refusal:
        tell_at(form, _at_the_time(refusal))
        return None, None, 200
    if "save" in form.data:
        messages.warning(request, _("The dates are new: look at them, then save."))
    _show_again(form, shown=form.signature)
    return plan, None, 200


def _at_the_time(refusal):
    """A time that the clocks leave out is told at its field."""
    if getattr(refusal, "code", None) == "time_does_not_exist":
        return ValidationError({"start_time": refusal})
    return refusal


def _show_again(form, **values):
    form.data = form.data.copy()
    for name, value in values.items():
        form.data[name] = value


def _save(request, form):
    related = {name: form.cleaned_data[name] for name in RELATED}
    if form.is_new:
        return create_series(
            series=form.instance,
            related=related,
            left_out=form.left_out,
            other_than=form.twins,
            created_by=request.user,
        )
    change_series(
        series=form.instance,
        first_event=form.chosen_event,
        related=related,
        left_out=form.left_out,
        seen_at=form.cleaned_data["seen_at"],
        other_than=form.twins,
        changed_by=request.user,
    )
    return form.instance


# Members


def series_members(request, series_id):
    """Who belongs to the group, from when to when; with `?find=`, whom to add."""
    return _render_members(request, series_for(request, series_id, MEMBERS))


def _render_members(request, series, join_form=None):
    form = SearchForm({"q": searched(request)})
    query = form.cleaned_data["q"] if form.is_valid() else ""
    found = []
    if len(fold(query)) >= FEWEST_LETTERS:
        people = searchable(request.user).order_by("sort_name", "pk")
        found = nearest(people, query, SHOWN + 1)
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
        "people": found[:SHOWN],
        "has_more": len(found) > SHOWN,
        "here": here,
        "join_form": join_form or JoinForm(initial={"joined_on": max(now, series.starts_on)}),
    }
    return render(request, "events/series/series_members.html", context)


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
    return render(request, "participants/cards.html", context)


def series_member_add(request, series_id):
    """Make a known person a member."""
    series = series_for(request, series_id, MEMBERS)
    form = JoinForm(request.POST)
    if not form.is_valid():
        if "participant" in form.errors:
            return HttpResponseBadRequest()
        return _render_members(request, series, form)
    person = get_object_or_404(searchable(request.user), pk=form.cleaned_data["participant"])
    try:
        add_member(
            series=series,
            participant=person,
            joined_on=form.cleaned_data["joined_on"],
            added_by=request.user,
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
