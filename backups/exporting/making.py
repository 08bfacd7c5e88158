"""Making an export of everything: from a copy at one moment, encrypted for the holders of keys."""

import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.utils import timezone

from accounts.services import PERSON
from backups.archive import FILES, decrypt, encrypt, pack, recipients, unpack
from backups.checking import tried
from backups.engines import using
from backups.exporting.readme import write_readmes
from backups.exporting.tables import exported_models, write_table
from backups.files import weigh_files
from backups.making import IS_THERE, NO_FOLDER, UNFINISHED, copy_all
from backups.manifest import NAME
from backups.refusals import BackupRefused, disk_faults_refused
from backups.work_folder import sync_file, sync_folder, work_folder
from shkej import __version__
from shkej.lib.bilingual import LANGUAGES

TABLES = "tables"


@dataclass(frozen=True)
class Exported:
    """An export: where it is, how many tables, rows and files it holds."""

    path: Path
    tables: int
    rows: int
    files: int


def make_export(path: Path) -> Exported:
    """Write everything to `path`, encrypted; BackupRefused, and no such file, if it cannot be.

    It is taken from a copy that was compared with the database, so nobody waits for it.
    """
    if path.exists():
        raise BackupRefused(IS_THERE, str(path))
    if not path.parent.is_dir():
        raise BackupRefused(NO_FOLDER, str(path.parent))
    recipients()  # refused before anything is copied
    unfinished = path.with_name(f".{path.name}{UNFINISHED}")
    with disk_faults_refused(), work_folder() as work:
        try:
            facts = _write_all(work)
            pack(work / "export", work / "export.tar.gz")
            unfinished.touch(mode=0o600)
            encrypt(work / "export.tar.gz", unfinished)
            sync_file(unfinished)
            os.replace(unfinished, path)
            sync_folder(path.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    held = facts["tables"].values()
    rows = sum(table["rows"] for table in held)
    return Exported(path, len(held), rows, len(facts["files"]))


def export_name(moment: datetime) -> str:
    """What the file of an export is called."""
    return f"shkej-export-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz.age"


def everybody(until: datetime | None = None) -> set[int]:
    """The keys of all who were recorded by then: whom an export tells of."""
    people = apps.get_model(PERSON)._base_manager.order_by()
    if until is not None:
        people = people.filter(created_at__lte=until)
    return set(people.values_list("pk", flat=True))


def open_export(path: Path, keys, folder: Path) -> None:
    """Unpack the export at `path` into `folder`, which must not be there yet."""
    if folder.exists():
        raise BackupRefused(IS_THERE, str(folder))
    names = {NAME, *(f"README.{language}.txt" for language in LANGUAGES)}
    names |= {
        f"{TABLES}/{model._meta.db_table}.{kind}"
        for model in exported_models()
        for kind in ("csv", "json")
    }
    with disk_faults_refused(), work_folder() as work:
        decrypt(path, work / "export.tar.gz", keys)
        folder.mkdir(mode=0o700, parents=True)
        unpack(work / "export.tar.gz", folder, names)


def _write_all(work):
    content, export = work / "content", work / "export"
    manifest = copy_all(content)
    (export / TABLES).mkdir(mode=0o700, parents=True)
    with tried(manifest, content) as opened, using(opened.name):
        tables = {
            model._meta.db_table: write_table(model, export / TABLES) for model in exported_models()
        }
    shutil.move(content / FILES, export / FILES)
    facts = {
        "moment": timezone.localtime(manifest.moment).strftime("%d.%m.%Y %H:%M"),
        "version": __version__,
        "tables": tables,
        "files": weigh_files(export / FILES),
        "missing": manifest.missing,
    }
    write_readmes(export, LANGUAGES, facts)
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (export / NAME).write_text(text, encoding="utf-8")
    return facts
