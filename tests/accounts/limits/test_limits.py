"""Who guesses waits, whatever happens elsewhere; and a reset tells nobody who is known."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.limits.cache import forget_limits
from accounts.models import AccessLog, Limit, OutgoingMail
from accounts.models.access_log import Action
from accounts.outbox import send_due_mails
from accounts.reading.limits import MOST_FIGURES
from accounts.services import log_access
from reports.attendance import download
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import PASSWORD, is_signed_in, sign_in, user_with_password
from tests.conftest import user_with
from tests.events.factories import EventFactory

pytestmark = pytest.mark.django_db
EMAIL = "ana@shkej.example"


@pytest.fixture
def ana(centre):
    user = user_with_password(email=EMAIL)
    GrantFactory(user=user, role="staff", centre=centre)
    return user


def lock_out(email):
    for _attempt in range(5):
        sign_in(Client(), email, "wrong")


def ask(email, **headers):
    return Client().post(reverse("account_reset_password"), {"email": email}, **headers)


def test_r1_a_lock_is_not_lifted_by_much_else(client, ana):
    lock_out(EMAIL)
    for number in range(1000):
        cache.set(f"another-{number}", [1.0], 900)
    forget_limits()

    sign_in(client, EMAIL)
    assert not is_signed_in(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        sign_in(client, EMAIL)
        assert is_signed_in(client)


def test_r1_what_is_over_is_forgotten_and_nothing_else(ana):
    lock_out(EMAIL)
    there = Limit.objects.count()
    with time_machine.travel(timezone.now() + timedelta(minutes=14)):
        cache.set("later", 1, 900)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        forget_limits()

    assert there > 1
    assert Limit.objects.count() == 1
    assert cache.get("later") == 1


def test_r5_a_used_code_stays_used_however_many_others_are():
    assert cache.add("code", True, 300)
    for number in range(1000):
        cache.add(number, True, 300)

    assert not cache.add("code", True, 300)
    with time_machine.travel(timezone.now() + timedelta(seconds=301)):
        assert cache.add("code", True, 300)


def test_r6_the_table_names_no_account_no_address_and_no_code(ana):
    lock_out(EMAIL)
    cache.add(f"accounts:code:{ana.pk}:123456", True, 300)

    kept = str(list(Limit.objects.values()))

    for word in (EMAIL, "127.0.0.1", "123456", "login", "code"):
        assert word not in kept


def test_r1_full_disk_does_not_read_as_too_many_attempts(client, ana):
    full = OperationalError("database or disk is full")
    with patch.object(Limit.objects, "create", side_effect=full):
        client.raise_request_exception = False
        answer = sign_in(client, EMAIL)

    assert answer.status_code == 503
    sign_in(client, EMAIL)
    assert is_signed_in(client)


def test_r1_wrong_passwords_at_a_door_lock_the_door_and_not_the_account(client, ana, centre):
    event = EventFactory(centre=centre, starts_at=timezone.now())
    sign_in(client, EMAIL)
    client.post(reverse("events:hand_over", args=[event.pk]))
    back = reverse("events:take_back", args=[event.pk])
    for _attempt in range(5):
        client.post(back, {"password": "wrong"})

    client.post(back, {"password": PASSWORD})
    assert client.get(reverse("more")).status_code == 302  # it stays a door
    sign_in(elsewhere := Client(), EMAIL)

    assert is_signed_in(elsewhere)
    with time_machine.travel(timezone.now() + timedelta(minutes=15, seconds=1)):
        client.post(back, {"password": PASSWORD})
        assert is_signed_in(client)


@pytest.mark.parametrize("kind", ["csv", "pdf"])  # what is printed leaves the house as well
def test_r25_files_of_figures_end_with_the_day(client, coordinator, kind):
    address = reverse("reports:download")
    asked = {"format": kind, "language": "en", "reason": "house", "start": "2021-10-01"}
    asked |= {"end": "2021-12-31"}
    client.force_login(coordinator)
    for _number in range(MOST_FIGURES - 1):
        log_access(Action.EXPORT, user=coordinator)
    assert client.get(address, asked).status_code == 200

    refused = client.get(address, asked)

    assert refused.url == reverse("home")
    assert "60" in (told := client.get(refused.url).content.decode())
    assert "The coordinators were told" in told
    lines = AccessLog.objects.filter(user=coordinator)
    assert lines.filter(action=Action.EXPORT).count() == MOST_FIGURES
    assert lines.filter(action=Action.EXPORT_REFUSED).count() == 1
    client.force_login(user_with("coordinator"))
    assert client.get(address, asked).status_code == 200  # nobody else is stopped
    client.force_login(coordinator)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        client.force_login(coordinator)
        assert client.get(address, asked).status_code == 200


def test_r25_a_file_that_was_handed_out_while_this_one_was_made_counts(
    client, coordinator, monkeypatch
):
    address = reverse("reports:download")
    asked = {"format": "csv", "language": "en", "reason": "house", "start": "2021-10-01"}
    asked |= {"end": "2021-12-31"}
    client.force_login(coordinator)
    for _number in range(MOST_FIGURES - 1):
        log_access(Action.EXPORT, user=coordinator)
    gather = download.gather

    def meanwhile(*given):
        log_access(Action.EXPORT, user=coordinator)
        return gather(*given)

    monkeypatch.setattr(download, "gather", meanwhile)

    assert client.get(address, asked).status_code == 302

    lines = AccessLog.objects.filter(user=coordinator)
    assert lines.filter(action=Action.EXPORT).count() == MOST_FIGURES
    assert lines.filter(action=Action.EXPORT_REFUSED).count() == 1


def test_r2_a_reset_costs_the_same_for_whoever_is_asked_about(ana):
    closed = user_with_password(email="closed@shkej.example", is_active=False)
    ask("first@elsewhere.example")  # which loads what each process loads once
    done = {}
    for email in (EMAIL, closed.email, "nobody@elsewhere.example"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = ask(email)
        done[email] = (
            answer.status_code,
            answer.url,
            sorted(query["sql"].split()[0] for query in queries),
        )

    assert len({str(each) for each in done.values()}) == 1, done
    assert [mail.to for mail in OutgoingMail.objects.all()] == [EMAIL]


def test_r2_no_mail_server_is_asked_while_somebody_waits(ana):
    with patch("django.core.mail.EmailMessage.send", side_effect=AssertionError):
        assert ask(EMAIL).status_code == 302


def test_r36_the_mail_of_a_reset_names_the_site_and_not_the_host_that_was_asked(
    ana, settings, mailoutbox
):
    settings.ALLOWED_HOSTS = ["*"]
    ask(EMAIL, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    send_due_mails()

    (message,) = mailoutbox
    assert "evil.example" not in str(message.message())
    assert settings.SITE_URL + "/account/password/reset/key/" in message.body


def test_r36_no_mail_about_an_account_names_the_host_that_was_asked(ana, settings, mailoutbox):
    settings.ALLOWED_HOSTS = ["*"]
    host = {"headers": {"Host": "evil.example"}}
    sign_in(client := Client(), EMAIL, **host)
    new = {"oldpassword": PASSWORD, "password1": "a new quiet password"}
    client.post(reverse("account_change_password"), new | {"password2": new["password1"]}, **host)
    assert mailoutbox == []  # nobody waits for the mail server
    send_due_mails()

    (message,) = mailoutbox
    assert message.to == [EMAIL]
    assert "evil.example" not in str(message.message())
