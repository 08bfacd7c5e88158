"""The attendance report from the command line; docs/contracts.md says what it answers."""

import sys
from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError

from events.models import Centre
from partners.models import Project
from reports.attendance.document import documents, gather
from reports.attendance.question import ReportQuestion
from reports.counting import Period, count_attendance
from reports.exporters.csv import write_contract
from reports.exporters.json import write_json
from reports.exporters.writing import WRITERS, writer_of
from shkej.lib.bilingual import BOTH, FIRST, LANGUAGES
from shkej.lib.pdf import PdfUnavailable
from shkej.lib.shell import ShellCommand

FORMATS = ["json", "csv", *WRITERS]


class Command(ShellCommand):
    """Count attendance in a period and write the figures.

    JSON and CSV hold codes and are the same in every language; the other formats are for people.
    """

    help = "Write the attendance report of a project, a centre or everything."

    def add_arguments(self, parser):
        """The options of the contract."""
        parser.add_argument("--project", metavar="CODE", help="only events of this project")
        parser.add_argument("--centre", metavar="CODE", help="only events of this centre")
        parser.add_argument("--start", metavar="DATE", help="first day, YYYY-MM-DD (required)")
        parser.add_argument("--end", metavar="DATE", help="last day, YYYY-MM-DD (required)")
        parser.add_argument("--format", default="json", help=f"{', '.join(FORMATS)} (json)")
        parser.add_argument("--language", default=FIRST, help="sq, en or both (sq)")
        parser.add_argument("--output", metavar="PATH", help="a file instead of standard output")

    def handle(self, **options):
        """Count and write."""
        kind, language = options["format"], options["language"]
        if kind not in FORMATS:
            raise CommandError(f"Unknown format {kind!r}: choose from {', '.join(FORMATS)}.")
        if language not in (*LANGUAGES, BOTH):
            raise CommandError(f"Unknown language {language!r}: choose sq, en or both.")
        if kind in WRITERS and not options["output"] and sys.stdout.isatty():
            raise CommandError(f"A {kind} file is not for a terminal: name a file with --output.")
        question = ReportQuestion(
            project=_row(Project, "project", options["project"]),
            centre=_row(Centre, "centre", options["centre"]),
            period=_period(options["start"], options["end"]),
        )
        count = count_attendance(question.scope(None), question.period)
        self._write(_content(kind, language, question, count), options["output"])

    def _write(self, content, output):
        if output:
            try:
                Path(output).write_bytes(content)
            except OSError as fault:
                reason = fault.strerror or "unknown reason"
                raise CommandError(f"Cannot write {output}: {reason}.") from fault
        else:
            self.put(content)


def _content(kind, language, question, count):
    if kind == "json":
        return write_json(count).encode()
    if kind == "csv":
        return write_contract(count).encode()
    try:
        return writer_of(kind)(documents(language, gather(question, count)))
    except PdfUnavailable as fault:
        raise CommandError(
            "PDF needs libraries that this machine lacks: install libpango-1.0-0 and "
            "libpangoft2-1.0-0, or choose another format."
        ) from fault


def _row(model, name, code):
    if code is None:
        return None
    row = model.objects.filter(code=code).first()
    if row is None:
        raise CommandError(f"There is no {name} with the code {code!r}.")
    return row


def _period(start, end):
    period = Period(_day("--start", start), _day("--end", end))
    if period.end < period.start:
        raise CommandError(f"The end {period.end} is before the start {period.start}.")
    return period


def _day(option, text):
    if text is None:
        raise CommandError(f"{option} is missing: give a day as YYYY-MM-DD.")
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as fault:
        raise CommandError(f"{option} {text!r} is no day: write it as YYYY-MM-DD.") from fault
