"""The whole database and all files as text, to look for what must not be there any more."""

import base64
import json
import re
import zlib
from contextlib import suppress

from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection

from accounts.encryption import decrypt
from accounts.locking.store import SessionStore
from accounts.models import OutgoingMail
from drafts.models import KeptForm

HIDDEN = re.compile(r"\\+u([0-9a-f]{4})")  # a letter as JSON may write it


def dump():
    """{table: its rows as text}, with what is encrypted or packed in readable form beside it."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = "\n".join(_text(row) for row in cursor.fetchall())
    store = SessionStore()
    found["mails"] = "\n".join(
        decrypt(mail.content) for mail in OutgoingMail.objects.exclude(content="")
    )
    found["forms"] = "\n".join(json.dumps(form.typed) for form in KeptForm.objects.all())
    found["sessions"] = "\n".join(
        json.dumps(store.decode(row.session_data)) for row in Session.objects.all()
    )
    return {name: HIDDEN.sub(_letter, text) for name, text in found.items()}


def files():
    """{path: bytes} of all files of the storage."""
    found, folders = {}, [""]
    while folders:
        folder = folders.pop()
        below, names = default_storage.listdir(folder)
        folders += [f"{folder}/{name}".strip("/") for name in below]
        for name in names:
            path = f"{folder}/{name}".strip("/")
            with default_storage.open(path) as file:
                found[path] = file.read()
    return found


def _text(row):
    return " | ".join(_cell(cell) for cell in row)


def _cell(cell):
    if isinstance(cell, bytes | memoryview):
        raw = bytes(cell)
        with suppress(zlib.error):
            raw = zlib.decompress(raw)
        return base64.b64encode(raw).decode() + raw.decode("latin-1")
    return json.dumps(cell, default=str)


def _letter(match):
    return chr(int(match[1], 16))
