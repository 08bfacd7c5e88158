"""`manage.py verify_audit`: whether the log, the history and consents are as they were sealed."""

from itertools import chain

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext_noop

from accounts.audit.triggers import missing
from accounts.audit.verifying import Coverage, faults
from shkej.lib.bilingual import in_both_languages

SOUND = gettext_noop(
    "The chain holds: %(seals)s seals, %(rows)s rows; %(unsealed)s rows are not sealed yet."
)
REDACTED = gettext_noop("Through the door, with a reason: %(number)s rows changed or deleted.")
HEAD = gettext_noop("Its head, to be kept elsewhere: %(head)s")
BROKEN = gettext_noop("The chain is broken. First:")
MORE = gettext_noop("Faults in all: %(number)s.")
UNGUARDED = gettext_noop(
    "The database lets rows of %(table)s be changed: run manage.py migrate, then look who did it."
)


class Command(BaseCommand):
    """Changes nothing; ends with 1 at the first broken link, which it names."""

    help = __doc__

    def add_arguments(self, parser):
        """What was written down elsewhere: a line of the worker's log, or a backup's word."""
        parser.add_argument("--head", metavar="NUMBER:HASH", help="a head that the chain must hold")
        parser.add_argument("--all", action="store_true", help="name every fault, not the first")

    def handle(self, *, head, all, **options):
        """Walk the chain."""
        found = Coverage()
        faulty = faults(found=found, head=head)
        first = next(faulty, None)
        if first is not None:
            others = list(faulty)
            self._say(BROKEN)
            for fault in chain([first], others if all else []):
                self._say(fault.words, **fault.values)
            raise CommandError(" / ".join(in_both_languages(MORE, number=len(others) + 1)))
        if tables := missing(connection):
            raise CommandError(" / ".join(in_both_languages(UNGUARDED, table=tables[0])))
        self._say(SOUND, **{name: getattr(found, name) for name in ("seals", "rows", "unsealed")})
        if found.redactions:
            self._say(REDACTED, number=found.redactions)
        if found.head:
            self._say(HEAD, head=found.head)

    def _say(self, words, **values):
        self.stdout.write("\n".join(in_both_languages(words, **values)))
