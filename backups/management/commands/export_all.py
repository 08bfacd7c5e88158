"""`manage.py export_all PATH`: everything in open formats, for whoever wants to leave."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models.access_log import EVERYTHING, Action
from accounts.services import log_access
from backups.archive import identities
from backups.exporting.making import everybody, export_name, make_export, open_export
from backups.refusals import BackupRefused
from shkej.lib.bilingual import in_both_languages

MADE = gettext_noop(
    "Everything was exported to %(path)s: %(tables)s tables, %(rows)s rows, %(files)s files. Only "
    "the holders of the keys open it."
)
OPENED = gettext_noop(
    "Opened in %(folder)s, readable by whoever reads that folder: README says what is what."
)
NEEDS_BOTH = gettext_noop("--open needs --identity, your private key, and --into, a new folder.")


class Command(BaseCommand):
    """Encrypted for the two holders of the backups' keys, so that one person alone reads nothing.

    With --open, on a holder's own computer, the other way round.
    """

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        """Where to; or what to open, with which key and where."""
        parser.add_argument("path", type=Path, help="a new file, or a folder to make one in")
        parser.add_argument("--open", action="store_true", help="open the export at PATH")
        parser.add_argument("--identity", type=Path, metavar="KEY", help="a holder's private key")
        parser.add_argument("--into", type=Path, metavar="FOLDER", help="where to, a new folder")

    def handle(self, *, path, identity, into, **options):
        try:
            if options["open"]:
                self._open(path, identity, into)
            else:
                self._make(path / export_name(timezone.now()) if path.is_dir() else path)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused

    def _make(self, path):
        # First: without its line nothing is exported.
        log_access(Action.EXPORT_PEOPLE, kind=EVERYTHING, people=everybody())
        made = make_export(path)
        values = {"tables": made.tables, "rows": made.rows, "files": made.files}
        self._say(MADE, path=made.path, **values)

    def _open(self, path, identity, into):
        if identity is None or into is None:
            raise BackupRefused(NEEDS_BOTH)
        open_export(path, identities(identity), into)
        self._say(OPENED, folder=into)

    def _say(self, words, **values):
        self.stdout.write("\n".join(in_both_languages(words, **values)))
