"""The second factor: who must have one, how it is set up, and that a code opens once."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import second_factor
from accounts.demonstration import DOMAIN
from accounts.models import AccessLog, Grant, Role
from accounts.outbox import send_due_mails
from tests.accounts.factories import GrantFactory, UserFactory
from tests.accounts.signing_in import PASSWORD, is_signed_in, sign_in, totp_code, user_with_password

NOW = datetime(2021, 10, 6, 12, 0, 10, tzinfo=UTC)
ENROL = "/account/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def _asked_for(settings):
    """Second factors are asked for; what this process knows of a demonstration is forgotten."""
    settings.REQUIRE_SECOND_FACTOR = True
    second_factor.in_demonstration.cache_clear()
    yield
    second_factor.in_demonstration.cache_clear()


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def user(db):
    """A coordinator with a password and no second factor yet."""
    return GrantFactory(user=user_with_password(), role=Role.COORDINATOR).user


def enrol(client, user, moment=NOW):
    """Sign in and set up an app; returns its secret."""
    sign_in(client, user.email)
    page = client.get(ENROL).content.decode()
    secret = re.search(r'secret-key">([A-Z2-7 =]+)<', page)[1].replace(" ", "")
    response = client.post(ENROL, {"code": totp_code(secret, moment)})
    assert response.url == reverse("mfa_view_recovery_codes")
    return secret


def recovery_codes(client):
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"<code>(\d{8})</code>", page)


def sign_in_with(client, user, code):
    response = sign_in(client, user.email)
    assert response.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    return client.post(reverse("mfa_authenticate"), {"code": code})


# Who must have one


@pytest.mark.parametrize("name", ["home", "more", "accounts:profile", "account_change_password"])
@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
def test_without_a_second_factor_every_address_leads_to_enrolment(client, user, name, method):
    client.force_login(user)

    response = getattr(client, method)(reverse(name))

    assert (response.status_code, response.url) == (302, ENROL)


@pytest.mark.parametrize(
    ("role", "sees_sensitive", "asked"),
    [
        (Role.ADMIN, False, True),
        (Role.COORDINATOR, False, True),
        (Role.STAFF, True, True),
        (Role.STAFF, False, False),
        (Role.VOLUNTEER, False, False),
        (Role.OBSERVER, False, False),
    ],
)
def test_only_roles_that_open_much_are_asked(client, centre, role, sees_sensitive, asked):
    bound = {"centre": centre} if role in (Role.STAFF, Role.VOLUNTEER) else {}
    client.force_login(GrantFactory(role=role, sees_sensitive=sees_sensitive, **bound).user)

    assert is_signed_in(client) is not asked


def test_the_role_that_needs_it_asks_from_the_next_request(client, centre):
    user = GrantFactory(role=Role.STAFF, centre=centre).user
    client.force_login(user)
    assert is_signed_in(client)

    Grant.objects.filter(user=user).update(sees_sensitive=True)

    assert client.get(reverse("more")).url == ENROL


def test_a_piece_of_a_page_leads_to_enrolment_too(client, user):
    client.force_login(user)

    response = client.get(reverse("more"), headers={"hx-request": "true"})

    assert (response.status_code, response.headers["HX-Redirect"]) == (204, ENROL)


def test_before_enrolment_one_may_leave_and_choose_the_language(client, user):
    client.force_login(user)

    response = client.post(reverse("accounts:set_language"), {"language": "en", "next": ENROL})
    assert response.url == ENROL
    response = client.post(reverse("account_logout"))

    assert response.url == reverse("account_login")


def test_a_locked_screen_opens_before_enrolment_too(client, user):
    client.force_login(user)
    client.post(reverse("accounts:lock"), headers={"hx-request": "true"})
    assert client.get(ENROL).url.startswith(reverse("accounts:locked"))

    client.post(reverse("accounts:unlock"), {"password": PASSWORD, "next": ENROL})

    assert not client.get(ENROL).url.startswith(reverse("accounts:locked"))


def test_a_demonstration_asks_nobody(client, user):
    UserFactory(email=f"admin@{DOMAIN}")
    client.force_login(user)

    assert is_signed_in(client)


def test_the_setting_switches_it_off(client, user, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(user)

    assert is_signed_in(client)


# Setting it up


def test_the_app_is_set_up_by_picture_or_key_and_gives_recovery_codes(client, user, clock):
    sign_in(client, user.email)
    page = client.get(ENROL).content.decode()
    assert "data:image/svg+xml;base64," in page
    assert "style=" not in page

    enrol(client, user)

    assert len(recovery_codes(client)) == 10
    assert is_signed_in(client)
    download = client.get(reverse("mfa_download_recovery_codes"))
    assert set(recovery_codes(client)) == set(download.content.decode().split())


def test_a_wrong_code_sets_nothing_up(client, user, clock):
    sign_in(client, user.email)
    client.get(ENROL)

    for code in ("000000", "", "💛", "1" * 500, "12\x0034"):
        assert client.post(ENROL, {"code": code}).status_code == 200
    assert not Authenticator.objects.exists()


def test_setting_up_asks_for_the_password_again_after_a_while(client, user, clock):
    sign_in(client, user.email)
    assert client.get(ENROL).status_code == 200
    clock.shift(timedelta(minutes=11))

    response = client.get(ENROL)
    assert response.url.startswith(reverse("account_reauthenticate"))
    response = client.post(response.url, {"password": "wrong", "next": ENROL})
    assert "This is not your password." in response.content.decode()
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": ENROL})

    assert response.url == ENROL
    assert client.get(ENROL).status_code == 200


def test_the_database_holds_no_readable_secret(client, user, clock):
    secret = enrol(client, user)
    codes = recovery_codes(client)

    with connection.cursor() as cursor:
        cursor.execute("SELECT type, data FROM mfa_authenticator")
        rows = dict(cursor.fetchall())
    assert set(rows) == {"totp", "recovery_codes"}
    for data in map(str, rows.values()):
        assert secret not in data
        assert not any(code in data for code in codes)


def test_what_an_older_key_encrypted_stays_readable_while_it_is_named(
    client, user, clock, settings
):
    secret = enrol(client, user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-" * 5
    clock.shift(timedelta(minutes=1))

    sign_in_with(again := Client(), user, totp_code(secret, NOW + timedelta(minutes=1)))

    assert is_signed_in(again)


def test_a_lost_key_is_told_and_opens_nothing(client, user, clock, settings):
    secret = enrol(client, user)
    settings.SECRET_KEY = "another-key-" * 5

    response = sign_in_with(Client(), user, totp_code(secret, NOW))

    assert "Aplikacioni juaj i autentifikimit" in response.content.decode()


# Signing in with it


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_the_code_of_the_moment_opens_and_so_do_its_neighbours(client, user, clock, seconds):
    secret = enrol(Client(), user)
    clock.shift(timedelta(minutes=5))
    shown = NOW + timedelta(minutes=5, seconds=seconds)

    sign_in_with(client, user, totp_code(secret, shown))

    assert is_signed_in(client)


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_code_of_another_minute_does_not_open(client, user, clock, seconds):
    secret = enrol(Client(), user)
    clock.shift(timedelta(minutes=5))

    sign_in_with(client, user, totp_code(secret, NOW + timedelta(minutes=5, seconds=seconds)))

    assert not is_signed_in(client)


@pytest.mark.parametrize("later", [0, 1, 29, 31, 45, -20])
def test_a_code_opens_once(user, clock, later):
    secret = enrol(Client(), user)
    clock.shift(timedelta(minutes=5))
    code = totp_code(secret, NOW + timedelta(minutes=5))
    sign_in_with(first := Client(), user, code)
    assert is_signed_in(first)

    clock.shift(timedelta(seconds=later))
    sign_in_with(second := Client(), user, f"{code[:3]} {code[3:]}")

    assert not is_signed_in(second)


def test_the_code_of_the_set_up_opens_nothing_more(user, clock):
    secret = enrol(Client(), user)

    sign_in_with(client := Client(), user, totp_code(secret, NOW))

    assert not is_signed_in(client)


def test_a_recovery_code_opens_once(user, clock):
    enrol(first := Client(), user)
    code = recovery_codes(first)[0]
    sign_in_with(second := Client(), user, code)
    assert is_signed_in(second)

    clock.shift(timedelta(minutes=6))
    sign_in_with(third := Client(), user, code)

    assert not is_signed_in(third)
    assert len(recovery_codes(second)) == 9


def test_five_wrong_codes_close_the_door_for_fifteen_minutes(client, user, clock):
    secret = enrol(Client(), user)
    clock.shift(timedelta(minutes=1))
    sign_in_with(client, user, "000000")
    for _attempt in range(4):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    client.post(
        reverse("mfa_authenticate"), {"code": totp_code(secret, NOW + timedelta(minutes=1))}
    )
    assert not is_signed_in(client)

    clock.shift(timedelta(minutes=15))
    sign_in_with(client, user, totp_code(secret, NOW + timedelta(minutes=16)))
    assert is_signed_in(client)


def test_a_new_password_does_not_go_round_the_second_factor(user, clock, mailoutbox):
    enrol(Client(), user)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": user.email})
    send_due_mails()
    link = re.search(r"http://127.0.0.1:8000(\S+)", mailoutbox[-1].body)[1]
    page = client.get(link, follow=True)
    new = {"password1": "three white horses", "password2": "three white horses"}
    client.post(page.redirect_chain[-1][0], new)
    assert not is_signed_in(client)

    response = sign_in(client, user.email, "three white horses")

    assert response.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


# Changing it


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_ends_the_sessions_that_had_none(user, clock):
    sign_in(old := Client(), user.email)

    enrol(new := Client(), user)

    assert is_signed_in(new)
    assert old.get(reverse("more")).url.startswith(reverse("account_login"))


@pytest.mark.django_db(transaction=True)
def test_switching_it_off_leads_to_enrolment_again_and_is_told_by_mail(client, user, clock):
    enrol(client, user)
    send_due_mails()
    assert "authenticator app" in mail.outbox[0].body.lower()
    mail.outbox.clear()
    client.post(reverse("mfa_deactivate_totp"))

    assert client.get(reverse("more")).url == ENROL
    assert not Authenticator.objects.exists()
    send_due_mails()
    assert [message.to for message in mail.outbox] == [[user.email]]
    changes = AccessLog.objects.filter(action="second_factor_changed").order_by("pk")
    assert [entry.detail["change"] for entry in changes] == ["added"] * 2 + ["removed"] * 2


def test_new_recovery_codes_replace_the_old(client, user, clock):
    enrol(client, user)
    old = recovery_codes(client)

    client.post(reverse("mfa_generate_recovery_codes"))

    assert not set(old) & set(recovery_codes(client))


def test_an_administrator_removes_the_app_of_somebody_who_lost_the_phone(user, clock, settings):
    enrol(client := Client(), user)
    settings.REQUIRE_SECOND_FACTOR = False
    boss = Client()
    boss.force_login(GrantFactory(role=Role.ADMIN).user)

    address = reverse("accounts:user_remove_second_factor", args=[user.pk])
    assert boss.get(address).status_code == 200
    assert Authenticator.objects.filter(user=user).exists()
    boss.post(address)

    assert not Authenticator.objects.exists()
    assert not is_signed_in(client)


def test_nobody_removes_their_own_app_as_administrator(client, admin, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    Authenticator.objects.create(user=admin, type="totp", data=json.loads('{"secret": "x"}'))
    client.force_login(admin)

    client.post(reverse("accounts:user_remove_second_factor", args=[admin.pk]))

    assert Authenticator.objects.filter(user=admin).exists()
