"""`manage.py upgrade`: after a newer version was put in place, everything that it needs.

A backup (or, where nobody holds keys, a copy of the database), the tables, the words, the static
files, and a look whether it may start. What was killed in between is simply begun again.
"""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from backups.making import make_backup
from backups.naming import name_at
from backups.refusals import BackupRefused
from shkej.doctor.checks import refuse_to_start
from shkej.lib.bilingual import in_both_languages
from shkej.lib.queries.schema import applied_migrations

BACKED_UP = gettext_noop("Backed up: %(path)s.")
NO_KEYS = gettext_noop("No backup: there are no keys. The database is copied beside itself.")
DONE = gettext_noop("Done. Now restart the web processes and the worker.")


class Command(BaseCommand):
    """Stops at the first step that fails; nothing that was there is lost by it."""

    help = __doc__
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser):
        """What a container needs, whose files were made with its image."""
        parser.add_argument("--data-only", action="store_true", help="make no file of the program")

    def handle(self, *, data_only, **options):
        """Do it, in this order."""
        try:
            self._back_up()
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        call_command("migrate", interactive=False, verbosity=1)
        if not data_only:
            call_command("compile_catalogues", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
        try:
            refuse_to_start()
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
        self._say(DONE)

    def _back_up(self):
        with connection.cursor() as cursor:
            if not applied_migrations(cursor):
                return  # the first installation
        if not settings.BACKUP_RECIPIENTS:
            self._say(NO_KEYS)
            return
        folder = Path(settings.BACKUP_FOLDER)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = make_backup(folder / name_at(timezone.now()))
        self._say(BACKED_UP, path=made.path)

    def _say(self, words, **values):
        self.stdout.write("\n".join(in_both_languages(words, **values)))
