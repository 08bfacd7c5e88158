"""`manage.py restore PATH --identity KEY`: puts a backup in the place of database and files.

`manage.py restore --snapshot FOLDER` puts back the database alone, as it was before an upgrade.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts.audit.database_roles import as_owner
from backups.archive import identities
from backups.refusals import BackupRefused
from backups.restoring.restore import restore, said_of
from backups.snapshots import put_back
from shkej.lib.bilingual import LANGUAGES

NOT_DEBUGGED = gettext_noop("Nothing is restored with DEBUG on: faults would show people’s data.")
WHICH = gettext_noop("Name a backup and --identity with your private key, or --snapshot alone.")


class Command(BaseCommand):
    """Refuses before anything is touched; what was there is set aside."""

    help = __doc__
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        """Which backup, and the private key of one of its holders; or which snapshot."""
        parser.add_argument("path", type=Path, nargs="?")
        parser.add_argument("--identity", type=Path, metavar="KEY")
        parser.add_argument("--snapshot", type=Path, metavar="FOLDER")

    def handle(self, *, path, identity, snapshot, **options):
        try:
            with as_owner():  # whose the tables of the copy are then
                said = self._restore(path, identity, snapshot)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        for code in LANGUAGES:
            with translation.override(code):
                for line in said:
                    self.stdout.write(translation.gettext(line.words) % line.values)

    def _restore(self, path, identity, snapshot):
        if settings.DEBUG:
            raise BackupRefused(NOT_DEBUGGED)
        if snapshot and not (path or identity):
            return said_of(put_back(snapshot))
        if snapshot or not (path and identity):
            raise BackupRefused(WHICH)
        return restore(path, identities(identity))
