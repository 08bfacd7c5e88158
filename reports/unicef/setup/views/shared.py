"""What the pages of the set-up have in common."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reports.models.scope import reported_projects
from reports.unicef.setup.services import delete_row, why_it_stays
from shkej.lib.refusals import tell

CHANGE = "reports.change_indicator"


@dataclass(frozen=True)
class FormWords:
    """What a page with one form says; `action`: its button; `done`: what is said afterwards."""

    heading: str
    action: str
    done: str = ""


@dataclass(frozen=True)
class DeletionWords:
    """What a page asks before a row is deleted, and what it says afterwards.

    `consequence`: what is lost with it; `action`: the button.
    """

    heading: str
    question: str
    consequence: str
    action: str
    done: str


def project_for(request, project_id):
    """The project, if the reader sets up its reports."""
    return get_object_or_404(reported_projects(request.user, CHANGE), pk=project_id)


def row_for(request, model, key, *, path="project"):
    """A row of a project whose reports the reader sets up; locked while it is changed."""
    rows = model.objects.filter(**{f"{path}__in": reported_projects(request.user, CHANGE)})
    rows = rows.select_related(path)
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows, pk=key)


def back_to_setup(project, anchor=""):
    """The address of the set-up page, where the row stands."""
    address = reverse("reports:setup", args=[project.pk])
    return f"{address}#{anchor}" if anchor else address


def form_page(request, form, project, words, *, template="reports/unicef/setup/form.html", **more):
    """A page with one form of the set-up; `words`: `FormWords`."""
    context = {
        "form": form,
        "project": project,
        "heading": words.heading,
        "action": words.action,
        "back": back_to_setup(project),
        **more,
    }
    status = 409 if form.has_conflict else 200
    return render(request, template, context, status=status)


def confirm_delete(request, row, project, words, *, anchor=""):
    """Ask, then delete; where something hangs on the row, say so instead of asking.

    `words`: `DeletionWords`.
    """
    if request.method == "POST":
        try:
            delete_row(row)
        except ValidationError as refusal:
            tell(request, refusal)
        else:
            messages.success(request, words.done)
        return redirect(back_to_setup(project, anchor))
    context = {
        "project": project,
        "refusal": why_it_stays(row),
        "heading": words.heading,
        "question": words.question,
        "consequence": words.consequence,
        "action": words.action,
        "back": back_to_setup(project),
    }
    return render(request, "reports/unicef/setup/confirm_delete.html", context)
