"""Workbooks that ask for a password: locking one, knowing one, opening one, and what opens it."""

import io
import re
import secrets

import olefile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from msoffcrypto.format.ooxml import OOXMLFile

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
