"""Django's `changepassword`, refused: nobody sets a password for somebody else."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_noop

from shkej.lib.bilingual import in_both_languages

REFUSED = gettext_noop(
    "Nobody sets a password for somebody else. An administrator sends a link under “Users”; for "
    "the first one, create_admin prints it."
)


class Command(BaseCommand):
    """Whoever knew such a password could sign in as them, and the log would say that they did."""

    help = __doc__

    def add_arguments(self, parser):
        """Take what Django's takes, so that it is refused in our words."""
        parser.add_argument("username", nargs="*")
        parser.add_argument("--database")

    def handle(self, **options):
        """Refuse."""
        raise CommandError(" / ".join(in_both_languages(REFUSED)))
