"""`manage.py restore PATH --identity KEY`: puts a backup in the place of database and files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from backups.archive import identities
from backups.refusals import Refused
from backups.restoring.restore import restore
from shkej.lib.bilingual import LANGUAGES


class Command(BaseCommand):
    """Refuses before anything is touched; what was there is set aside."""

    help = __doc__
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        """Which backup, and the private key of one of its holders."""
        parser.add_argument("path", type=Path)
        parser.add_argument("--identity", type=Path, required=True, metavar="KEY")

    def handle(self, *, path, identity, **options):
        try:
            said = restore(path, identities(identity))
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        for code in LANGUAGES:
            with translation.override(code):
                for line in said:
                    self.stdout.write(translation.gettext(line.words) % line.values)
