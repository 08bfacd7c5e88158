"""What a restore does before the application opens: whoever was erased is erased again."""

from django.utils.translation import gettext_noop

from backups.refusals import BackupRefused
from backups.restoring.restore import Said
from participants.models import Participant
from retention.ledger import book
from retention.ledger.replay import replay

REPEATED = gettext_noop("%(number)s people who had been erased since were erased again.")
OTHER_KEY = gettext_noop(
    "The ledger of erasures was written with a key that is not set here: put it into "
    "ERASURE_KEY_FALLBACKS. Without it people who were erased would come back."
)
NOT_ALL = gettext_noop(
    "The backup knows of %(number)s erasures that the ledger here does not: if another machine has "
    "a longer ledger, bring it here and restore again."
)


def repeat_erasures(manifest, files):
    """Replay the ledger over a restored database and `files`; BackupRefused without its key."""
    if book.unknown_keys():
        raise BackupRefused(OTHER_KEY, str(book.path()))
    number = replay(files)
    if unknown := _unknown():
        return Said(NOT_ALL, {"number": unknown})
    return Said(REPEATED, {"number": number}) if number else None


def _unknown():
    """How many nameless records of the database the ledger does not name."""
    known = book.read()
    rows = Participant.objects.exclude(anonymised_on=None).values_list("pk", "created_at")
    return sum(
        not any((book.PERSON, code) in known for code in book.codes_of(book.PERSON, *row))
        for row in rows
    )
