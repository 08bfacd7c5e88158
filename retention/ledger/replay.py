"""Erasing again what the ledger says: after a restore, and where a process was killed."""

from collections import defaultdict

from events.models import Attachment
from participants.models import Participant
from retention.erasing.scopes import ErasureScope, is_done
from retention.erasing.services import erase
from retention.ledger import book


def replay(folder=None):
    """Erase whoever the ledger names and the database still tells; how many records.

    `folder`: of the files, where those in use are not meant. Holds say nothing here: what the
    ledger names was erased already.
    """
    known = book.read()
    if not known:
        return 0
    files = _files(known)
    due = _people(known)
    for scope, keys in sorted(due.items()):
        erase(keys, scope=scope, files=files, folder=folder)
    if files and not due:
        erase([], scope=ErasureScope.ALL, files=files, folder=folder)
    return sum(len(keys) for keys in due.values())


def _people(known):
    """{scope: ids of those of whom more is told than the ledger says}."""
    due = defaultdict(list)
    for pk, created_at in Participant.objects.values_list("pk", "created_at").iterator():
        if scope := _scope(known, book.PERSON, pk, created_at):
            due[scope].append(pk)
    return {
        scope: [row.pk for row in rows if not is_done(scope, row)]
        for scope, keys in due.items()
        if (rows := Participant.objects.filter(pk__in=keys))
    }


def _files(known):
    rows = Attachment.objects.values_list("pk", "created_at")
    return [pk for pk, created_at in rows if _scope(known, book.FILE, pk, created_at)]


def _scope(known, kind, pk, created_at):
    found = [known.get((kind, code), 0) for code in book.codes_of(kind, pk, created_at)]
    return ErasureScope(max(found)) if max(found) else None
