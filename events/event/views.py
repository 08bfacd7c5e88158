"""Events: the list, one event, its form, its status, and its end."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, DateTimeField, F, Value, When
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, ListView

from events.event.filters import EventFilter
from events.event.forms import EventForm
from events.event.rows import event_part_rows, quote_rows
from events.event.saved_changes import EventChanged
from events.event.services import delete_event, last_change, save_event
from events.event.summary import asked_of, missing_languages, outside_projects, people_of
from events.inviting.asking import WouldNotify, asks_before_notifying
from events.inviting.services import invitable
from events.lib.figure_facts import AsksWhy
from events.lib.publicity import is_kept_from_everybody
from events.lib.sharing import organisations_of, organisations_sharing
from events.lib.twins.asking import LooksLoggedAlready
from events.lib.twins.finding import tell_apart, twins_of
from events.models import Event
from events.models.access import DETAILS, VIEW
from events.paper.files.forms import AttachmentForm
from events.paper.files.services import shown_files
from events.register.closing.history import later_corrections
from events.register.places.figures import PlaceFigures
from events.register.recorded.rules import HasMarks
from shkej.lib.forms.editing import differences, moment_seen, row_differences
from shkej.lib.forms.inputs import IdsField
from shkej.lib.pages import ListPageMixin, ScopedMixin
from shkej.lib.refusals import tell

ORDERS = ["-starts_at", "starts_at", "title", "-title"]
RELATED = ["topics", "projects", "volunteers"]


class EventListView(ListPageMixin, ListView):
    """Events that the reader may see, narrowed down and sorted by the address."""

    model = Event
    template_name = "events/event/event_list.html"
    title = gettext_lazy("Events")
    filter_class = EventFilter

    @property
    def orders(self):
        """By moment, or by the title as this reader sees it; the newest first at the start."""
        return {sort: self._keys(sort) for sort in ORDERS}

    def _keys(self, sort):
        keys = [F("starts_on"), self._shown_moment()]  # the day has an index
        if sort.endswith("title"):
            keys = [self._shown_title()]
        down = sort.startswith("-")
        return [key.desc() if down else key.asc() for key in [*keys, F("pk")]]

    def _shown_moment(self):
        """An order, too, can tell the hour of a sensitive event."""
        if self._sees_details():
            return F("starts_at")
        told = Event.objects.hours_known_to(self.request.user)
        day = Cast("starts_on", DateTimeField())
        return Case(When(told, then="starts_at"), default=day)

    def _sees_details(self):
        user = self.request.user
        return user.grants_for(VIEW) == user.grants_for(DETAILS)

    def _shown_title(self):
        user = self.request.user
        if self._sees_details():
            return F("search_title")
        open_to_all = When(is_sensitive=False, then="search_title")
        shown = When(Event.objects.details_shown_to(user), then="search_title")
        return Case(open_to_all, shown, default=Value(""), output_field=CharField())

    def paginate_queryset(self, queryset, page_size):
        """Find the page's rows first, and only for these what the list shows of each."""
        pks = queryset.values_list("pk", flat=True)
        paginator, page, rows, has_others = super().paginate_queryset(pks, page_size)
        events = Event.objects.filter(pk__in=list(rows)).for_list().with_people()
        events = events.with_access(self.request.user)
        page.object_list = events.order_by(*self.orders[self.sort])
        return paginator, page, page.object_list, has_others


class EventDetailView(ScopedMixin, DetailView):
    """One event: all of it for the centre, its day, title and type for everybody else."""

    model = Event
    template_name = "events/event/event_detail.html"
    pk_url_kwarg = "event_id"

    def get_queryset(self):
        events = super().get_queryset().with_access(self.request.user)
        return events.select_related("centre", "series", "proposal__organisation").prefetch_related(
            "projects", "topics", "parts__organisation", "quotes"
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        event, access = self.object, self.object.access
        context["access"] = access
        if access.shows_details:
            context["last_change"] = last_change(event)
            context["outside_projects"] = outside_projects(event)
        if access.can_see_counts:
            context["people"] = people_of(event)
            context["places"] = PlaceFigures(event)
        if access.can_change:
            context["asked"] = asked_of(event)
            context["waits_for_publicity"] = is_kept_from_everybody(event)
            context["missing"] = missing_languages(event)
            context["twins"] = twins_of(event)
            context["corrections"] = later_corrections(event)
        if access.can_invite:
            context["invitations"] = event.invitations.standing().select_related(
                "organisation", "quiet_by"
            )
            context["not_invited"] = invitable(event)
        if self.request.user.has_perm("events.answer_invitation"):
            own = organisations_of(self.request.user)
            [(_event, context["sharing"])] = organisations_sharing([event], own)
        if access.can_see_files:
            context["files"] = shown_files(event)
        if access.can_attach:
            context["attachment_form"] = AttachmentForm()
        return context

    def render_to_response(self, context, **kwargs):
        """For a partner an event has one page: that of the organisation which it acts for."""
        sharing = context.get("sharing", [])
        if len(sharing) == 1 and not context["access"].shows_details:
            return redirect("events:partner_event", self.object.pk, sharing[0].pk)
        return super().render_to_response(context, **kwargs)


def event_create(request):
    """Log a meeting that was held, or plan one."""
    event = Event()
    return _edit(request, event, permission="events.add_event")


def event_update(request, event_id):
    """Change an event; two people who do so at the same time hear of each other."""
    events = Event.objects.visible_to(request.user, request.permission)
    event = get_object_or_404(events, pk=event_id)
    return _edit(request, event, permission="events.change_event")


def _edit(request, event, *, permission):
    """The page of an event's form, with its rows of organisations and quotes."""
    data = request.POST if request.method == "POST" else None
    user, is_new = request.user, event.pk is None
    form = EventForm(
        data,
        instance=event,
        user=user,
        permission=permission,
        initial={"date": request.GET.get("date")} if is_new else None,
    )
    rows = {
        "parts": event_part_rows(_with_rows(data, "parts"), event=event, user=user),
        "quotes": quote_rows(_with_rows(data, "quotes"), event=event),
    }
    asked = {}
    if data is not None and _is_valid(form, rows):
        try:
            with asks_before_notifying(data.get("telling"), by=user) as told:
                event = _save(form, rows, user)
        except ValidationError as refusal:
            asked = _asked_by(refusal, form, rows, user, permission)
        else:
            done = _("The event was added.") if is_new else _("The event was saved.")
            messages.success(request, f"{done} {told.in_words}".strip())
            return redirect("events:event_detail", event.pk)
    context = {"form": form, "event_id": event.pk, "series_id": event.series_id, **rows, **asked}
    status = 409 if asked.keys() & {"stored", "twins", "notification"} else 200
    return render(request, "events/event/event_form.html", context, status=status)


def _asked_by(refusal, form, rows, user, permission):
    """What the page asks because of a refusal, as its context; {} where it only says why."""
    match refusal:
        case EventChanged():
            form.add_error(None, refusal)
            return {"stored": _show_stored(form, rows, refusal.stored, user, permission)}
        case HasMarks(code="is_it_a_slip"):
            form.add_error(None, refusal)
            return {"slip": refusal}
        case LooksLoggedAlready():
            return {"twins": refusal.events}
        case WouldNotify():
            return {"notification": refusal.notification}
        case HasMarks(code="denied"):
            form.add_error("status", refusal)
        case AsksWhy():
            form.add_error("correction_reason", refusal)
        case _:
            form.add_error(None, refusal)
    return {}


def _with_rows(data, prefix):
    """The data posted, if it holds such rows at all; without them they stay as they are."""
    return data if data is not None and f"{prefix}-TOTAL_FORMS" in data else None


def _is_valid(form, rows):
    """Whether all of it is valid; each part is asked, so that each says what is wrong."""
    return all([form.is_valid(), *(part.is_valid() for part in rows.values() if part.is_bound)])


def _save(form, rows, user):
    parts, quotes = rows["parts"], rows["quotes"]
    return save_event(
        event=form.save(commit=False),
        saved_by=user,
        related={name: form.cleaned_data[name] for name in RELATED},
        parts=parts.pairs() if parts.is_bound else None,
        quotes=quotes.quotes() if quotes.is_bound else None,
        seen_at=form.cleaned_data["seen_at"],
        slip_reason=form.slip,
        correction_reason=form.cleaned_data["correction_reason"],
        other_than=form.cleaned_data["other_than"],
    )


def _show_stored(form, rows, stored, user, permission):
    """What is stored now where it differs from what was typed (`editing.Stored`).

    The form takes over the moment of that change, so that saving once more is a decision.
    """
    fresh = EventForm(instance=stored, user=user, permission=permission)
    form.data = form.data.copy()
    form.data["seen_at"] = moment_seen(stored)
    found = differences(form, fresh, stored)
    parts, quotes = rows["parts"], rows["quotes"]
    if parts.is_bound:
        now = event_part_rows(None, event=stored, user=user)
        found.extend(row_differences(_("Organisations"), parts, now))
    if quotes.is_bound:
        found.extend(row_differences(_("Quotes"), quotes, quote_rows(None, event=stored)))
    return found


def event_is_another(request, event_id):
    """Remember that an event is another meeting than those that it looks like."""
    events = Event.objects.visible_to(request.user, request.permission)
    event = get_object_or_404(events, pk=event_id)
    asked = IdsField().clean(request.POST.get("other_than", ""))
    others = asked & {twin.pk for twin in twins_of(event)}
    if others:
        tell_apart(event, others, by=request.user)
        messages.success(request, _("Nobody is asked about these meetings again."))
    return redirect("events:event_detail", event.pk)


def event_delete(request, event_id):
    """Ask, then delete an event that was logged by mistake."""
    events = Event.objects.visible_to(request.user, request.permission)
    event = get_object_or_404(events.with_access(request.user), pk=event_id)
    if request.method == "POST":
        try:
            delete_event(event=event, deleted_by=request.user)
        except ValidationError as refusal:
            tell(request, refusal)
            return redirect("events:event_detail", event.pk)
        messages.success(request, _("The event was deleted."))
        return redirect("events:event_list")
    return render(request, "events/event/event_confirm_delete.html", {"event": event})
