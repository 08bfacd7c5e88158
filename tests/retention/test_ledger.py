"""The ledger is outside of the database, and agrees with it whatever is killed or restored."""

import json
import os
import signal
import stat
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile

from events.models import Attachment
from participants.models import Participant
from retention.erasing.scopes import ErasureScope
from retention.erasing.services import erase
from retention.ledger import book
from retention.ledger.replay import replay
from retention.models import Erasure
from retention.tasks import finish_erasures
from tests.accounts.factories import UserFactory
from tests.backups.conftest import refusal
from tests.events.factories import AttachmentFactory, EventFactory
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db(transaction=True), MORE_ON_POSTGRESQL]


@pytest.fixture
def person(transactional_db):
    return ParticipantFactory(first_name="Elira", last_name="Gjonaj", phone="+355692345678")


def is_erased(person):
    found = Participant.objects.get(pk=person.pk)
    names = Participant.history.filter(id=person.pk).exclude(last_name="")
    event = EventFactory._meta.model.objects.filter(aim_sq__contains="Gjonaj")
    parts = {found.last_name == "", found.phone == "", not names.exists(), not event.exists()}
    assert len(parts) == 1, "half-erased"
    return parts.pop()


def test_a_line_tells_nobody_who_it_was(person, ledger):
    erase([person.pk], scope=ErasureScope.ALL)

    [line] = [json.loads(text) for text in ledger.read_text().splitlines()]
    assert set(line) == {"key", "kind", "id", "scope", "at"}
    assert (line["kind"], line["scope"], len(line["id"])) == ("person", 3, 64)
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    erase([person.pk], scope=ErasureScope.ALL)
    assert len(ledger.read_text().splitlines()) == 1


def test_half_a_line_is_no_line_and_hides_no_other(person, ledger):
    other = ParticipantFactory()
    book.add([(book.PERSON, other, ErasureScope.ALL)])
    with ledger.open("a") as file:
        file.write('{"key": "a')

    erase([person.pk], scope=ErasureScope.ALL)

    assert len(book.read()) == 2


def test_another_record_of_the_same_id_is_not_meant(person):
    erase([person.pk], scope=ErasureScope.ALL)
    key = person.pk
    Participant.objects.filter(pk=key).delete()
    somebody = ParticipantFactory(pk=key, first_name="Tjetra")

    assert replay() == 0
    somebody.refresh_from_db()
    assert somebody.first_name == "Tjetra"


def test_p14_who_was_erased_does_not_come_back_with_a_backup(place, person, capsys):  # noqa: F811
    EventFactory(aim_sq="Me Elira Gjonaj")
    other = ParticipantFactory(last_name="Hoxha")
    scan = AttachmentFactory(added_by=UserFactory())
    place.add_file(scan.file.name, b"a list with her name")
    path = place.backup()
    erase([person.pk], scope=ErasureScope.ALL, files=[scan.pk])
    assert is_erased(person)

    place.restore(path)

    assert is_erased(person)
    assert not Attachment.objects.filter(pk=scan.pk).exists()
    assert not (place.files / scan.file.name).exists()
    assert Participant.objects.get(pk=other.pk).last_name == "Hoxha"
    assert "1 " in capsys.readouterr().out


def test_p14_without_the_key_of_the_ledger_nothing_is_restored(place, person, settings):  # noqa: F811
    path = place.backup()
    erase([person.pk], scope=ErasureScope.ALL)
    settings.ERASURE_KEY = "another"

    said = refusal(place.restore, path)

    assert "ERASURE_KEY_FALLBACKS" in said
    settings.ERASURE_KEY_FALLBACKS = ["the-key-of-the-ledger"]
    place.restore(path)
    assert is_erased(person)


def test_a_ledger_that_lacks_something_is_said(place, person, ledger, capsys):  # noqa: F811
    erase([person.pk], scope=ErasureScope.ALL)
    path = place.backup()
    ledger.unlink()

    place.restore(path)

    assert is_erased(person)
    out = capsys.readouterr().out
    assert "ledger" in out or "regjistri" in out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("point", "when", "is_done"),
    [
        ("rows", "after", False),
        ("ledger", "before", False),
        ("ledger", "after", False),
        ("files", "before", True),
    ],
)
def test_f25_killed_anywhere_an_erasure_is_whole_or_not_begun(  # noqa: PLR0913
    place,  # noqa: F811
    person,
    point,
    when,
    is_done,
):
    EventFactory(aim_sq="Me Elira Gjonaj")
    scan = AttachmentFactory(added_by=UserFactory())
    scan.file.save("x", ContentFile(b"a list"))
    users = UserFactory.create_batch(2)
    erasure = Erasure.objects.create(
        participant=person,
        why="asked",
        asked_by=users[0],
        status="confirmed",
        decided_by=users[1],
        files=[scan.pk],
    )
    kill(place, point, when, erasure)

    assert is_erased(person) is is_done
    finish_erasures.func()

    assert is_erased(person)
    erasure.refresh_from_db()
    assert erasure.status == "done"
    assert not (place.files / scan.file.name).exists()
    codes = {code for _kind, code in book.read()}
    assert book.codes_of(book.PERSON, person.pk, person.created_at)[0] in codes


def kill(place, point, when, erasure):  # noqa: F811
    place.let_go()
    environment = os.environ | {"SECRET_KEY": "x" * 50} | place.environment()
    environment |= {
        "DJANGO_SETTINGS_MODULE": "shkej.settings",
        "ERASURE_KEY": "the-key-of-the-ledger",
    }
    command = [sys.executable, "-m", "tests.retention.killed", point, when, str(erasure.pk)]
    ended = subprocess.run(
        command, cwd=project.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr + ended.stdout
