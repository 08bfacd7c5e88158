"""`manage.py fill_prp_template TEMPLATE.xlsx`: docs/contracts.md."""

import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from accounts.services import log_access
from reports.models import Report
from reports.prp.filling import fill, template_for
from reports.prp.mapping import Targets, confirm, meanings_of, things_of
from reports.prp.reading import MEGABYTES
from shkej.lib.refusals import one_line
from shkej.lib.shell import ShellCommand


class Command(ShellCommand):
    """Fill the uploader template of UNICEF's portal with a frozen report."""

    help = "Fill the uploader template of UNICEF's portal (PRP) with a frozen report."

    def add_arguments(self, parser):
        """The options of the contract."""
        parser.add_argument("template", metavar="TEMPLATE.xlsx", help="the file that PRP gave")
        parser.add_argument("--report", metavar="ID", help="the frozen report (required)")
        parser.add_argument(
            "--output", metavar="PATH", help="where the filled file goes (required)"
        )
        parser.add_argument(
            "--accept-proposals",
            action="store_true",
            help="take what bears the very same words as confirmed",
        )

    def handle(self, **options):
        """Read, confirm where that is asked for, fill and write."""
        language = os.environ.get("LANGUAGE", "")[:2]
        with translation.override(language if language in dict(settings.LANGUAGES) else "en"):
            report, output = _report(options["report"]), options["output"]
            if not output:
                raise CommandError("--output is missing: name the file to write.")
            content = _content(options["template"])
            try:
                filled = _filled(
                    content=content,
                    name=Path(options["template"]).name,
                    report=report,
                    accepts=options["accept_proposals"],
                )
            except ValidationError as refusal:
                raise CommandError(one_line(refusal)) from refusal
            try:
                Path(output).write_bytes(filled.content)
            except OSError as fault:
                reason = fault.strerror or "unknown reason"
                raise CommandError(f"Cannot write {output}: {reason}.") from fault
            log_access(
                Action.EXPORT,
                report,
                format="prp",
                reference=report.project.unicef_reference,
                version=report.version,
            )
            self.put("".join(f"{hint}\n" for hint in filled.hints))


def _filled(*, content, name, report, accepts):
    template, _name = template_for(content=content, name=name, report=report)
    things, known = things_of(template), meanings_of(report.project)
    unknown = [thing for thing in things if thing.key not in known]
    if unknown and accepts:
        proposals = Targets(report.project).propose(things, known)
        choices = {key: row.choice for key, row in proposals.items() if row.is_exact}
        confirm(project=report.project, things=things, choices=choices, confirmed_by=None)
        unknown = [thing for thing in unknown if thing.key not in choices]
    if unknown:
        raise ValidationError(
            _("Confirm on the page of the report what these mean here: %(labels)s.")
            % {"labels": "; ".join(f"“{thing.label}”" for thing in unknown)}
        )
    return fill(content=content, name=name, report=report)


def _report(key):
    if key is None:
        raise CommandError("--report is missing: give the number of a frozen report.")
    is_number = key.isascii() and key.isdigit()
    reports = Report.objects.select_related("period__project", "snapshot")
    report = reports.filter(pk=key).first() if is_number else None
    if report is None:
        raise CommandError(f"There is no report {key!r}.")
    return report


def _content(path):
    try:
        with Path(path).open("rb") as file:
            return file.read(MEGABYTES * 1024 * 1024 + 1)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "unknown reason"
        raise CommandError(f"Cannot read {path}: {reason}.") from fault
