"""`manage.py load_demo`: an empty database is filled once, under a password of its own."""

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from accounts.demonstration import DOMAIN, is_demonstration
from accounts.models import Role, User
from demonstration.load import load_demonstration
from events.models import Registration
from participants.models import Participant
from tests.accounts.factories import UserFactory
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [MORE_ON_POSTGRESQL, pytest.mark.slow]


def test_it_is_loaded_into_an_empty_database_only(db, settings, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        "demonstration.management.commands.load_demo.PASSWORD_FILE", tmp_path / "word"
    )
    UserFactory()

    call_command("load_demo")

    assert not is_demonstration()
    assert User.objects.count() == 1
    assert not (tmp_path / "word").exists()


@pytest.mark.more
def test_its_password_is_made_at_random_printed_and_kept_for_its_owner(
    db, tmp_path, monkeypatch, capsys
):
    file = tmp_path / "word"
    monkeypatch.setattr("demonstration.management.commands.load_demo.PASSWORD_FILE", file)

    call_command("load_demo")
    first = capsys.readouterr().out
    call_command("load_demo")

    word = file.read_text().strip()
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(word) >= 19
    assert word in first
    again = capsys.readouterr().out
    assert first.splitlines()[1:] == again.splitlines()  # the first says that it takes a while
    assert User.objects.get(email=f"staff@{DOMAIN}").check_password(word)
    assert User.objects.count() == len(Role.values) + 1  # who freezes what another one checked
    assert not User.objects.get(email=f"second.coordinator@{DOMAIN}").has_usable_password()


@pytest.mark.more
def test_of_one_moment_there_is_one_demonstration(db):
    def seen():
        with transaction.atomic():
            load_demonstration(password="only for this test")
            people = Participant.objects.order_by("pk").values_list(
                "first_name", "last_name", "birth_date", "birth_year", "phone"
            )
            marks = Registration.objects.order_by("pk").values_list("attendance", "marked_at")
            found = list(people), list(marks)
            transaction.set_rollback(True)
        return found

    with time_machine.travel("2026-11-29T15:20+01:00", tick=False):
        assert seen() == seen()
