"""The list of the landed migrations with their hashes, as `sha256sum --check` reads it too."""

import hashlib
from pathlib import Path

from django.conf import settings

ROOT = settings.BASE_DIR
LIST = Path(__file__).with_name("landed.sha256")


def migrations():
    """Return {path: SHA-256} of all migrations of our own, as they are now."""
    files = sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    return {
        file.relative_to(ROOT).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def landed():
    """Return {path: SHA-256} of those that are never edited again."""
    lines = LIST.read_text(encoding="ascii").splitlines() if LIST.exists() else []
    return {path: word for word, path in (line.split() for line in lines)}


def land():
    """Add the migrations that are new to the list; what it says of others stays."""
    whole = migrations() | landed()
    lines = [f"{word}  {path}\n" for path, word in sorted(whole.items())]
    LIST.write_text("".join(lines), encoding="ascii")
