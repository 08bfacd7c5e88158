"""One file of many, and the encryption around it: tar, gzip, age (https://age-encryption.org/v1).

Whatever cannot be opened, is cut short or was changed by one bit is refused: age authenticates each
64 KiB and marks the last. It does not say who wrote the file: everybody can who knows the public
keys. So names and kinds of what is inside are checked as if a stranger had written it.
"""

import gzip
import hashlib
import re
import shutil
import tarfile
import zlib
from pathlib import Path

import pyrage
from django.conf import settings
from django.utils.translation import gettext_noop

from backups.refusals import FAILING, FULL, NO_ROOM, BackupRefused

COMPRESSION = 3
FILES = "files"
LEAST_HOLDERS = 2
TOO_FEW = gettext_noop(
    "BACKUP_RECIPIENTS must name the public keys of two holders: the backup would be lost with "
    "the only key."
)
NO_RECIPIENT = gettext_noop("BACKUP_RECIPIENTS holds what is no public key of age (age1…).")
NO_IDENTITY = gettext_noop("The key file holds no private key of age (AGE-SECRET-KEY-1…).")
WRONG_KEY = gettext_noop(
    "This key does not open the backup: it was made for other holders, or its beginning is damaged."
)
DAMAGED = gettext_noop("The backup is damaged: it was cut short or changed.")
MISSING = gettext_noop("There is no such file.")


def recipients():
    """Return the public keys for which backups are encrypted."""
    words = dict.fromkeys(word.strip() for word in settings.BACKUP_RECIPIENTS if word.strip())
    try:
        keys = [pyrage.x25519.Recipient.from_str(word) for word in words]
    except pyrage.RecipientError as fault:
        raise BackupRefused(NO_RECIPIENT) from fault
    if len(keys) < LEAST_HOLDERS:
        raise BackupRefused(TOO_FEW)
    return keys


def identities(path):
    """Return the private keys of a file as `age-keygen` and `backup_keys` write it."""
    try:
        lines = Path(path).read_text(encoding="utf-8").split("\n")
    except OSError as fault:
        raise BackupRefused(MISSING, str(path)) from fault
    except ValueError as fault:
        raise BackupRefused(NO_IDENTITY, str(path)) from fault
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        keys = [pyrage.x25519.Identity.from_str(word) for word in words]
    except pyrage.IdentityError:
        keys = []
    if not keys:
        raise BackupRefused(NO_IDENTITY, str(path))
    return keys


def encrypt(plain, encrypted):
    """Write the file `plain`, encrypted for all holders, to the file `encrypted`."""
    try:
        with plain.open("rb") as source, encrypted.open("wb") as target:
            pyrage.encrypt_io(source, target, recipients())
    except pyrage.EncryptError as fault:
        raise _of_the_disk(fault) or fault from fault


def decrypt(encrypted, plain, keys):
    """Write what `encrypted` holds to `plain`; BackupRefused for a wrong key or one wrong bit."""
    try:
        with Path(encrypted).open("rb") as source, plain.open("wb") as target:
            pyrage.decrypt_io(source, target, keys)
    except (FileNotFoundError, IsADirectoryError) as fault:
        raise BackupRefused(MISSING, str(encrypted)) from fault
    except pyrage.DecryptError as fault:
        words = WRONG_KEY if "matching key" in str(fault).lower() else DAMAGED
        raise _of_the_disk(fault) or BackupRefused(words, str(encrypted)) from fault
    except OSError as fault:
        if fault.errno is not None:  # the disk, not the content
            raise
        raise BackupRefused(DAMAGED, str(encrypted)) from fault


def _of_the_disk(fault):
    """Return the refusal for a fault of the disk, of which pyrage keeps the words alone."""
    number = re.search(r"\[Errno (\d+)\]", str(fault))
    return number and BackupRefused(NO_ROOM if int(number[1]) in FULL else FAILING)


def pack(folder, plain):
    """Write all that `folder` holds into the one file `plain`, names in order."""
    with tarfile.open(plain, "w:gz", compresslevel=COMPRESSION) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.add(path, path.relative_to(folder).as_posix(), recursive=False)


def unpack(plain, folder, names):
    """Write what `plain` holds into `folder`: plain files, under `names` or below files/ only."""
    try:
        with tarfile.open(plain, "r:gz") as archive:
            for member in archive:
                if not member.isfile() or not _is_expected(member.name, names):
                    raise BackupRefused(DAMAGED, "names")
                target = folder / member.name
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with archive.extractfile(member) as source, target.open("xb") as file:
                    shutil.copyfileobj(source, file)
                target.chmod(0o600)
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, FileExistsError) as fault:
        raise BackupRefused(DAMAGED) from fault


def _is_expected(name, names):
    parts = name.split("/")
    is_below_files = len(parts) > 1 and parts[0] == FILES and not {"", ".", ".."} & set(parts)
    return name in names or (is_below_files and not re.search(r"[\\\0:]", name))


def weigh(path):
    """Return [bytes, SHA-256] of a file."""
    with path.open("rb") as file:
        return [path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()]
