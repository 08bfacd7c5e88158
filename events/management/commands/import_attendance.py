"""`manage.py import_attendance FILE`: docs/contracts.md."""

import json
import os
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.importing.files.cells import MAX_BYTES, MAX_MEGABYTES
from events.importing.results import Result, summary
from events.importing.running import import_attendance
from events.importing.shape.questions import CHOICES, Answers
from events.models import Centre
from shkej.lib.refusals import one_line
from shkej.lib.shell import ShellCommand


class Command(ShellCommand):
    """Import events, people and attendance from a CSV or XLSX file."""

    help = "Import events, people and attendance from a CSV or XLSX file (docs/import.md)."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a CSV or XLSX file")
        parser.add_argument("--project", metavar="CODE", default="", help="for rows without one")
        parser.add_argument(
            "--centre", metavar="CODE", default="", help="not needed for one centre"
        )
        parser.add_argument(
            "--create-projects", action="store_true", help="make projects that do not exist yet"
        )
        parser.add_argument(
            "--other-meetings",
            action="store_true",
            help="events that look like ones logged already are other meetings",
        )
        parser.add_argument(
            "--letters",
            choices=CHOICES["letters"],
            help="the language of the letters in the column attendance (docs/glossary.md)",
        )
        parser.add_argument(
            "--afresh",
            action="store_true",
            help="take in again what was changed or taken off since an earlier import",
        )
        _add_answers(parser)
        parser.add_argument("--dry-run", action="store_true", help="tell, but change nothing")
        parser.add_argument(
            "--skip-bad-rows", action="store_true", help="import the good rows only"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options):
        language = os.environ.get("LANGUAGE", "")[:2]
        with translation.override(language if language in dict(settings.LANGUAGES) else "en"):
            self._handle(options)

    def _handle(self, options):
        result = Result()
        try:
            result = import_attendance(
                content=_content(options["file"]),
                centre=_centre(options["centre"]),
                project_code=options["project"],
                create_projects=options["create_projects"],
                other_meetings=options["other_meetings"],
                letters=options["letters"],
                afresh=options["afresh"],
                answers=_answers(options),
                skip_bad_rows=options["skip_bad_rows"],
                dry_run=options["dry_run"],
            )
        except ValidationError as refusal:
            if options["json"]:
                self._print_json(result)
            raise CommandError(one_line(refusal)) from refusal
        if options["json"]:
            self._print_json(result)
        else:
            self._print(result, dry_run=options["dry_run"])
        if result.is_refused:
            raise CommandError(
                ngettext(
                    "Nothing was imported: %(count)d row is bad.",
                    "Nothing was imported: %(count)d rows are bad.",
                    len(result.rejected),
                )
                % {"count": len(result.rejected)}
            )

    def _print_json(self, result):
        self.put(json.dumps(result.as_json(), ensure_ascii=False) + "\n")

    def _print(self, result, *, dry_run):
        self.put("".join(f"{line}\n" for line in _lines(result, dry_run=dry_run)))


def _add_answers(parser):
    """Options for what the page asks: what a file leaves open."""
    parser.add_argument("--event", default="", help="what the event of a list is called")
    parser.add_argument("--starts-at", default="", metavar="MOMENT", help="when it started")
    parser.add_argument(
        "--dates", choices=CHOICES["dates"], default="", help="how 06/10/2021 is read"
    )
    parser.add_argument(
        "--empty-attendance",
        choices=CHOICES["empty"],
        default="",
        help="what an empty cell means in a column of marks",
    )
    parser.add_argument(
        "--crossed",
        choices=CHOICES["crossed"],
        default="",
        help="what ☒ means where no box is ticked; ☐ is the other of the two",
    )
    parser.add_argument(
        "--hidden", choices=CHOICES["hidden"], default="", help="rows hidden or struck through"
    )
    parser.add_argument(
        "--last-word",
        choices=CHOICES["last_word"],
        default="",
        help="what Po is in a line such as Ana Po",
    )
    parser.add_argument("--encoding", choices=CHOICES["encoding"], default="", help="of a text")
    parser.add_argument(
        "--leave-out-columns", action="store_true", help="leave out columns that are not known"
    )


def _answers(options):
    return Answers(
        encoding=options["encoding"],
        dates=options["dates"],
        empty=options["empty_attendance"],
        crossed=options["crossed"],
        hidden=options["hidden"],
        last_word=options["last_word"],
        event=options["event"],
        starts_at=options["starts_at"],
        leave_out_columns=options["leave_out_columns"],
    )


def _lines(result, *, dry_run):
    for problem in result.rejected:
        yield _("Row %(row)s, %(column)s: %(reason)s") % {
            "row": problem.row,
            "column": problem.column,
            "reason": problem.reason,
        }
    if result.is_refused:
        return
    if dry_run:
        yield _("Trial run: nothing was changed.")
    for what, figures in summary(result):
        yield f"{what}: {figures}"
    for note in result.left_out:
        yield _("Left out: row %(row)s. %(reason)s") % {"row": note.row, "reason": note.reason}
    for note in result.unlikely:
        yield _("To be looked at: row %(row)s. %(reason)s") % {
            "row": note.row,
            "reason": note.reason,
        }


def _content(name):
    try:
        path = Path(name)
        if path.stat().st_size > MAX_BYTES:
            raise ValidationError(
                _("The file is too large (limit %(mb)s MB).") % {"mb": MAX_MEGABYTES}
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise ValidationError(
            _("The file “%(name)s” cannot be opened.") % {"name": name}
        ) from error


def _centre(code):
    if code:
        centre = Centre.objects.filter(code=code).first()
        if centre is None:
            raise ValidationError(
                _("There is no centre with the code “%(code)s”.") % {"code": code}
            )
        return centre
    centres = list(Centre.objects.all()[:2])
    if len(centres) != 1:
        raise ValidationError(_("Say with --centre which centre the file belongs to."))
    return centres[0]
