"""Writers that go on while a backup is made, and whether what they wrote is whole afterwards."""

import secrets
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Event, Thread

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections, transaction

from accounts.models import AccessLog
from events.models import Attachment

WRITERS, SECONDS = 20, 120
KEPT = 20  # files of each writer that stay a while
SIGNS = "signed by "


class Writer(Thread):
    """Adds a file with its row and two lines of the log, all or nothing; takes older ones away.

    Nobody removes a list in the very moment in which it was added, and twenty who all did would
    never let a backup see a moment in which each row has its file.
    """

    def __init__(self, event, barrier, stop):
        super().__init__(daemon=True)
        self.event, self.barrier, self.stop = event, barrier, stop
        self.acknowledged, self.kept, self.fault = 0, [], None

    def run(self):
        try:
            self._write()
            self.barrier.wait(SECONDS)
            while not self.stop.is_set():
                self._write()
                if self.acknowledged % 2 and len(self.kept) > KEPT:
                    self._take_away(self.kept.pop(0))
        except BaseException as fault:
            self.fault = fault
            self.barrier.abort()
        finally:
            connections.close_all()

    def _write(self):
        word = secrets.token_hex(16)
        name = default_storage.save(f"attachments/{word}", ContentFile(f"{SIGNS}{word}".encode()))
        with transaction.atomic():
            AccessLog.objects.create(action="view_file", object_id=word)
            Attachment.objects.create(event=self.event, file=name, original_name="list.pdf")
            AccessLog.objects.create(action="export", object_id=word)
        self.acknowledged += 1
        self.kept.append(name)

    def _take_away(self, name):
        """As the application does: the row first, the file once that is certain."""
        with transaction.atomic():
            Attachment.objects.get(file=name).delete()
            transaction.on_commit(lambda: default_storage.delete(name))


@contextmanager
def writers(event):
    """Let writers write while the block runs: gives how many writes were acknowledged so far."""
    stop, barrier = Event(), Barrier(WRITERS + 1)
    threads = [Writer(event, barrier, stop) for _number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        barrier.wait(SECONDS)
        yield lambda: sum(thread.acknowledged for thread in threads)
    finally:
        stop.set()
        for thread in threads:
            thread.join(SECONDS)
    assert [thread.fault for thread in threads if thread.fault] == []


def words():
    """Return the words of all writes that the database knows: whole ones, with their files."""
    lines = AccessLog.objects.filter(action__in=["view_file", "export"])
    ones = set(lines.filter(action="view_file").values_list("object_id", flat=True))
    others = set(lines.filter(action="export").values_list("object_id", flat=True))
    assert ones == others, "half a write"
    for name in Attachment.objects.filter(original_name="list.pdf").values_list("file", flat=True):
        word = Path(name).name
        assert word in ones, "a row without its transaction"
        content = (Path(default_storage.location) / name).read_bytes()
        assert content == f"{SIGNS}{word}".encode()
    return ones
