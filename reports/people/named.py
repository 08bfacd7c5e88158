"""A file with names: another right, a reason, the password again, a workbook that is locked.

The worker makes the workbook and locks it; what opens it is shown once, to whoever asked, and is
kept nowhere readable.
"""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from django_tasks import TaskResultStatus

from accounts.encryption import decrypt
from accounts.models.access_log import Action
from accounts.reading.limits import may_export_people
from background.locked_files import locked, order_locked, show_once, started_or_404
from background.made_files import MadeFile, kept, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from partners.models import Project
from reports.exporters.writing import CONTENT_TYPES, write
from reports.people.document import named_document
from reports.people.forms import NAMES, NamesForm, NamesReason, PeopleForm
from reports.people.views import asked_by, refuse
from shkej.lib.bilingual import reading


@reauthentication_required(app="accounts")
def export_names(request):
    """Ask for the reason, then have the file made.

    The question stands in the form, whose address has none: only so it is sent once the password
    was given again.
    """
    question = request.GET or QueryDict(request.POST.get("question", ""))
    asked = PeopleForm(question, user=request.user, permission=NAMES)
    if not question or not asked.is_valid():
        return redirect("reports:export_people")
    form = NamesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _order(request, asked, form.cleaned_data["reason"])
    context = {
        "form": form,
        "asked": asked_by(request.user, asked, NAMES),
        "address": asked.address(),
    }
    return render(request, "reports/people/names.html", context)


def export_names_password(request, task_id):
    """Show once what opens the file, and lead to where it is made."""
    started = started_or_404(request.user, names_file, task_id)
    context = {"password": show_once(request, started), "task": started}
    return render(request, "reports/people/password.html", context)


@reauthentication_required(app="accounts")
@transaction.atomic
def export_names_file(request, task_id):
    """Hand the file out to whoever had it made; the line in the log says whom it names."""
    started = started_or_404(request.user, names_file, task_id)
    file = kept(started) if started.result.status == TaskResultStatus.SUCCESSFUL else None
    if file is None:
        messages.info(request, _("That file is no longer kept: have it made again."))
        return redirect("reports:export_people")
    if not may_export_people(request):
        return refuse(request)
    content, about = file
    logged = dict(about["logged"])
    project = Project.objects.get(pk=logged.pop("project"))
    request.log(Action.EXPORT_PEOPLE, project, people=about["people"], **logged)
    response = HttpResponse(content, content_type=about["content_type"])
    response["Content-Disposition"] = content_disposition_header(True, about["name"])
    response["Cache-Control"] = "no-store"
    return response


@makes_file(_("People by name as a locked file"))
def names_file(user, address, reason, language, encrypted):
    """Write the workbook that `address` asks for and lock it with the password in `encrypted`."""
    form = PeopleForm(QueryDict(address), user=user, permission=NAMES)
    if not user.has_perm(NAMES) or not form.is_valid():
        raise CannotBeDone(NO_LONGER)
    asked = asked_by(user, form, NAMES)
    with override(language):
        document = named_document(asked, language)
    name, content = write(
        [document], "xlsx", pgettext_lazy("name of a file", "names"), *form.question.facts_in_name()
    )
    logged = {
        "project": form.question.project.pk,
        "recipient": asked.recipient.pk,
        "reason": reason,
        "names": "full",
        "format": "xlsx",
    }
    return MadeFile(name, locked(content, decrypt(encrypted)), CONTENT_TYPES["xlsx"], logged)


def _order(request, asked, reason):
    started = order_locked(
        request,
        names_file,
        asked.address(),
        NamesReason(reason).value,
        reading(),
        url=lambda key: reverse("reports:export_names_file", args=[key]),
    )
    return redirect("reports:export_names_password", started.result_id)
