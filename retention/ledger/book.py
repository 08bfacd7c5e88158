"""The file itself: a line for each record and file that was erased, which tells nobody who it was.

It lies outside of the database and of its backups, is only ever added to, and reaches the disk
before an erasure is committed. A record is known by its id and the moment it was made, as a code
made with ERASURE_KEY, so that another record which gets that id one day is not taken for it.
"""

import hashlib
import hmac
import json
import os
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.utils import timezone

from backups.work_folder import own_as_parent, sync_folder

PERSON, FILE = "person", "file"


def path():
    """Where the ledger lies."""
    return Path(settings.ERASURE_LEDGER)


def add(entries):
    """Write down `entries`, [(kind, row, scope)], and wait until they are on the disk.

    `row` has `pk` and `created_at`. What is there already is not written again.
    """
    known, now = read(), timezone.now().isoformat()
    lines = []
    for kind, row, scope in entries:
        code = codes_of(kind, row.pk, row.created_at)[0]
        if known.get((kind, code), 0) < scope:
            line = {"key": _names()[0], "kind": kind, "id": code, "scope": int(scope), "at": now}
            lines.append(json.dumps(line))
    if lines:
        _append(lines)


def read():
    """{(kind, code): the furthest scope} of all that is there; half a line is none."""
    found = {}
    for line in _lines():
        place = line["kind"], line["id"]
        found[place] = max(found.get(place, 0), line["scope"])
    return found


def unknown_keys():
    """The names of keys that made lines of it and are not set here."""
    return {line["key"] for line in _lines()} - set(_names())


def codes_of(kind, pk, created_at):
    """The codes of a row, by the present key first, then by earlier ones."""
    said = f"{kind}:{pk}:{created_at.astimezone(UTC).isoformat()}".encode()
    return [hmac.new(key, said, hashlib.sha256).hexdigest() for key in _keys()]


def _append(lines):
    file = path()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    is_new = not file.exists()
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+b") as opened:
        locks.lock(opened, locks.LOCK_EX)
        end = opened.seek(0, os.SEEK_END)
        whole = True
        if end:
            opened.seek(-1, os.SEEK_END)
            whole = opened.read(1) == b"\n"
        opened.write(("" if whole else "\n").encode() + "".join(f"{x}\n" for x in lines).encode())
        opened.flush()
        os.fsync(opened.fileno())
    if is_new:
        own_as_parent(file)
        sync_folder(file.parent)


def _lines():
    if not path().exists():
        return
    with path().open(encoding="utf-8") as file:
        for text in file:
            try:
                line = json.loads(text)
            except ValueError:  # a process was killed while it wrote
                continue
            yield line


def _keys():
    """ERASURE_KEY as it is now, then what it was before."""
    keys = [
        settings.ERASURE_KEY,
        *settings.ERASURE_KEY_FALLBACKS,
        settings.SECRET_KEY,
        *settings.SECRET_KEY_FALLBACKS,
    ]
    made = [hashlib.sha256(f"shkej erasure {key}".encode()).digest() for key in keys]
    return list(dict.fromkeys(made))


def _names():
    return [hashlib.sha256(b"name " + key).hexdigest()[:16] for key in _keys()]
