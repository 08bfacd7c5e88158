"""F22: once a clock that was ahead is set right, nothing lives on from the time that never was."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.alerts.notifying import watch_log
from accounts.models import Alert, LogWatch, OutgoingMail
from accounts.models.access_log import Action
from accounts.outbox import Content, queue_mail, send_due_mails
from accounts.services import log_access
from tests.accounts.signing_in import PASSWORD, is_signed_in, sign_in, user_with_password
from tests.conftest import user_with
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 10, 6, 8, tzinfo=UTC)
AHEAD = {"hours": 5}


@pytest.fixture
def at(time_machine):
    def move(**later):
        time_machine.move_to(NOW + timedelta(**later), tick=False)

    return move


@pytest.fixture
def mails(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server.box


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_f22_a_session_lives_no_longer_for_it(client, staff, at, minutes, stays):
    at(**AHEAD)
    client.force_login(staff)
    assert is_signed_in(client)
    at()
    assert is_signed_in(client)

    at(minutes=minutes)

    assert is_signed_in(client) is stays


def test_f22_twelve_hours_are_twelve_hours(client, staff, at):
    at(**AHEAD)
    client.force_login(staff)
    assert is_signed_in(client)
    for minutes in range(0, 12 * 60, 20):
        at(minutes=minutes)
        assert is_signed_in(client), minutes

    at(hours=12)

    assert not is_signed_in(client)


def test_f22_a_mail_waits_no_longer_for_it_and_goes_once(mails, at):
    at(**AHEAD)
    late = queue_mail(to="late@tirana.example", content=Content(subject="Late", text="Late"))
    mails.refuse[late.to] = "451 later"
    assert send_due_mails().put_off == 1
    new = queue_mail(to="new@tirana.example", content=Content(subject="New", text="New"))

    at()
    assert send_due_mails().sent == 1
    assert mails.ids == [new.message_id]
    assert send_due_mails().put_off == 0  # the one that is refused waits, by the right clock
    mails.refuse.clear()
    at(minutes=11)
    assert send_due_mails().sent == 1
    at(hours=6)
    assert send_due_mails().sent == 0

    assert mails.ids == [new.message_id, late.message_id]
    assert not OutgoingMail.objects.filter(sent_at=None).exists()


def test_f22_what_stands_out_is_noticed_once(at, admin, coordinator):
    at(**AHEAD)
    watch_log()
    assert LogWatch.objects.get().watched_until == timezone.now()
    at()
    log_access(Action.EXPORT_PEOPLE, user=coordinator, names="full")

    at(minutes=20)
    watch_log()
    watch_log()

    assert Alert.objects.filter(kind="names_exported").count() == 1


def test_f22_a_lock_holds_when_the_clock_goes_back_and_ends(client, at):
    user = user_with_password(email="ana@shkej.example")
    bystander = user_with_password(email="ben@shkej.example")
    at(minutes=20)
    for _number in range(5):
        sign_in(client, user.email, password="wrong")

    at(minutes=10)
    sign_in(client, user.email)
    assert not is_signed_in(client)
    sign_in(client, bystander.email, PASSWORD)
    assert is_signed_in(client)
    client.logout()

    at(minutes=36)
    sign_in(client, user.email)
    assert is_signed_in(client)


def test_f22_a_clock_that_is_ahead_of_another_by_seconds_changes_nothing(client, at):
    """Of two web processes one is never quite right: a session is not written for it."""
    at(seconds=20)
    client.force_login(user_with("observer"))
    assert is_signed_in(client)
    before = dict(client.session)
    at()

    assert is_signed_in(client)
    assert dict(client.session) == before
