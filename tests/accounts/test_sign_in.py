"""Signing in: closed to strangers, slow for guessers, and silent about who has an account."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.accounts.signing_in import (
    PASSWORD,
    is_signed_in,
    sign_in,
    user_with_password,
    without_token,
)

NOW = datetime(2021, 10, 6, 12, tzinfo=UTC)


@pytest.fixture
def user(db):
    return user_with_password(email="ana@example.org")


def fail(client, user, times=5, **extra):
    for _attempt in range(times):
        sign_in(client, user.email, "wrong", **extra)


def test_a_user_signs_in_by_email_whatever_its_case(client, user):
    response = sign_in(client, " ANA@Example.org ")

    assert response.status_code == 302
    assert response.url == reverse("home")
    assert is_signed_in(client)


def test_the_session_key_changes_when_somebody_signs_in(client, user):
    client.get(reverse("account_login"))
    client.session["before"] = True
    before = client.session.session_key
    sign_in(client, user.email)

    assert client.session.session_key != before


@pytest.mark.parametrize("name", ["account_signup", "account_email", "mfa_signup_webauthn"])
def test_nobody_signs_up_or_adds_addresses(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["signup/", "email/", "login/code/", "3rdparty/", "2fa/webauthn/"])
def test_what_we_do_not_use_of_the_library_does_not_exist(client, admin, path):
    client.force_login(admin)

    assert client.get(f"/account/{path}").status_code == 404


def test_every_refusal_is_the_same_page(db, user):
    closed = user_with_password(is_active=False)
    locked = user_with_password()
    fail(Client(), locked)
    attempts = [
        (user.email, "wrong"),
        ("nobody@example.org", PASSWORD),
        (closed.email, PASSWORD),
        (closed.email, "wrong"),
        (locked.email, PASSWORD),
        (locked.email, "wrong"),
    ]

    answers = {
        (response.status_code, without_token(response).replace(email, ""))
        for email, password in attempts
        for response in [sign_in(Client(), email, password)]
    }

    assert len(answers) == 1
    assert answers.pop()[0] == 200


def test_a_refused_attempt_keeps_the_email_but_not_the_password(client, user):
    response = sign_in(client, user.email, "wrong-and-secret")

    assert user.email in response.content.decode()
    assert "wrong-and-secret" not in response.content.decode()


def test_after_five_failures_the_right_password_waits_for_fifteen_minutes(user, time_machine):
    time_machine.move_to(NOW, tick=False)
    fail(Client(), user)

    sign_in(locked := Client(), user.email)
    assert not is_signed_in(locked)

    time_machine.shift(timedelta(minutes=14, seconds=59))
    sign_in(locked, user.email)
    assert not is_signed_in(locked)

    time_machine.shift(timedelta(seconds=2))
    sign_in(locked, user.email)
    assert is_signed_in(locked)


def test_four_failures_lock_nobody_out(client, user):
    fail(client, user, times=4)
    sign_in(client, user.email)

    assert is_signed_in(client)


def test_a_locked_account_leaves_the_others_behind_the_same_router_alone(client, user):
    fail(client, user)
    other = user_with_password()
    sign_in(client, other.email)

    assert is_signed_in(client)


@pytest.mark.parametrize(
    "disguise",
    [
        {"headers": {"host": "localhost:81"}},
        {"headers": {"x-forwarded-for": "192.0.2.9"}},
        {"REMOTE_ADDR": "192.0.2.9"},
    ],
    ids=["host", "forwarded", "address"],
)
def test_the_lock_holds_wherever_an_attempt_claims_to_come_from(user, disguise):
    fail(Client(), user)

    client = Client()
    sign_in(client, user.email, **disguise)

    assert not is_signed_in(client)


def test_one_address_that_tries_account_after_account_is_stopped(user, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "8/15m/ip"}
    for number in range(8):
        sign_in(Client(), f"user{number}@example.org", "wrong")

    sign_in(blocked := Client(), user.email)
    assert not is_signed_in(blocked)
    sign_in(elsewhere := Client(REMOTE_ADDR="192.0.2.9"), user.email)
    assert is_signed_in(elsewhere)


def test_too_many_requests_get_a_page_of_ours(client, user, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    sign_in(client, user.email, "wrong")

    response = sign_in(client, user.email)

    assert response.status_code == 429
    assert "429.html" in [template.name for template in response.templates]


def test_failures_are_counted_in_the_database_for_all_processes(settings):
    assert settings.CACHES["default"]["BACKEND"].endswith("LimitCache")


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "//["],
)
def test_after_signing_in_nobody_is_sent_to_another_site(client, user, address):
    response = client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": address}
    )

    assert response.url == reverse("home")
    again = client.get(reverse("account_login"), {"next": address})
    assert again.url == reverse("home")


def test_after_signing_in_one_is_where_one_wanted_to_go(client, user):
    response = client.get(reverse("accounts:profile"), follow=True)
    wanted = response.context["redirect_field_value"]

    assert wanted == reverse("accounts:profile")
    response = client.post(
        reverse("account_login"), {"login": user.email, "password": PASSWORD, "next": wanted}
    )
    assert response.url == wanted


@pytest.mark.parametrize(
    "login", ["", "x", "a" * 400 + "@example.org", "ana\x00@example.org", "💛"]
)
@pytest.mark.parametrize("password", ["", "\x00", "x" * 5000, "💛"])
def test_odd_input_is_refused_and_never_a_fault(client, user, login, password):
    assert sign_in(client, login, password).status_code == 200


def test_signing_out_ends_the_session(client, user):
    sign_in(client, user.email)
    old = client.cookies["sessionid"].value
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)

    response = client.post(reverse("account_logout"))

    assert response.url == reverse("account_login")
    client.cookies["sessionid"] = old
    assert not is_signed_in(client)


def test_the_library_answers_no_json(client, user):
    response = client.post(
        reverse("account_login"),
        {"login": "x", "password": "x"},
        headers={"x-requested-with": "XMLHttpRequest"},
    )

    assert response.headers["Content-Type"].startswith("text/html")
