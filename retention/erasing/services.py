"""Erasing people: all that tells who they were, at once and for good."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.audit.redacting import Reason
from background.made_files import end_files_being_made
from events.models import Attachment
from participants.merging.chains import all_records
from participants.models import Participant
from retention.erasing import files as noted_files
from retention.erasing import texts, waiting
from retention.erasing.needles import Needles, needles_of
from retention.erasing.rows import strip
from retention.erasing.scopes import ErasureScope
from retention.erasing.texts import Mention
from retention.ledger import book
from shkej.lib.dates import today

TURNS = 3  # somebody may type the name again while we search


def erase(
    keys: Iterable[int],
    *,
    scope: ErasureScope,
    reason: str = Reason.ERASURE,
    files: Iterable[int] = (),
    folder: Path | None = None,
    after: Callable[[list[Mention]], None] | None = None,
) -> list[Mention]:
    """Leave of the people with these `keys` what `scope` leaves, and of nobody else anything less.

    `files`: ids of attachments that go too; `folder`: of the files, where those in use are not
    meant; `after`: called in the same transaction. Official figures stay as they are. Either all
    of it is done or nothing: before it is committed the ledger has it on the disk, from which
    `replay` does it again. Returns the places that the database keeps as they are (frozen
    reports).
    """
    keys = all_records(keys)
    needles = needles_of(keys)
    searched = texts.find(needles) if scope >= ErasureScope.NAMES else []  # may take long: outside
    _overwrite_deleted()
    with transaction.atomic():
        _strip(keys, scope, reason, files, needles)
        stays = texts.blank(searched, needles, reason)
        if after is not None:
            after(stays)
        _write_ledger(keys, scope, files)
    for _turn in range(TURNS if searched else 0):
        left = [place for place in texts.find(needles) if place not in stays]
        if not left:
            break
        with transaction.atomic():
            stays += texts.blank(left, needles, reason)
    if scope >= ErasureScope.NAMES:
        end_files_being_made()  # of what was read before
        noted_files.note(waiting.waiting_files())  # those that were finished meanwhile
    noted_files.remove_noted(folder)
    return stays


def _strip(
    keys: Iterable[int], scope: ErasureScope, reason: str, files: Iterable[int], needles: Needles
) -> None:
    paths = strip(keys, scope, reason, today())
    attachments = Attachment.objects.filter(pk__in=files)
    paths += [attachment.file.name for attachment in attachments]
    if scope >= ErasureScope.NAMES:
        waiting.clear(needles)
        paths += waiting.waiting_files()
    for attachment in attachments:
        attachment.original_name = needles.without(attachment.original_name)
        attachment._change_reason = _("A person was erased")
        attachment.delete()
    noted_files.note(paths)


def _write_ledger(keys: Iterable[int], scope: ErasureScope, files: Iterable[int]) -> None:
    people = Participant.objects.filter(pk__in=keys).only("pk", "created_at")
    entries = [(book.PERSON, person, scope) for person in people]
    gone = Attachment.history.filter(id__in=files, history_type="-")
    entries += [(book.FILE, _Known(row.id, row.created_at), ErasureScope.ALL) for row in gone]
    book.add(entries)


class _Known:
    """What the ledger asks of a row that is gone."""

    def __init__(self, pk: int, created_at: datetime) -> None:
        self.pk, self.created_at = pk, created_at


def _overwrite_deleted() -> None:
    """Have SQLite write zeros over what is deleted from now on: else it stays in free pages."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")
