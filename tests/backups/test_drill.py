"""The drill: fill, back up under writers, wipe, restore, compare all of it, sign in once.

`make drill` runs it by itself, on both databases.
"""

import shutil

import pytest
from django.db import connections

from accounts.demonstration import DOMAIN
from accounts.models import AccessLog
from demonstration.load import load_demonstration
from events.models import Attachment, Event
from tests.accounts.signing_in import is_signed_in, sign_in
from tests.backups.writing import words, writers
from tests.databases import begin_with, make_empty
from tests.upgrade.figures import figures

PASSWORD = "a word of this drill"
# What writers and the backup itself change, compared in their own ways.
CHANGING = {
    "accounts_accesslog",
    "accounts_limit",  # left out: who was refused for a while is not, afterwards
    "accounts_seal",
    "backups_backup",
    "events_attachment",
    "events_historicalattachment",
    "usersessions_usersession",
}


@pytest.mark.more
@pytest.mark.django_db(transaction=True)
def test_all_comes_back_and_somebody_signs_in(client, place):
    begin_with("drill", lambda: load_demonstration(password=PASSWORD))
    place.add_file("attachments/leaflet", b"a leaflet")
    sign_in(client, f"staff@{DOMAIN}", PASSWORD)
    rows, counted = kept(place.state()["rows"]), reports()
    with writers(Event.objects.earliest("pk")) as acknowledged:
        acknowledged_before, words_before = acknowledged(), words_of_log()
        path = place.backup()
        acknowledged_meanwhile = acknowledged() - acknowledged_before
    place.verify(path)
    wipe(place)

    place.restore(path, key=1)

    assert acknowledged_meanwhile > 0
    assert words_before <= words()
    assert Attachment.objects.exists()
    assert (place.files / "attachments/leaflet").read_bytes() == b"a leaflet"
    assert kept(place.state()["rows"]) == rows
    assert reports() == counted
    assert not is_signed_in(client)
    sign_in(client, f"staff@{DOMAIN}", PASSWORD)
    assert is_signed_in(client)


def kept(rows):
    """The rows of what nobody changes meanwhile; when somebody last signed in is not compared."""
    return {table: held for table, held in rows.items() if table not in CHANGING}


def reports():
    """What the reports count; the lengths of histories are those of the rows above."""
    return {name: counted for name, counted in figures().items() if name != "histories"}


def words_of_log():
    lines = AccessLog.objects.filter(action="export")
    return set(lines.values_list("object_id", flat=True))


def wipe(place):
    make_empty()
    shutil.rmtree(place.files)
    shutil.rmtree(place.folder / "backup-work")
    connections.close_all()
