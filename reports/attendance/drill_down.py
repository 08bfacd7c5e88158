"""What is behind a figure: the events, and (where allowed) the people."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from accounts.access import SENSITIVE
from events.models import Event
from participants.lib.names import tell_apart
from participants.models import Category
from reports.attendance.forms import QuestionForm, SelectionForm
from reports.counting import VIEW, words
from reports.counting.attendance import STATUSES
from reports.counting.drill_down import (
    ATTENDANCES,
    BY_EARLIER,
    PEOPLE,
    events_behind,
    people_behind,
)
from reports.counting.scope import keeps_names_back
from shkej.lib.pages import page_of

VIEW_PEOPLE = "reports.view_people"
PER_PAGE = 50


def events(request):
    """List the events behind a figure, each with its part of it; the parts add up to the figure."""
    question, form = _asked(request, VIEW, [*STATUSES, *ATTENDANCES, *PEOPLE])
    if question is None:
        return redirect("reports:attendance")
    figure = form.cleaned_data["figure"] or "held"
    scope = question.scope(request.user)
    found = events_behind(scope, question.period, figure, form.selection)
    page = page_of(request, found, PER_PAGE)
    rows = Event.objects.for_list().in_bulk([event for event, _number in page])
    context = _context(request, question, form, figure) | {
        "listed": page,
        "page_obj": page,
        "rows": [(rows[event], number) for event, number in page],
        "total": sum(number for _event, number in found),
        "is_status": figure in STATUSES,
    }
    return render(request, "reports/attendance/events.html", context)


def people(request):
    """List the people behind a figure, each where they were counted; leaves a line in the log."""
    question, form = _asked(request, VIEW_PEOPLE, PEOPLE)
    if question is None:
        return redirect("reports:attendance")
    figure = form.cleaned_data["figure"] or "reached"
    scope = question.scope(request.user, VIEW_PEOPLE)
    is_partial = keeps_names_back(
        question.scope(request.user).events, request.user, question.period.end
    )
    if is_partial and figure in BY_EARLIER:
        raise PermissionDenied
    found = people_behind(scope, question.period, figure, form.selection)
    found = found.select_related("participant", "category", "event")
    found = found.order_by("participant__sort_name", "participant_id")
    page = page_of(request, found, PER_PAGE)
    tell_apart(registration.participant for registration in page)
    request.shows(
        question.project or question.centre,
        report=question.address(figure=figure, **form.chosen),
    )
    context = _context(request, question, form, figure, VIEW_PEOPLE) | {
        "listed": page,
        "page_obj": page,
        "total": page.paginator.count,
        "is_partial": is_partial,
    }
    return render(request, "reports/attendance/people.html", context)


def _asked(request, permission, figures):
    """The question and the selection; no question where none was asked or its days are wrong."""
    asked = QuestionForm(request.GET, user=request.user, permission=permission)
    if not request.GET:
        return None, None
    if not asked.is_valid():
        if {"project", "centre"} & set(asked.errors):
            raise Http404
        return None, None
    question = asked.question
    form = SelectionForm(
        request.GET,
        figures=figures,
        categories=Category.objects.all(),
        bands=question.scope(request.user, permission).bands,
    )
    if not form.is_valid():
        raise Http404
    if form.cleaned_data["disability"] and not question.is_covered(request.user, SENSITIVE):
        raise PermissionDenied
    return question, form


def _context(request, question, form, figure, permission=VIEW):
    labels = [words.label_of(name, code, form.categories) for name, code in form.chosen.items()]
    name, definition = words.FIGURES.get(figure, ("", ""))
    if figure in STATUSES:
        name = words.STATUSES[figure]
    return {
        "question": question,
        "centres": words.centres_in_words(question.centres(request.user, permission)),
        "figure": figure,
        "figure_name": name,
        "definition": definition,
        "labels": labels,
        "report_address": question.address(),
        "cells_address": question.address(figure=figure, **form.chosen),
    }
