"""What sessions kept of forms sent to a closed screen goes to the other forms that were not saved.

And what stands there already obeys the one rule of secrets. Both stores lived for a short while, so
there are few rows.
"""

import json
import re
import secrets
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import migrations
from django.utils.module_loading import import_string

from accounts.encryption import decrypt, encrypt

LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
# As drafts/typed.py had it when this was written, and the marks of forms.
SECRET = re.compile(
    r"passw|passphrase|secret(?!ar)|csrf|^form_(mark|another)$"
    r"|(^|[_-])(pin|proof|token|t?otp)s?\d*($|[_-])"
    r"|(access|auth|backup|confirmation|login|one[_-]?time|recovery|reset|security|sms|verification)"
    r"[_-]?code",
    re.IGNORECASE,
)
UPLOADS = re.compile(r"/import/|/prp/")  # there the name of an uploaded file was called "token"
MOST = 20


def _cleaned(fields, path):
    renamed = [
        ("upload" if name == "token" and UPLOADS.search(path) else name, value)
        for name, value in fields
    ]
    return [(name, value) for name, value in renamed if not SECRET.search(name)]


def clean_kept_forms(apps, schema_editor):
    """Take secrets out of what is kept."""
    for kept in apps.get_model("drafts", "KeptForm").objects.all():
        try:
            typed = json.loads(decrypt(kept.content))
        except InvalidToken:
            continue
        typed["fields"] = _cleaned(typed["fields"], kept.path)
        kept.content = encrypt(json.dumps(typed, ensure_ascii=False))
        kept.save(update_fields=["content"])


def move_sendings(apps, schema_editor):
    """Out of the sessions; what their user has no more room for goes, as the oldest would."""
    kept_forms = apps.get_model("drafts", "KeptForm").objects
    users = apps.get_model("accounts", "User").objects
    store = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    for session in apps.get_model("sessions", "Session").objects.all().iterator():
        data = store.decode(session.session_data)
        sealed = data.pop("kept_sendings", None)
        if not sealed:
            continue
        user = users.filter(pk=data.get("_auth_user_id"), is_active=True).first()
        room = MOST - kept_forms.filter(user=user).count() if user else 0
        for text in sealed[: max(room, 0)]:
            try:
                address, _at, fields, _has_files = json.loads(decrypt(text))
            except InvalidToken:
                continue
            path = urlsplit(address).path
            typed = {"page": path, "action": address, "fields": _cleaned(fields, path), "files": []}
            kept_forms.create(
                user=user,
                key=secrets.token_hex(12).translate(LETTERS),
                path=path[:500],
                content=encrypt(json.dumps(typed, ensure_ascii=False)),
            )
        data["kept_while_closed"] = True
        session.session_data = store.encode(data)
        session.save(update_fields=["session_data"])


class Migration(migrations.Migration):
    dependencies = [
        ("drafts", "0001_kept_forms_and_keys"),
        ("accounts", "0012_devices"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(clean_kept_forms, migrations.RunPython.noop),
        migrations.RunPython(move_sendings, migrations.RunPython.noop),
    ]
