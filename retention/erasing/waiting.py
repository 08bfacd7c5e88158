"""What waits and may name somebody: mails, unsaved forms, sessions, made files, imports.

It is encrypted, packed or a file, so nothing there is found by SQL.
"""

import json

from cryptography.fernet import InvalidToken
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db.models import Q

from accounts.encryption import decrypt, encrypt
from accounts.locking.store import SessionStore
from accounts.models import OutgoingMail
from background.made_files import FOLDER as MADE
from drafts.models import KeptForm
from events.importing.uploads import FOLDER as IMPORTS


def clear(needles):
    """Take somebody out of all of it that is in the database."""
    _clear_mails(needles)
    _clear_forms(needles)
    _clear_sessions(needles)


def waiting_files():
    """The paths of files that hold what nobody can look through: each can be made or chosen again.

    Exports that were made, and lists between their check and their import.
    """
    return [
        f"{folder}/{name}"
        for folder in (MADE, IMPORTS)
        if default_storage.exists(folder)
        for name in default_storage.listdir(folder)[1]
    ]


def _clear_mails(needles):
    own = Q()
    for address in needles.emails:
        own |= Q(to__iexact=address)
    if own:
        OutgoingMail.objects.filter(own).delete()
    for mail in OutgoingMail.objects.exclude(content="").iterator():
        said = _decrypted(mail.content)
        if said is not None and (left := needles.without(said)) != said:
            OutgoingMail.objects.filter(pk=mail.pk).update(content=encrypt(json.dumps(left)))


def _clear_forms(needles):
    """Blank the fields; what was typed about the person's own record goes."""
    parts = [f"/people/{key}/" for key in needles.keys]
    for form in KeptForm.objects.iterator():
        typed = form.typed
        is_about = any(part in form.path for part in parts)
        if is_about:
            form.delete()
        elif typed is not None and (left := needles.without(typed)) != typed:
            KeptForm.objects.filter(pk=form.pk).update(
                content=encrypt(json.dumps(left, ensure_ascii=False))
            )


def _clear_sessions(needles):
    store = SessionStore()
    for row in Session.objects.iterator():
        said = store.decode(row.session_data)
        if said and (left := needles.without(said)) != said:
            Session.objects.filter(pk=row.pk).update(session_data=store.encode(left))


def _decrypted(text):
    try:
        return json.loads(decrypt(text))
    except InvalidToken:
        return None
