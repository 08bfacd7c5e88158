"""How long a session lasts, and what ends it before its time."""

from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import middleware
from accounts.middleware import ACTIVE_AT
from accounts.models import AccessLog, Role
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import (
    NEW_PASSWORD,
    PASSWORD,
    is_signed_in,
    sign_in,
    user_with_password,
)

NOW = datetime(2021, 10, 6, 8, tzinfo=UTC)
USER_AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def user(centre):
    return GrantFactory(user=user_with_password(), role=Role.STAFF, centre=centre).user


@pytest.fixture
def at(time_machine):
    def move(**later):
        time_machine.move_to(NOW + timedelta(**later), tick=False)

    move()
    return move


def test_a_stored_session_that_has_run_out_opens_nothing(client, at, user):
    client.force_login(user)
    stored = Session.objects.filter(pk=client.session.session_key)

    stored.update(expire_date=NOW + timedelta(seconds=1))
    assert is_signed_in(client)

    stored.update(expire_date=NOW)
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("role", "minutes", "stays"),
    [
        (Role.OBSERVER, 29, True),
        (Role.OBSERVER, 30, False),
        (Role.COORDINATOR, 14, True),
        (Role.COORDINATOR, 15, False),
        (Role.ADMIN, 14, True),
        (Role.ADMIN, 15, False),
    ],
)
def test_idle_time_ends_a_session(client, at, db, role, minutes, stays):
    client.force_login(GrantFactory(role=role).user)
    assert is_signed_in(client)

    at(minutes=minutes)

    assert is_signed_in(client) is stays


def test_work_keeps_a_session_open_but_not_beyond_twelve_hours(client, user, at):
    client.force_login(user)
    for minutes in range(0, 12 * 60, 20):
        at(minutes=minutes)
        assert is_signed_in(client), minutes

    at(hours=12)

    assert not is_signed_in(client)
    entry = AccessLog.objects.get(action="sign_out")
    assert (entry.user, entry.detail) == (user, {"reason": "absolute"})


def test_an_old_cookie_opens_nothing_after_the_time(client, user, at):
    sign_in(client, user.email)
    cookie = client.cookies["sessionid"].value
    at(minutes=31)
    assert not is_signed_in(client)

    client.cookies["sessionid"] = cookie

    assert not is_signed_in(client)
    assert AccessLog.objects.get(action="sign_out").detail == {"reason": "idle"}


def test_signing_in_starts_the_time_anew(client, user, at):
    sign_in(client, user.email)
    at(hours=11)
    sign_in(client, user.email)
    at(hours=11, minutes=20)
    assert is_signed_in(client)
    at(hours=12, minutes=1)

    assert not is_signed_in(client)


def test_the_last_request_is_noted_once_a_minute(client, user, at):
    client.force_login(user)
    is_signed_in(client)

    def writes(**later):
        at(**later)
        with CaptureQueriesContext(connection) as queries:
            is_signed_in(client)
        return [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]

    assert not writes(seconds=59)
    assert len(writes(seconds=60)) == 1


def test_a_request_is_of_the_moment_at_which_it_came(client, user, at, monkeypatch):
    """A clock that is set while it is answered lengthens no session."""
    client.force_login(user)
    came = int(NOW.timestamp()) + 120
    clock = SimpleNamespace(time=chain([came], repeat(came + 7200)).__next__)
    monkeypatch.setattr(middleware, "time", clock)

    is_signed_in(client)

    assert client.session[ACTIVE_AT] == came


def test_who_was_signed_out_is_told_and_comes_back_to_the_same_page(client, user, at):
    client.force_login(user)
    is_signed_in(client)
    at(hours=1)

    response = client.get(reverse("more"), follow=True)

    assert response.redirect_chain[0][0] == f"{reverse('account_login')}?next=%2Fmore%2F"
    assert "You were signed out for safety" in response.content.decode()


def test_a_piece_of_a_page_sends_the_whole_page_to_sign_in(client, user):
    response = client.post(
        reverse("accounts:profile"),
        headers={"hx-request": "true", "hx-current-url": "http://testserver/events/1/?page=2"},
    )

    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == (
        f"{reverse('account_login')}?next=%2Fevents%2F1%2F%3Fpage%3D2"
    )


@pytest.mark.parametrize(
    ("sender", "back"),
    [
        ("http://testserver/more/", "%2Fmore%2F"),
        ("https://evil.example/more/", "%2F"),
        ("//[", "%2F"),
        ("", "%2F"),
    ],
)
def test_after_a_refused_change_one_comes_back_to_the_page_it_was_sent_from(client, sender, back):
    response = client.post(reverse("accounts:user_create"), headers={"referer": sender})

    assert response.url == f"{reverse('account_login')}?next={back}"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("q=Zamira", ""),
        ("%71=Zamira&q=Hoxha", ""),
        ("q=Zamira&page=2&centre=a%26b", "?page=2&centre=a%26b"),
        ("text=Zamira&status=held", "?status=held"),
        ("quarter=1", "?quarter=1"),
    ],
)
def test_what_was_searched_for_is_not_in_the_address_of_the_sign_in_page(client, query, kept):
    page = f"{reverse('participants:participant_list')}?{query}"
    answers = [
        client.get(page).url,
        client.post(
            reverse("accounts:user_create"), headers={"referer": f"http://testserver{page}"}
        ).url,
        client.get(
            reverse("more"),
            headers={"hx-request": "true", "hx-current-url": f"http://testserver{page}"},
        ).headers["HX-Redirect"],
    ]

    back = urlencode({"next": reverse("participants:participant_list") + kept})
    assert answers == [f"{reverse('account_login')}?{back}"] * 3


def test_no_answer_to_a_user_is_stored(client, user):
    client.force_login(user)

    for address in (reverse("home"), reverse("accounts:profile"), "/no-such-page/"):
        assert "no-store" in client.get(address).headers["Cache-Control"], address
    assert "no-store" in Client().get(reverse("account_login")).headers["Cache-Control"]


def test_another_password_ends_the_other_sessions(client, user):
    sign_in(client, user.email)
    sign_in(other := Client(), user.email)

    response = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert response.url == reverse("accounts:profile")
    assert is_signed_in(client)
    assert not is_signed_in(other)
    sign_in(other, user.email, NEW_PASSWORD)
    assert is_signed_in(other)


def test_a_closed_account_and_a_lost_role_are_felt_at_the_next_request(client, user):
    client.force_login(user)
    assert client.get(reverse("events:event_list")).status_code == 200

    user.grants.all().delete()
    assert client.get(reverse("events:event_list")).status_code == 403
    user.is_active = False
    user.save()

    assert not is_signed_in(client)


def test_one_sees_and_ends_ones_own_sessions(client, user):
    sign_in(client, user.email)
    sign_in(other := Client(headers={"user-agent": USER_AGENT}), user.email)
    sign_in(bystander := Client(), user_with_password().email)

    page = client.get(reverse("usersessions_list")).content.decode()
    assert "Firefox on Windows" in page
    assert page.count("since today") == 2
    client.post(reverse("usersessions_list"))

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert is_signed_in(bystander)


def test_the_password_given_again_changes_the_session_key(client, user):
    sign_in(client, user.email)
    before = client.session.session_key

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    assert client.session.session_key != before
    assert is_signed_in(client)
    assert [session.session_key for session in UserSession.objects.filter(user=user)] == [
        client.session.session_key
    ]


def test_a_word_that_somebody_still_types_keeps_the_session_open(client, user, at):
    """The page asks for /health then (static/js/session.js)."""
    client.force_login(user)
    is_signed_in(client)
    for minutes in (20, 40, 60):
        at(minutes=minutes)
        assert client.head(reverse("health")).status_code == 200

    assert is_signed_in(client)


def test_what_a_page_of_somebody_else_sends_is_not_done_in_this_name(client, user):
    client.force_login(user)

    foreign = client.get(
        reverse("more"), headers={"hx-request": "true", "x-user": str(user.pk + 1)}
    )
    own = client.get(reverse("more"), headers={"hx-request": "true", "x-user": str(user.pk)})

    assert (foreign.status_code, foreign.headers["HX-Redirect"]) == (204, reverse("home"))
    assert own.status_code == 200


@pytest.mark.parametrize("key", ["abcdefgh\\000abcdefgh", "abcdefgh" * 500, "A-key of no session"])
def test_a_cookie_made_by_hand_opens_nothing_and_is_no_fault(client, db, key):
    cookie = f'{settings.SESSION_COOKIE_NAME}="{key}"'

    answer = client.get(reverse("account_login"), headers={"cookie": cookie})

    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated
