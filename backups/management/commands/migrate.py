"""Django's `migrate`, which first copies a database that holds anything (`--no-snapshot`: not)."""

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection

from accounts.audit.database_roles import as_owner
from backups.refusals import BackupRefused
from backups.snapshots import take_snapshot
from shkej.lib.queries.schema import SchemaDiffers, applied_migrations, check_schema

ONLY_LOOKS = ("check_unapplied", "plan", "fake")


class Command(migrate.Command):
    """Each migration is done whole or not at all; one that was killed is begun again."""

    def add_arguments(self, parser):
        """Django's own, and whether a copy is made."""
        super().add_arguments(parser)
        parser.add_argument("--no-snapshot", action="store_false", dest="snapshot")

    def handle(self, *args, snapshot=True, **options):
        """Copy the database where something is about to change, then migrate, as its owner."""
        with as_owner():
            return self._migrate(*args, snapshot=snapshot, **options)

    def _migrate(self, *args, snapshot, **options):
        is_to_change = not any(options.get(name) for name in ONLY_LOOKS)
        if snapshot and is_to_change and (options.get("app_label") or _is_behind()):
            try:
                folder = take_snapshot()
            except BackupRefused as refused:
                raise CommandError(str(refused)) from refused
            if options["verbosity"]:
                self.stdout.write(f"The database was copied to {folder}.")
        return super().handle(*args, **options)


def _is_behind():
    """Whether the database holds tables, of another version than this program’s."""
    with connection.cursor() as cursor:
        if not applied_migrations(cursor):
            return False
        try:
            check_schema(cursor)
        except SchemaDiffers:
            return True
    return False
