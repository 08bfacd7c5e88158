"""Uploaded files between the check and the import: kept for one session, for a day at most."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

FOLDER = "imports"
KEY = "import"
KEPT_FOR = timedelta(days=1)


def keep(session, content, **options):
    """Keep a file under a random name that only this session knows; what it kept before goes."""
    discard(session)
    _remove_forgotten()
    token = secrets.token_urlsafe(24)
    default_storage.save(f"{FOLDER}/{token}", ContentFile(content))
    session[KEY] = {"token": token, **options}
    return token


def kept(session, token):
    """The bytes and the options of the file that was checked; ValidationError where it is gone."""
    pending = session.get(KEY) or {}
    if token and pending.get("token") == token:
        try:
            with default_storage.open(f"{FOLDER}/{token}") as file:
                options = {key: value for key, value in pending.items() if key != "token"}
                return file.read(), options
        except OSError:
            pass
    raise ValidationError(_("The checked file is no longer there. Choose it again."))


def discard(session):
    """Remove the file that this session keeps."""
    pending = session.pop(KEY, None)
    if pending:
        default_storage.delete(f"{FOLDER}/{pending['token']}")


def _remove_forgotten():
    """Remove what nobody came back for."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        try:
            if default_storage.get_modified_time(path) < timezone.now() - KEPT_FOR:
                default_storage.delete(path)
        except OSError:  # somebody else's clearing was faster
            continue
