"""Load the demonstration into an empty database and print its accounts."""

import os
import secrets

from django.conf import settings
from django.core.management.base import CommandError

from accounts.demonstration import DOMAIN, is_demonstration
from accounts.models import User
from demonstration.load import load_demonstration
from demonstration.people import ACCOUNTS
from events.models import Event
from shkej.lib.queries.schema import WritingCommand

PASSWORD_FILE = settings.VAR_DIR / "demo-password"


def demo_password():
    """The password of this machine's demonstration: made at random once, readable by its owner."""
    if not PASSWORD_FILE.exists():
        descriptor = os.open(PASSWORD_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("-".join(secrets.token_hex(2) for _group in range(4)) + "\n")
    return PASSWORD_FILE.read_text().strip()


class Command(WritingCommand):
    """`manage.py load_demo`: does nothing to a database that holds anything."""

    help = __doc__

    def handle(self, *args, **options):
        if User.objects.exists() or Event.objects.exists():
            if not is_demonstration():
                self.stdout.write("The database is in use: the demonstration was not loaded.")
                return
        else:
            self.stdout.write("Making the demonstration: a minute, on a busy machine some …")
            self.stdout.flush()
            load_demonstration(password=demo_password())
        if not PASSWORD_FILE.exists():
            raise CommandError(f"{PASSWORD_FILE} is missing: delete the database to start again.")
        self.stdout.write("Demonstration accounts:")
        for role, _name, _extra in ACCOUNTS:
            self.stdout.write(f"  {role}@{DOMAIN}")
        self.stdout.write(f"Password of each: {demo_password()}")
