"""Series: the list, one group, its form with a look at the dates, its members."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from accounts.querysets import reaches
from events.inviting.asking import WouldNotify, asks_before_notifying
from events.models import Series
from events.models.access import READ
from events.series.forms import SeriesForm
from events.series.services import SeriesChanged, change_series, create_series
from shkej.lib.dates import today
from shkej.lib.forms.editing import differences, moment_seen
from shkej.lib.pages import ListPageMixin
from shkej.lib.refusals import tell_at

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
