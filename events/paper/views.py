"""The attendance list on paper: printing it, and typing in what was signed."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models.access_log import Action
from background.reasons import CannotBeDone
from background.sending import TASK, send_file
from events.models import Attendance, RegisterAct
from events.paper.forms import SheetForm, TypingForm
from events.paper.services import MarkedDifferently, mark_lines, planned_lines
from events.paper.sheet import check_length, check_takes_place
from events.paper.tasks import AT_ONCE, attendance_list
from events.register.acts.acting import acting
from events.register.lookups import event_for
from events.register.parts import row_context
from shkej.lib import pdf
from shkej.lib.refusals import tell_at


def sheet(request, event_id):
    """Choose how the list is printed; a POST numbers the lines and sends the PDF, or has it made.

    A long list is made by the worker, and fetched here with the choices in the address.
    """
    event = event_for(request, event_id)
    context = row_context(request, event)
    is_asked = request.method == "POST" or TASK in request.GET
    form = SheetForm(
        (request.POST or request.GET) if is_asked else None,
        initial=request.GET.dict(),  # what was chosen for a list that is no longer kept
        is_short=context["is_short"],
    )
    if is_asked and form.is_valid():
        try:
            return _print(request, event, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except CannotBeDone as refusal:  # somebody was faster
            form.add_error(None, _(str(refusal)))  # noqa: INT001 – marked where it was raised
        except pdf.PdfUnavailable:
            pass  # the page says so
    context |= {
        "form": form,
        "people": event.registrations.active().count(),
        "has_pdf": pdf.is_available(),
        "takes_place": not event.is_called_off,
    }
    return render(request, "events/paper/sheet.html", context)


def _print(request, event, choices):
    check_takes_place(event)
    if not pdf.is_available():
        raise pdf.PdfUnavailable
    people = event.registrations.active().count()
    check_length(people, choices["blank"])
    asked = {name: choice for name, choice in choices.items() if choice is not False}
    return send_file(
        request,
        attendance_list,
        event.pk,
        choices,
        request.build_absolute_uri(reverse("events:register", args=[event.pk])),
        target=event,
        is_large=people + choices["blank"] > AT_ONCE,
        action=Action.PRINT_LIST,
        asked=asked,
    )


def show_typing(request, event_id):
    """The list in the order of the paper beside one box."""
    event = event_for(request, event_id)
    places = planned_lines(event)
    return _render_typing(request, event, places, TypingForm(places=places))


@acting(page=show_typing)
def typing(act):
    """`1 2 4 7` and Enter marks these lines; asked about first where a line is marked otherwise."""
    places = planned_lines(act.event, TypingForm(act.request.POST).shown)
    form = TypingForm(act.request.POST, places=places)
    differing = []
    if form.is_valid():
        try:
            return _mark(act, form)
        except MarkedDifferently as refusal:
            differing = [(place, dict(Attendance.choices)[mark]) for place, mark in refusal.changes]
        except ValidationError as refusal:
            tell_at(form, refusal)
    return partial(_render_typing, act.request, act.event, places, form, differing)


def _mark(act, form):
    """Mark these lines, with Undo where nothing else was there; then on to the headcount."""
    marked = mark_lines(
        event=act.event,
        marks=form.cleaned_data["lines"],
        marked_by=act.by,
        shown=form.shown,
        agreed=form.agreed,
        leaves_others=form.leaves_others,
    )
    can_undo = marked and not form.agreed  # else a mark was there before
    after = {"moment": marked[0].marked_at.isoformat()} if can_undo else {}
    done = act.did(RegisterAct.Kind.SHEET, after=after)
    text = ngettext("%(n)s line entered.", "%(n)s lines entered.", len(marked))
    act.say(text % {"n": len(marked)} if marked else _("The list is as it was."), done)
    unnamed = form.cleaned_data["unnamed"]
    if not unnamed:
        return redirect("events:typing", event_id=act.event.pk)
    text = ngettext(
        "Now count the %(n)s person who signed without a readable name.",
        "Now count the %(n)s people who signed without a readable name.",
        unnamed,
    )
    act.say(text % {"n": unnamed}, level=messages.INFO)
    address = reverse("events:register", args=[act.event.pk])
    return redirect(f"{address}?count={unnamed}#headcounts")


def _render_typing(request, event, places, form, differing=()):
    request.shows(event)
    context = row_context(request, event) | {
        "form": form,
        "registrations": places,
        "shown": " ".join(f"{place.line}:{place.pk}" for place in places),
        "differing": differing,
        "agreed": " ".join(f"{place.pk}:{place.attendance}" for place, _mark in differing),
        "marked": sum(place.attendance != Attendance.UNMARKED for place in places),
    }
    return render(request, "events/paper/typing.html", context)
