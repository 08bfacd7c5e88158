"""For whom and of what a file of people is wanted, and how much it would give away; the file."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from accounts.models.access_log import Action
from accounts.reading.limits import ENOUGH_EXPORTED, may_export_people
from background.made_files import MadeFile, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from background.sending import send_file
from reports.exporters.writing import CONTENT_TYPES, write
from reports.people.document import PeopleExport, coded_document
from reports.people.forms import NAMES, PEOPLE, PeopleForm
from reports.people.rows import people_for
from shkej.lib.bilingual import LANGUAGES

FORMATS = ("xlsx", "csv")
AT_ONCE = 500  # people; files with more are made by the worker


def export_people(request):
    """Ask for recipient, project and days; say how many rows would be nearly alone."""
    form = PeopleForm(request.GET, user=request.user)
    context = {"form": form, "may_name": request.user.has_perm(NAMES)}
    if not request.GET:
        form.errors.clear()
    elif form.is_valid():
        asked = asked_by(request.user, form)
        rows = asked.rows_in_file()
        context |= {
            "asked": asked,
            "identifiability": asked.identifiability(),
            "whole": sum(1 for _row, facts in rows if "hidden" not in facts),
            "in_file": len(rows),
            "left_out": len(asked.people.rows) - len(rows),
            "address": form.address(),
            "files": [
                (
                    name,
                    [(kind.upper(), form.address(format=kind, language=code)) for kind in FORMATS],
                )
                for code, name in LANGUAGES.items()
            ],
        }
    return render(request, "reports/people/export.html", context)


def export_people_file(request):
    """Send the file, or have it made where it is large; leaves a line that says whom it holds."""
    form = PeopleForm(request.GET, user=request.user)
    kind, language = request.GET.get("format"), request.GET.get("language")
    if not request.GET or not form.is_valid():
        return redirect("reports:export_people")
    if kind not in FORMATS or language not in LANGUAGES:
        raise Http404
    return send_file(
        request,
        people_file,
        form.address(),
        kind,
        language,
        target=form.question.project,
        is_large=len(asked_by(request.user, form).people.rows) > AT_ONCE,
        action=Action.EXPORT_PEOPLE,
        limit=(may_export_people, refuse),
    )


@makes_file(_("People under codes as a file"))
def people_file(user, address, kind, language):
    """Write the file that `address` asks for, as far as `user` sees its people now."""
    form = PeopleForm(QueryDict(address), user=user)
    if not user.has_perm(PEOPLE) or not form.is_valid():
        raise CannotBeDone(NO_LONGER)
    asked = asked_by(user, form)
    with override(language):
        document = coded_document(asked, language)
    name, content = write(
        [document], kind, pgettext_lazy("name of a file", "people"), *form.question.facts_in_name()
    )
    logged = {
        "recipient": asked.recipient.pk,
        "format": kind,
        "language": language,
        "people": sorted(row.person.pk for row, _facts in asked.rows_in_file()),
    }
    return MadeFile(name, content, CONTENT_TYPES[kind], logged)


def refuse(request):
    """Say that it is enough for today."""
    messages.error(request, ENOUGH_EXPORTED)
    return redirect("reports:export_people")


def asked_by(user, form, permission=PEOPLE):
    """`PeopleExport` of a valid form."""
    recipient = form.cleaned_data["recipient"]
    return PeopleExport.by(user, form, people_for(form.question, recipient, user, permission))
