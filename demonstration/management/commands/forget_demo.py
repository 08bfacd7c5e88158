"""Delete the demonstration, so that one of today can be loaded: its database, files and mails."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.demonstration import is_demonstration
from backups.files import columns_of_files

BESIDE = ("", "-wal", "-shm", "-journal")  # files of one SQLite database


class Command(BaseCommand):
    """`manage.py forget_demo`: refuses whatever is not the demonstration in a file of its own."""

    help = __doc__

    def handle(self, *args, **options):
        """Look first, then delete: of files those that rows name. What is not there is no fault."""
        if connection.vendor != "sqlite":
            raise CommandError("Only a demonstration in SQLite is forgotten: drop the database.")
        if not (settings.DEMONSTRATION and self._is_ours()):
            raise CommandError("This is no demonstration: nothing was deleted.")
        database = connection.settings_dict["NAME"]
        for name in self._files():
            default_storage.delete(name)
        connection.close()
        for ending in BESIDE:
            Path(f"{database}{ending}").unlink(missing_ok=True)
        if mails := getattr(settings, "EMAIL_FILE_PATH", ""):
            shutil.rmtree(mails, ignore_errors=True)

    def _is_ours(self):
        """Whether the database is the demonstration's, or nothing has been made in it."""
        return not connection.introspection.table_names() or is_demonstration()

    def _files(self):
        """What its rows name: the folder may be one that others use too."""
        with connection.cursor() as cursor:
            known = set(connection.introspection.table_names(cursor))
            for table, column in columns_of_files():
                if table in known:
                    cursor.execute(f'SELECT "{column}" FROM "{table}"')  # noqa: S608 – our own names
                    yield from (name for [name] in cursor.fetchall() if name)
