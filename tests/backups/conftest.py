"""A place with files, keys and a database that may be backed up, wiped and restored."""

import copy
import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pyrage
import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections

from backups.engines.postgresql.server import at_the_server, database_names, drop_database
from backups.restoring import in_use
from tests.databases import address
from tests.programs import run_apart
from tests.upgrade import dump


@dataclass
class Place:
    """An installation in `folder`, and the private keys of its holders."""

    folder: Path
    keys: list = field(default_factory=list)

    @property
    def files(self):
        return self.folder / "files"

    def backup(self, name="one.age"):
        """Make a backup in this process; where it is."""
        call_command("backup", str(self.folder / name), verbosity=0)
        return self.folder / name

    def verify(self, path, key=0):
        call_command("backup", str(path), verify=True, identity=self.keys[key])

    def restore(self, path, key=0):
        """Restore in this process, which then begins anew with the database."""
        call_command("restore", str(path), identity=self.keys[key])

    def environment(self):
        """What a program needs that works on this place."""
        return {
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": address(),
            "SERVED_OVER_TLS": "off",
            "BACKUP_RECIPIENTS": ",".join(self.recipients()),
        }

    def run(self, *arguments):
        """Run `manage.py` as a process, while this one uses no database."""
        self.let_go()
        return run_apart(*map(str, arguments), **self.environment())

    def let_go(self):
        connections.close_all()
        in_use.let_go(connection.settings_dict["NAME"])

    def recipients(self):
        texts = [Path(key).read_text().strip() for key in self.keys]
        return [str(pyrage.x25519.Identity.from_str(text).to_public()) for text in texts]

    def state(self):
        """All rows and all files, in plain values."""
        hashes = {
            path.relative_to(self.files).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.files.rglob("*"))
            if path.is_file()
        }
        return {"rows": dump.rows_of(apps), "files": hashes}

    def leftovers(self):
        """What backups and restores left that they should have taken along."""
        found = [str(path) for path in self.folder.rglob("*.unfinished")]
        found += [str(path) for path in self.folder.rglob("work-*")]
        found += [str(path) for path in self.folder.glob("set-aside")]
        found += [name for name in databases() if "_copy_" in name or "_before_" in name]
        return found

    def add_file(self, name="attachments/a", content=b"a signed list"):
        (self.files / name).parent.mkdir(parents=True, exist_ok=True)
        (self.files / name).write_bytes(content)


def databases():
    """The databases of the test server that have to do with this process's."""
    if connection.vendor == "sqlite":
        return []
    with at_the_server() as cursor:
        return [
            name
            for name in sorted(database_names(cursor))
            if name.startswith(connection.settings_dict["NAME"])
        ]


def some_more(names, often):
    """Return `names` for parametrize: `often` in each run, the others in `make test-more`."""
    return [pytest.param(name, marks=() if name in often else pytest.mark.more) for name in names]


def refusal(act, *arguments):
    """What `act` says when it refuses."""
    with pytest.raises(CommandError) as refused:
        act(*arguments)
    return str(refused.value)


@pytest.fixture
def place(tmp_path, settings, transactional_db):
    """A place whose files are its own; the database is this test's."""
    place = Place(tmp_path)
    place.files.mkdir()
    for number in range(2):
        key = tmp_path / f"holder-{number}.key"
        key.write_text(f"{pyrage.x25519.Identity.generate()}\n")
        place.keys.append(str(key))
    storages = copy.deepcopy(settings.STORAGES)
    storages["default"]["OPTIONS"]["location"] = str(place.files)
    settings.STORAGES = storages
    settings.BACKUP_WORK = tmp_path / "backup-work"
    settings.BACKUP_RECIPIENTS = place.recipients()
    assert Path(default_storage.location) == place.files
    yield place
    for name in databases():
        if "_copy_" in name or "_before_" in name:
            with suppress(psycopg2.Error):
                drop_database(name)
