"""`manage.py doctor`: each fault is found and said; what would harm somebody stops the start."""

import os
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone, translation

from accounts.models import AccessLog, OutgoingMail, User
from accounts.outbox import Content, queue_mail
from backups.models import Backup
from shkej.doctor import checks, databases, machine, program, work
from shkej.doctor.checks import CHECKS, DATABASE, SETTINGS, examine, refuse_to_start
from shkej.lib.bilingual import LANGUAGES
from tests.accounts.factories import UserFactory
from tests.mail_server import MailServer
from tests.participants.factories import ParticipantFactory

KEY = "a7Wm2-Kd94_xQpLr8sTzVbN3eHgYc6JfU0oIiAqEwRtXvZyBlMnP"


def found(look):
    return list(look())


def stops(look):
    return [finding.stops for finding in found(look)]


# What is set.


@pytest.mark.parametrize("key", ["short", "a" * 60, KEY[:49], "ab" * 30])
def test_r46_a_key_that_can_be_guessed_stops(settings, key):
    settings.SECRET_KEY = key
    assert stops(program.secret_key) == [True]


def test_a_long_key_is_fine_and_a_demonstration_may_have_any(settings):
    settings.SECRET_KEY = KEY
    assert not found(program.secret_key)
    settings.SECRET_KEY, settings.DEMONSTRATION = "short", True
    assert not found(program.secret_key)


@pytest.mark.parametrize(
    ("names", "harms"),
    [
        (["127.0.0.1", "localhost", "[::1]"], False),
        (["127.0.0.1", "shkej.example"], True),
        (["192.168.1.7"], True),
        (["*"], True),
    ],
)
def test_r46_debug_is_for_this_machine_alone(settings, names, harms):
    settings.DEBUG, settings.ALLOWED_HOSTS = True, names
    assert any(stops(program.debug)) == harms
    settings.DEBUG = False
    assert not found(program.debug)


@pytest.mark.parametrize("names", [["*"], ["127.0.0.1"]])
def test_a_site_that_nobody_or_any_name_reaches_is_said(settings, names):
    settings.ALLOWED_HOSTS = names
    assert stops(program.hosts) == [False]
    settings.ALLOWED_HOSTS = ["shkej.example", "127.0.0.1"]
    assert not found(program.hosts)


@pytest.mark.parametrize(
    ("header", "number", "expected"),
    [
        (("HTTP_X_FORWARDED_PROTO", "https"), 0, [True]),
        (("HTTP_X_FORWARDED_PROTO", "https"), 1, []),
        (None, 1, [False]),
        (None, 0, []),
    ],
)
def test_r36_a_proxy_whose_word_is_not_counted_stops(settings, header, number, expected):
    settings.SECURE_PROXY_SSL_HEADER, settings.TRUSTED_PROXIES = header, number
    assert stops(program.proxies) == expected


def test_mails_that_reach_nobody_are_said(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert stops(program.mail) == [False]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        assert not found(program.mail)
        assert not server.box.messages
    settings.EMAIL_PORT = 1
    assert stops(program.mail) == [False]


# The machine.


@pytest.mark.skipif(os.name == "nt", reason="Windows has lists of rights")
def test_r49_what_others_may_read_is_said(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir(mode=0o700)
    ours = {"path": settings.VAR_DIR}
    assert not [one for one in found(machine.modes) if one.values == ours]
    settings.VAR_DIR.chmod(0o750)
    assert [one for one in found(machine.modes) if one.values == ours]


def test_a_disk_that_is_nearly_full_is_said(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = settings.BACKUP_FOLDER = tmp_path
    room = SimpleNamespace(free=10**12)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: room)
    assert not found(machine.room)
    room.free = machine.LEAST_ROOM - 1
    assert stops(machine.room) == [False]


def test_without_static_files_nothing_is_served(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {"staticfiles": {"BACKEND": "shkej.static_files.storage.StaticFiles"}}
    assert stops(machine.made_files) == [True]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert not found(machine.made_files)


@pytest.mark.django_db
def test_f22_a_clock_that_was_set_back_is_said():
    AccessLog.objects.create(action="open")
    assert not found(machine.clock)
    with time_machine.travel(timezone.now() - timedelta(hours=2)):
        later = stops(machine.clock)
    assert later == [False]


# The database.


@pytest.mark.django_db(transaction=True)
def test_f2_a_database_that_does_not_wait_for_the_disk_stops(settings):
    settings.SAVES_MUST_LAST = True
    statement = (
        "PRAGMA synchronous=OFF"
        if connection.vendor == "sqlite"
        else "SET synchronous_commit = off"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
    try:
        assert True in stops(databases.durability)
    finally:
        connection.close()


@pytest.mark.django_db
def test_accounts_of_the_demonstration_open_no_real_database(settings):
    UserFactory(email="somebody@shkej.example")
    assert not found(databases.demonstration)
    UserFactory(email="admin@demo.shkej.example")
    assert stops(databases.demonstration) == [True]
    settings.DEMONSTRATION = True
    assert not found(databases.demonstration)


@pytest.mark.django_db
def test_p20_people_who_are_not_invented_are_never_served_with_debug(settings):
    settings.DEBUG = True
    assert not found(databases.debugged)  # nobody is in it yet
    ParticipantFactory()
    assert stops(databases.debugged) == [True]
    with pytest.raises(ImproperlyConfigured, match="not invented"):
        refuse_to_start(DATABASE)
    UserFactory(email="admin@demo.shkej.example")
    assert not found(databases.debugged)
    settings.DEBUG = False
    User.objects.all().delete()
    assert not found(databases.debugged)


# What must get done.


@pytest.mark.django_db
def test_a_worker_that_does_not_run_is_said():
    assert stops(work.worker) == [False]


@pytest.mark.django_db
def test_mails_that_wait_for_long_are_said():
    mail = queue_mail(to="a@b.example", content=Content(subject="One", text="Two"))
    assert not found(work.outbox)
    OutgoingMail.objects.filter(pk=mail.pk).update(created_at=timezone.now() - timedelta(hours=2))
    assert [one.values for one in found(work.outbox)] == [{"number": 1}]


@pytest.mark.django_db
def test_f17_backups_that_are_missing_old_or_never_tried_are_said(settings):
    settings.BACKUP_RECIPIENTS = []
    assert stops(work.backups) == [False]
    settings.BACKUP_RECIPIENTS = ["age1x", "age1y"]
    UserFactory()
    [never_tried] = found(work.backups)
    assert "quarter" in never_tried.words
    Backup.objects.all().delete()


# How they are asked, and how it is said.


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_a_finding_and_stops_nothing(monkeypatch):
    def away(*_arguments):
        raise OperationalError("no route to 10.0.0.1 as user secret")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", away)
    asked = [findings for _check, findings in examine(DATABASE) if findings]
    assert asked
    said = "".join(" ".join(finding.said()) for findings in asked for finding in findings)
    assert "secret" not in said
    refuse_to_start(DATABASE)


@pytest.mark.django_db
def test_what_is_dangerous_is_refused_in_both_languages(settings):
    settings.SECRET_KEY = "short"
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_to_start(SETTINGS)
    lines = str(refusal.value).splitlines()
    assert len(lines) == 4
    assert any("shorter than 50" in line for line in lines)
    assert any("më i shkurtër se 50" in line for line in lines)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_each_check_and_ends_with_1_where_something_is_to_be_done(
    capsys, settings, language
):
    settings.SECRET_KEY = "short"
    with pytest.raises(SystemExit) as end:
        call_command("doctor", language=language)
    assert end.value.code == 1
    said = capsys.readouterr().out
    with translation.override(language):
        for check in CHECKS:
            assert translation.gettext(check.label) in said
    assert "[ stop ]" in said
    assert "→" in said


@pytest.mark.django_db
def test_it_ends_with_0_where_all_is_well(capsys, monkeypatch):
    fine = [checks.HealthCheck("One", lambda: iter(()))]
    monkeypatch.setattr("shkej.management.commands.doctor.examine", lambda: examine(fine))
    call_command("doctor", language="en")
    assert capsys.readouterr().out.splitlines() == [
        "[  ok  ] One",
        "Everything is as it should be.",
    ]


def test_each_finding_is_said_in_both_languages():
    """The catalogue has all words of the folder, so none is told in English to an Albanian."""
    for check in CHECKS:
        with translation.override("sq"):
            assert check.label in ("DEBUG", "Demonstration") or (
                translation.gettext(check.label) != check.label
            )
