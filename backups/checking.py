"""Whether a backup can be restored: it is, beside everything, and compared with what it says."""

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext_noop

from accounts.audit.verifying import faults, has_chain
from backups.archive import DAMAGED, FILES, decrypt, unpack, weigh
from backups.engines import engine_in_use
from backups.engines.opened import FILES as COPIES
from backups.files import columns_of_files, missing_files, weigh_files
from backups.manifest import NAME, Manifest, read_manifest
from backups.refusals import BackupRefused
from backups.restoring.in_use import let_go

OTHER_ENGINE = gettext_noop(
    "The backup is of the other database: SQLite and PostgreSQL do not read each other's copies. "
    "Set DATABASE_URL to a database of its kind."
)
DIFFERS = gettext_noop("The copy differs from what was backed up.")
NAMED = 3
BROKEN_LOG = gettext_noop(
    "The chain of the log does not hold: somebody changed what is only added to. "
    "manage.py verify_audit names the place."
)
EVERY_FILE = {NAME, *COPIES.values()}


@contextmanager
def decrypted(path, keys, folder):
    """Give the manifest of the backup `path`, whose content is then in `folder`."""
    plain = folder.with_name(f"{folder.name}.tar.gz")
    decrypt(path, plain, keys)
    try:
        with unpacked(plain, folder) as manifest:
            yield manifest
    finally:
        plain.unlink(missing_ok=True)


@contextmanager
def unpacked(plain, folder):
    """Give the manifest of an archive, whose content is then in `folder`; refuse a newer one."""
    folder.mkdir(mode=0o700, parents=True)
    unpack(plain, folder, EVERY_FILE)
    manifest = read_manifest(folder)
    manifest.refuse_newer()
    yield manifest


@contextmanager
def tried(manifest: Manifest, folder: Path):
    """Give the database made of the copy in `folder`; BackupRefused where anything differs."""
    engine = engine_in_use()
    if manifest.engine != engine.name:
        raise BackupRefused(OTHER_ENGINE, manifest.engine)
    if not (folder / engine.file).is_file() or weigh(folder / engine.file) != manifest.database:
        raise BackupRefused(DAMAGED, engine.file)
    _compare(manifest.files, weigh_files(folder / FILES))
    with engine.opened(folder, manifest.left_out, columns_of_files()) as opened:
        found, meant = dict(opened.contents), dict(manifest.tables)
        if manifest.engine_version != engine.version():  # another one words definitions otherwise
            found.pop("(schema)"), meant.pop("(schema)")
        _compare(meant, found)
        _compare(
            {
                "migrations": manifest.migrations,
                "missing": manifest.missing,
                "log": manifest.log_head,
            },
            {
                "log": opened.log_head,
                "migrations": [list(pair) for pair in opened.migrations],
                "missing": missing_files(opened.named_files, folder / FILES),
            },
        )
        yield replace(opened, log_fault=_log_fault(opened.name))


def _log_fault(name):
    """The first fault of the log's chain in the database `name`; None where it holds.

    Whoever opens a backup has no key for signatures; the hashes hold without.
    """
    copy = connection.copy()
    copy.settings_dict["NAME"] = name
    try:
        return next(faults(copy, with_keys=False), None) if has_chain(copy) else None
    finally:
        copy.close()
        let_go(name)


def _compare(meant, found):
    differing = [name for name in {**meant, **found} if meant.get(name) != found.get(name)]
    if differing:
        raise BackupRefused(DIFFERS, f"{len(differing)}: {', '.join(sorted(differing)[:NAMED])}")
