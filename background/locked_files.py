"""Workbooks with names: locked, made by the worker, and opened by what is shown once.

What opens one is kept nowhere readable: encrypted in the task and, until it was shown, in the
session of whoever asked.
"""

import io
import re
import secrets

import olefile
from django.http import Http404
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from msoffcrypto.format.ooxml import OOXMLFile

from accounts.encryption import decrypt, encrypt
from background.models import StartedTask
from background.services import start_task

PASSWORDS = "export_passwords"  # noqa: S105 - of the session: {task: what opens its file}
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
HOW_LOCKED, MOST_TOLD = "EncryptionInfo", 64 * 1024
SPINS = re.compile(rb'spinCount="(\d{1,12})"')
MOST_SPINS = 1_000_000  # Excel takes 100,000; more would only keep the processor busy


class CannotBeOpened(Exception):  # noqa: N818 - the wrong password is no error of ours
    """A locked workbook that the password does not open."""


def locked(workbook, password):
    """The bytes of a workbook, encrypted (ECMA-376 agile, AES-256) so that Excel asks for it."""
    file = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, file)
    return file.getvalue()


def is_locked(content):
    """Whether these bytes are a workbook that asks for a password."""
    if not content.startswith(olefile.MAGIC):
        return False
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            return file.exists(HOW_LOCKED)
    except (OSError, ValueError, IndexError):
        return False


def unlocked(content, password):
    """The bytes of the workbook inside a locked one; CannotBeOpened with another password."""
    bare = io.BytesIO()
    try:
        _refuse_traps(content)
        file = OOXMLFile(io.BytesIO(content))
        file.load_key(password=password, verify_password=True)
        file.decrypt(bare)
    except (
        *(DecryptionError, FileFormatError, InvalidKeyError, ParseError),
        *(OSError, ValueError, LookupError, AttributeError),
    ) as error:
        raise CannotBeOpened from error
    return bare.getvalue()


def _refuse_traps(content):
    """Refuse what would take long to be tried, or stands for far more than it is."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        told = file.openstream(HOW_LOCKED).read(MOST_TOLD + 1)
    spins = [int(number) for number in SPINS.findall(told)]
    if len(told) > MOST_TOLD or b"<!" in told or any(number > MOST_SPINS for number in spins):
        raise CannotBeOpened


def new_password():
    """Twenty characters of 31, none alike, by five: about 99 bits, can be read aloud."""
    signs = [secrets.choice(LETTERS) for _sign in range(20)]
    return "-".join("".join(signs[place : place + 5]) for place in range(0, 20, 5))


def order_locked(request, file_task, *args, url):
    """Have `file_task` make a file of `args` and of an encrypted password; the started task.

    `url`: from the key of the task to the address of its file. `show_once` then has the password.
    """
    encrypted = encrypt(new_password())
    started = start_task(file_task, *args, encrypted, started_by=request.user, url=url)
    waiting = request.session.get(PASSWORDS, {})
    request.session[PASSWORDS] = {**waiting, str(started.result_id): encrypted}
    return started


def show_once(request, started):
    """What opens the file of a task, the first time that it is asked for; None afterwards."""
    passwords = request.session.get(PASSWORDS, {})
    encrypted = passwords.pop(str(started.result_id), None)
    request.session[PASSWORDS] = passwords
    return decrypt(encrypted) if encrypted else None


def started_or_404(user, file_task, task_id):
    """The task of this user that makes the file; 404 where it is another's, or makes another."""
    rows = StartedTask.objects.visible_to(user).select_related("result", "started_by")
    found = rows.filter(result_id=task_id, result__task_path=file_task.module_path).first()
    if found is None:
        raise Http404
    return found
