"""`manage.py backup_keys FILE`: a pair of keys for one holder, on the holder's own computer."""

import os
from datetime import date
from pathlib import Path

import pyrage
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_noop

from backups.making import IS_THERE
from backups.refusals import BackupRefused, disk_faults_refused
from shkej.lib.bilingual import in_both_languages

PRIVATE = gettext_noop(
    "The private key is in %(path)s. It opens every backup: keep it on no server, and a printed "
    "copy in a locked place."
)
PUBLIC = gettext_noop("The public key, for BACKUP_RECIPIENTS on the server: %(key)s")


class Command(BaseCommand):
    """Writes what `age-keygen` writes, which serves as well."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        """Where the private key is written."""
        parser.add_argument("path", type=Path, metavar="FILE")

    def handle(self, *, path, **options):
        identity = pyrage.x25519.Identity.generate()
        public = str(identity.to_public())
        text = f"# created: {date.today():%Y-%m-%d}\n# public key: {public}\n{identity}\n"
        try:
            with disk_faults_refused():
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as fault:
            raise CommandError(str(BackupRefused(IS_THERE, str(path)))) from fault
        except BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
        for words, values in ((PRIVATE, {"path": path}), (PUBLIC, {"key": public})):
            self.stdout.write("\n".join(in_both_languages(words, **values)))
