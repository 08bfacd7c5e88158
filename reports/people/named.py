"""A file with names: another right, a reason, the password again, a workbook that is locked."""

from allauth.account.decorators import reauthentication_required
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from background.files_with_names import hand_out, locked_workbook, order_locked
from background.lookups import started_or_404
from background.made_files import makes_file
from background.reasons import NO_LONGER, CannotBeDone
from partners.models import Project
from reports.exporters.writing import write
from reports.people.document import named_document
from reports.people.forms import NAMES, NamesForm, PeopleForm
from reports.people.views import asked_by
from shkej.lib.bilingual import reading


@reauthentication_required(app="accounts")
def export_names(request):
    """Ask for the reason, then have the file made.

    The question is in the form, whose address has none: only so it is sent once the password
    was given again.
    """
    question = request.GET or QueryDict(request.POST.get("question", ""))
    asked = PeopleForm(question, user=request.user, permission=NAMES)
    if not question or not asked.is_valid():
        return redirect("reports:export_people")
    form = NamesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return order_locked(
            request,
            names_file,
            *(asked.address(), form.cleaned_data["reason"].value, reading()),
            url=lambda key: reverse("reports:export_names_file", args=[key]),
        )
    context = {
        "form": form,
        "asked": asked_by(request.user, asked, NAMES),
        "address": asked.address(),
    }
    return render(request, "reports/people/names.html", context)


@reauthentication_required(app="accounts")
def export_names_file(request, task_id):
    """Hand the file out; the line in the log is about its project."""
    started = started_or_404(request.user, task_id, names_file)
    return hand_out(
        request,
        started,
        target=lambda logged: Project.objects.get(pk=logged.pop("project")),
        again=reverse("reports:export_people"),
    )


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
    return locked_workbook(
        name,
        content,
        encrypted,
        project=form.question.project.pk,
        recipient=asked.recipient.pk,
        reason=reason,
    )
