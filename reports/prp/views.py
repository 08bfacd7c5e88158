"""PRP's own template: choose the file, confirm what its words mean, get it back filled."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from background.reasons import CannotBeDone
from background.sending import TASK, send_file
from drafts.keeping import kept_for
from reports.models import PrpMapping, Report
from reports.prp.filling import plan, template_for
from reports.prp.forms import MeaningsForm, TemplateFileForm, confirmed_otherwise
from reports.prp.mapping import (
    DIMENSION,
    INDICATOR,
    LOCATION,
    VALUE,
    Targets,
    confirm,
    meanings_of,
    things_of,
)
from reports.prp.names import right_name
from reports.prp.tasks import AT_ONCE, EXPORT, filled_template
from reports.prp.uploads import files
from shkej.lib.refusals import tell


def _report(request, report_id):
    """The frozen report, or None where it is not frozen yet or was sent back."""
    reports = Report.objects.visible_to(request.user, EXPORT).for_page()
    report = get_object_or_404(reports.select_related("snapshot"), pk=report_id)
    return None if report.is_open or report.is_sent_back else report


def _no_template(request, report_id):
    """Say why no template is filled from this version."""
    if Report.objects.get(pk=report_id).is_sent_back:
        words = _("This version was sent back: fill PRP’s template from the next one.")
    else:
        words = _("Freeze the report first: only frozen figures go into PRP.")
    messages.error(request, words)
    return redirect("reports:report_detail", report_id)


def prp(request, report_id):
    """Take the template; show what has been confirmed so far."""
    report = _report(request, report_id)
    if report is None:
        return _no_template(request, report_id)
    if answer := _go_on(request, report):
        return answer
    form = TemplateFileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _first_page(request, report, form)
    upload = form.cleaned_data["file"]
    content = upload.read()
    try:
        template, name = template_for(content=content, name=upload.name, report=report)
    except ValidationError as refusal:
        return _first_page(request, report, form, refusal.messages)
    token = files.keep(request.session, content, name=name, report=report.pk)
    return _next_page(request, report, template, name, token)


def _go_on(request, report):
    """The file about whose words somebody was typing when their session ended; or None."""
    kept = kept_for(request) if request.method == "GET" else None
    if kept is None or kept.path != reverse("reports:prp_meanings", args=[report.pk]):
        return None
    try:
        ticket = kept.values().get("ticket", [""])[0]
        token, content, options = files.take_up(request.session, ticket)
        template, name = template_for(content=content, name=options["name"], report=report)
    except ValidationError as refusal:
        kept.delete()
        return _start_again(request, report, refusal)
    return _next_page(request, report, template, name, token)


def prp_meanings(request, report_id):
    """Keep what the reader confirmed, and go on with the file."""
    report = _report(request, report_id)
    if report is None:
        return _no_template(request, report_id)
    token = request.POST.get("upload", "")
    try:
        content, name = _kept(request, report, token)
        template, name = template_for(content=content, name=name, report=report)
    except ValidationError as refusal:
        return _start_again(request, report, refusal)
    form = _meanings_form(report.project, template, request.POST)
    if form.is_valid():
        try:
            confirm(
                project=report.project,
                things=things_of(template),
                choices=form.choices(),
                confirmed_by=request.user,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
    if not form.is_valid():
        return _meanings_page(request, report, form, token)
    return _next_page(request, report, template, name, token)


def prp_file(request, report_id):
    """The filled file under PRP's own name, made by the worker where it is large; is logged.

    One that was made is fetched here too, by the address that its task has.
    """
    report = _report(request, report_id)
    if report is None:
        return _no_template(request, report_id)
    try:
        return _send(request, report)
    except ValidationError as refusal:
        return _start_again(request, report, refusal)
    except CannotBeDone as refusal:
        return _start_again(request, report, ValidationError(_(str(refusal))))  # noqa: INT001


def _send(request, report):
    if TASK in request.GET:
        token, name = request.GET.get("upload", ""), request.GET.get("file", "")
        is_large = True
    else:
        token = request.POST.get("upload", "")
        content, name = _kept(request, report, token)
        is_large = len(content) > AT_ONCE
        if is_large:
            files.give(request.session)
    return send_file(
        request,
        filled_template,
        report.pk,
        token,
        name,
        target=report,
        is_large=is_large,
        asked={"upload": token, "file": name},
    )


def prp_forget(request, report_id, mapping_id):
    """Forget what one thing means: the next template asks for it again."""
    report = _report(request, report_id)
    if report is None:
        return _no_template(request, report_id)
    meaning = get_object_or_404(PrpMapping, project=report.project, pk=mapping_id)
    meaning.delete()
    messages.success(request, _("Forgotten: “%(label)s”.") % {"label": meaning.label})
    return redirect("reports:prp", report.pk)


def _kept(request, report, token):
    """(bytes, name) of the file of this report that the session keeps."""
    content, options = files.kept(request.session, token)
    if options["report"] != report.pk:
        raise ValidationError(_("The checked file is no longer there. Choose it again."))
    return content, options["name"]


def _start_again(request, report, refusal):
    tell(request, refusal)
    return redirect("reports:prp", report.pk)


def _meanings_form(project, template, data=None):
    known = meanings_of(project)
    things, targets = things_of(template), Targets(project)
    confirmed = confirmed_otherwise(things, known, data) if data else {}
    return MeaningsForm(
        data,
        things=[thing for thing in things if thing.key not in known or thing.key in confirmed],
        targets=targets,
        proposals=targets.propose(things, known),
        confirmed=confirmed,
    )


def _next_page(request, report, template, name, token):
    """What is still to be confirmed; else the file, or why it cannot be filled."""
    form = _meanings_form(report.project, template)
    if form.things:
        return _meanings_page(request, report, form, token)
    try:
        planned = plan(template=template, name=name, report=report)
    except ValidationError as refusal:
        return _first_page(request, report, TemplateFileForm(), refusal.messages)
    context = {"report": report, "filled": planned, "token": token}
    return render(request, "reports/prp/prp_ready.html", context)


def _meanings_page(request, report, form, token):
    context = {"report": report, "form": form, "token": token}
    context["ticket"] = files.ticket(request.session)
    status = 409 if form.has_conflict else 200
    return render(request, "reports/prp/prp_meanings.html", context, status=status)


def _first_page(request, report, form, refusals=()):
    project = report.project
    order = [INDICATOR, LOCATION, DIMENSION, VALUE]
    context = {
        "report": report,
        "form": form,
        "refusals": refusals,
        "name": right_name(report.period.number, project.unicef_reference),
        "meanings": sorted(
            meanings_of(project).values(), key=lambda row: (order.index(row.kind), row.pk)
        ),
    }
    return render(request, "reports/prp/prp.html", context)
