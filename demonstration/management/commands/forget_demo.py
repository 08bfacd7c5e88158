"""Delete the demonstration, so that one of today can be loaded: its database, files and mails."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.demonstration import is_demonstration

BESIDE = ("", "-wal", "-shm", "-journal")  # files of one SQLite database


class Command(BaseCommand):
    """`manage.py forget_demo`: refuses whatever is not the demonstration in a file of its own."""

    help = __doc__

    def handle(self, *args, **options):
        """Look first, then delete; what is not there is no fault."""
        if connection.vendor != "sqlite":
            raise CommandError("Only a demonstration in SQLite is forgotten: drop the database.")
        if not (settings.DEMONSTRATION and self._is_ours()):
            raise CommandError("This is no demonstration: nothing was deleted.")
        database = connection.settings_dict["NAME"]
        connection.close()
        for ending in BESIDE:
            Path(f"{database}{ending}").unlink(missing_ok=True)
        for folder in self._folders():
            shutil.rmtree(folder, ignore_errors=True)

    def _is_ours(self):
        """Whether the database is the demonstration's, or nothing has been made in it."""
        return not connection.introspection.table_names() or is_demonstration()

    def _folders(self):
        """Where its files and mails are."""
        found = [settings.STORAGES["default"]["OPTIONS"]["location"]]
        return [*found, *filter(None, [getattr(settings, "EMAIL_FILE_PATH", "")])]
