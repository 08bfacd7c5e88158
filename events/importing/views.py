"""Import of attendance on the screen: choose a file, see what it would do, then let it."""

import csv

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AccessLog
from accounts.models.access_log import Action
from events.importing import import_attendance, uploads
from events.importing.columns import COLUMNS, label, template_headings
from events.importing.forms import ImportForm
from events.importing.running import summary
from events.models import Centre
from shkej.lib.bilingual import reading
from shkej.lib.refusals import tell

SHOWN_PROBLEMS = 1000
SHOWN_UNLIKELY = 50
SHOWN_IMPORTS = 5


def import_file(request):
    """Take a file, check it and show what it would do; nothing is changed yet."""
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        content, options = form.cleaned_data["file"].read(), form.options()
        try:
            result = _run(request, content, options, skip_bad_rows=True, dry_run=True)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            token = uploads.keep(request.session, content, **options)
            return _show_check(request, result, token)
    return render(
        request,
        "events/importing/import.html",
        {"form": form, "columns": _columns(), "imports": _own_imports(request.user)},
    )


def apply(request):
    """Import the file that was checked: all of it, or its good rows by the reader's choice."""
    token, skip = request.POST.get("token", ""), request.POST.get("rows") == "good"
    try:
        content, options = uploads.kept(request.session, token)
        result = _run(request, content, options, skip_bad_rows=skip)
    except ValidationError as refusal:
        tell(request, refusal)
        return redirect("events:import")
    if result.is_refused:  # something changed since the check
        messages.error(request, _("Nothing was imported, because some rows are bad now."))
        result = _run(request, content, options, skip_bad_rows=True, dry_run=True)
        return _show_check(request, result, token)
    uploads.discard(request.session)
    messages.success(request, _done(result))
    return redirect("events:import")


def discard(request):
    """Forget the file that was checked."""
    uploads.discard(request.session)
    return redirect("events:import")


def template(request):
    """An empty file with the headings in the reader's language."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="shkej-import.csv"'
    response.write("\ufeff")  # so that Excel reads the letters right
    separator = ";" if reading() == "sq" else ","  # that of Excel in each language
    csv.writer(response, delimiter=separator).writerow(template_headings(reading()))
    return response


def _run(request, content, options, **how):
    """Run an import in the centre of the options, as far as the user may import there now."""
    centres = Centre.objects.visible_to(request.user, "events.add_import")
    return import_attendance(
        content=content,
        centre=get_object_or_404(centres, code=options["centre"]),
        project_code=options["project_code"],
        create_projects=options["create_projects"]
        and request.user.has_perm("partners.change_project"),
        other_meetings=options.get("other_meetings", False),
        user=request.user,
        log=request.log,
        **how,
    )


def _show_check(request, result, token):
    problems = [
        (problem.row, label(problem.column), problem.reason)
        for problem in result.rejected[:SHOWN_PROBLEMS]
    ]
    context = {
        "result": result,
        "token": token,
        "summary": list(summary(result)),
        "problems": problems,
        "hidden_problems": len(result.rejected) - len(problems),
        "unlikely": result.unlikely[:SHOWN_UNLIKELY],
        "hidden_unlikely": max(len(result.unlikely) - SHOWN_UNLIKELY, 0),
    }
    return render(request, "events/importing/import_check.html", context)


def _done(result):
    """What was done, in one message."""
    figures = "; ".join(f"{what}: {words}" for what, words in summary(result))
    rows = ngettext(
        "%(count)d row was imported.", "%(count)d rows were imported.", result.good_rows
    ) % {"count": result.good_rows}
    return f"{rows} {figures}."


def _columns():
    """The columns of a file, for the help beside the form."""
    return [(key, words[0], str(name)) for key, (name, words) in COLUMNS.items()]


def _own_imports(user):
    """What this user imported of late: after a power cut it says whether the import was kept."""
    entries = AccessLog.objects.filter(user=user, action=Action.IMPORT)[:SHOWN_IMPORTS]
    centres = dict(Centre.objects.values_list("pk", "code"))
    return [
        (entry.at, centres.get(int(entry.object_id), ""), entry.detail.get("rows", 0))
        for entry in entries
    ]
