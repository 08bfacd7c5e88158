"""What the views of the register share: look-ups in scope, the page's context, answers to htmx."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.locking.devices import facts_of
from accounts.locking.session import watch
from accounts.middleware import MINUTE
from events.models import Registration
from events.models.access import READ, EventAccess
from events.register.closing.forms import ReopenForm
from events.register.door.session import is_at_door
from events.register.lookups import event_for
from events.register.marks.row_extras import prepare_rows
from events.register.paging import changed_rows_of, page_asked, page_with, rows_of
from events.register.people.found import found_context, usual_category
from events.register.people.namesakes import tell_rows_apart
from events.register.places.figures import PlaceFigures
from events.register.totals import RegisterTotals, register_totals
from participants.models import Category
from partners.models import Organisation
from shkej.lib.queries.ordering import in_shown_order
from shkej.lib.refusals import tell
from shkej.lib.searches import forget_searches
from shkej.lib.texts import with_names

ORGANISATIONS_OFFERED = 300


def organisations_for(user, event):
    """The organisations a place at `event` can be for; None for readers who may not name one."""
    if not EventAccess(user, event).can_name_organisations:
        return None
    return Organisation.objects.visible_to(user).active()


def row_context(request, event):
    """What every part of the register needs: the event, and what may be done with it now."""
    access = EventAccess(request.user, event)
    return {
        "event": event,
        "access": access,
        "register_url": reverse("events:register", args=[event.pk]),
        "categories": SimpleLazyObject(
            lambda: in_shown_order(Category.objects.on(event.starts_on))
        ),
        "places": PlaceFigures(event),
        "is_short": shows_short_names(request, access),
        "is_open": event.register_is_open,
        "day_has_come": event.day_has_come,
        "counts_people": event.day_has_come and not event.is_called_off,
    }


def shows_short_names(request, access):
    """Whether only first name and initial are shown: to volunteers, and to all at the door."""
    return is_at_door(request) or not access.sees_names


def list_context(request, event, *, only=None):
    """The same with the rows, the headcounts and the totals over all of them.

    `only`: the ids of the rows to read; the database then sums up the others, as it does where the
    register has several pages (`page_obj`; `is_paged`).
    """
    number, page = page_asked(request), None
    if only is None:
        registrations, page = rows_of(event, number)
    else:
        registrations = changed_rows_of(event, number, only)
    headcounts = list(event.headcounts.select_related("category"))
    context = row_context(request, event)
    prepare_rows(request, context, registrations)
    if only is None and page is None:
        totals = RegisterTotals.over(
            registrations, headcounts, context["categories"], event.attachments.signatures()
        )
    else:
        totals = register_totals(event)
    return {
        **context,
        "registrations": registrations,
        "page_obj": page,
        "is_paged": page is not None or bool(number),
        "headcounts": headcounts,
        "totals": totals,
    }


def page_context(
    request,
    event,
    *,
    query="",
    person_form=None,
    similar=(),
    headcount_form=None,
    reopen_form=None,
    state="",
):
    """Everything on the page.

    `state`: of the register (`changes.state_of`), from before its rows were read.
    """
    request.shows(event)
    context = list_context(request, event) | {"state": state}
    context["reopen_form"] = reopen_form or ReopenForm()
    context["closing"] = _closing_to_undo(request, event, context["access"])
    context["reopening"] = _reopening_asked_for(event, context["access"])
    context["door_notes"] = _door_notes(event, context["access"])
    registrations = context["registrations"]
    if context["access"].can_add_people and context["day_has_come"]:
        context["lock_after"] = facts_of(request)["minutes"] * MINUTE
        watch(request)
    if context["is_open"]:
        categories = context["categories"]
        organisations = organisations_for(request.user, event)
        if organisations is not None:
            context["organisations"] = organisations[:ORGANISATIONS_OFFERED]
        context["headcount_form"] = headcount_form
        usual = [usual_category(event)] if context["is_paged"] else _most_usual(registrations)
        context |= found_context(
            request,
            event,
            query,
            categories=categories,
            organisations=organisations,
            usual=usual[0] if usual else "",
            person_form=person_form,
            similar=similar,
        )
    return context


def _door_notes(event, access):
    """What was typed at the door, for those who see names; `with_state` mostly says none."""
    may_be = getattr(event, "has_door_notes", True) and access.sees_names
    return list(event.door_notes.all()) if may_be else ()


def _closing_to_undo(request, event, access):
    """The closing that this reader made a moment ago; asked for on a closed register alone."""
    may_close = event.register_is_closed and access.holds("events.close_register")
    return event.acts.closing_to_undo(request.user) if may_close else None


def _reopening_asked_for(event, access):
    """The request that waits, for whoever may decide or ask; none is looked for elsewhere."""
    if not (access.can_reopen or access.can_ask_reopening):
        return None
    return event.reopening_requests.waiting().for_list().first()


def _most_usual(registrations):
    """The code of what most attend as, in a list; an empty one where nobody is there."""
    usual = Counter(registration.category.code for registration in registrations)
    return [code for code, _people in usual.most_common(1)]


def render_register(request, event, **extra):
    """The whole page; `extra` as in `page_context`."""
    return render(request, "events/register/register.html", page_context(request, event, **extra))


def answer_row(request, event, registration):
    """One row with what is said of it; the figures beside it follow by themselves (`changes`).

    The page without a script.
    """
    if not request.htmx:
        return back_to(event, registration)
    context = row_context(request, event) | {"registration": registration}
    prepare_rows(request, context, [registration])
    return render(request, "events/register/marks/partials/answer_row.html", context)


def answer_list(request, event, *, with_counts=False):
    """The whole list, after an act on many rows; the page without a script.

    `with_counts`: with the groups counted without names too, where the act changed one.
    """
    if is_at_door(request):
        return answer_door(request, event)
    if not request.htmx:
        return back_to(event)
    context = list_context(request, event) | {"with_counts": with_counts}
    return render(request, "events/register/partials/answer_list.html", context)


def answer_noted(request, event):
    """The one answer to whoever says at the door that they are there."""
    if is_at_door(request):
        forget_searches(request)  # the next one who goes back sees nobody's name
    messages.success(request, _("Thank you, it is noted. The staff sort out what is not clear."))
    return answer_door(request, event)


def answer_anew(request, event):
    """The whole page once more, where the register is another one now: open instead of closed."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return back_to(event)


def answer_conflict(request, registration):
    """Ask which of two marks of one person is to stand."""
    event = event_for(request, registration.event_id, READ)
    registration = event.registrations.for_register().get(pk=registration.pk)
    text = _("A colleague marked this person otherwise meanwhile. Your mark is not saved yet.")
    messages.warning(request, text)
    if not request.htmx:
        return redirect("events:registration", event.pk, registration.pk)
    context = row_context(request, event) | {"registration": registration}
    prepare_rows(request, context, [registration])
    return render(request, "events/register/marks/partials/answer_row.html", context, status=409)


def answer_refusal(request, event, refusal):
    """Say why it was refused, on the register as it stands now."""
    event = event_for(request, event.pk, READ)
    return refuse(request, event, refusal.messages)


def refuse(request, event, sentences, *, status=409):
    """The list as it stands, with the sentences that say why something was not done."""
    if is_at_door(request) or not request.htmx:
        tell(request, ValidationError(sentences))
        return answer_door(request, event, status) if is_at_door(request) else back_to(event)
    context = list_context(request, event) | {"refusal": sentences}
    return render(request, "events/register/partials/answer_refused.html", context, status=status)


def answer_door(request, event, status=200):
    """At the door: one line, and nothing of the list, not even how many came."""
    if not request.htmx:
        return redirect("events:door", event.pk)
    template = "events/register/door/partials/answer_door.html"
    return render(request, template, {"event": event}, status=status)


def back_to(event, registration=None):
    """Back to the register, where the row stood."""
    address = reverse("events:register", args=[event.pk])
    if registration:
        waits = registration.status == Registration.Status.WAITLISTED
        page = None if waits else page_with(registration)
        page = f"?page={page}" if page else ""
        address = f"{address}{page}#{'waiting' if waits else 'registration'}-{registration.pk}"
    return redirect(address)


def mark_in_words(request, registration):
    """Whom was marked, and how."""
    return with_shown_name(
        _("%(name)s: %(mark)s"), request, registration, mark=registration.get_attendance_display()
    )


def with_shown_name(text, request, registration, **more):
    """`text`, for a message, with somebody's `%(name)s` as this reader may see it.

    Told apart from others on the list; `more`: what else is in the text.
    """
    event, participant = registration.event, registration.participant
    is_short = shows_short_names(request, EventAccess(request.user, event))
    tell_rows_apart(event, [registration])
    name = participant.short_name if is_short else participant.listed_name
    return with_names(text, name=name, **more)
