"""What a backup says of itself: from which program and database, when, and what must be in it."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext_noop

from backups.refusals import BackupRefused
from shkej.lib.queries.schema import known_migrations

FORMAT, EARLIER = 2, 1
NAME = "manifest.json"
NEWER = gettext_noop(
    "The backup was made by a newer program than this one: install that version, then restore."
)
NO_BACKUP = gettext_noop("This is no backup of SHKEJ.")
# What nobody may take over with a copy, and what is worth nothing a day later.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Manifest:
    """`tables`: {name: [rows, SHA-256]}; `files`: {path: [bytes, SHA-256]}; `database` likewise.

    `missing`: files that rows name and that were gone before: no backup can hold them.
    `log_head`: the last link of the log's chain, "number:hash"; "" in what earlier versions made.
    `proof`: a word that only who opened the backup knows, so that they can say that they did.
    """

    made_at: str
    program: str
    engine: str
    engine_version: str
    migrations: list
    left_out: list
    tables: dict
    files: dict
    missing: list
    database: list
    proof: str
    log_head: str = ""
    format: int = FORMAT
    key: str = field(default_factory=lambda: secrets.token_hex(16))

    @property
    def moment(self):
        """When it was made, as an aware datetime."""
        return datetime.fromisoformat(self.made_at)

    def write(self, folder):
        """Put it beside what it is about."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / NAME).write_text(text, encoding="utf-8")

    def refuse_newer(self):
        """Refuse what this program cannot know: another shape, or migrations it does not have."""
        if unknown := sorted(set(map(tuple, self.migrations)) - known_migrations()):
            raise BackupRefused(NEWER, f"{unknown[0][0]}.{unknown[0][1]}")


def read_manifest(folder):
    """Return the manifest of an opened backup; BackupRefused where none can be read."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        made_by = content["format"]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise BackupRefused(NO_BACKUP, NAME) from fault
    if made_by not in (FORMAT, EARLIER):
        raise BackupRefused(NEWER)
    try:
        return Manifest(**content)
    except TypeError as fault:
        raise BackupRefused(NO_BACKUP, NAME) from fault


def new_proof():
    """Return a new word for `proof`: sixty random bits, without letters that look alike."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def hash_of_proof(proof):
    """Return how a proof is kept where it must not be read: however it was typed."""
    word = "".join(sign for sign in proof.upper() if sign in LETTERS)
    return hashlib.sha256(f"backup {word}".encode()).hexdigest()


def left_out_tables():
    """Return the tables whose rows are in no backup: sessions, and codes that let somebody in."""
    models = ["sessions.Session", "usersessions.UserSession", "account.EmailConfirmation"]
    caches = [cache["LOCATION"] for cache in settings.CACHES.values() if cache.get("LOCATION")]
    return [*(apps.get_model(name)._meta.db_table for name in models), *caches]
