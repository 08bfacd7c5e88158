"""Passwords that are good enough, and the links by which they are set."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import AccessLog, OutgoingMail, Role
from accounts.outbox import send_due_mails
from tests.accounts.factories import GrantFactory, UserFactory
from tests.accounts.signing_in import (
    NEW_PASSWORD,
    PASSWORD,
    is_signed_in,
    sign_in,
    user_with_password,
    without_token,
)

WORDS = "gjelbër si bari i malit"
NOW = datetime(2021, 10, 6, 12, tzinfo=UTC)


@pytest.fixture
def user(db):
    return user_with_password(email="ana@example.org")


def ask(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def link():
    """The path in the last mail, once the outbox has sent it."""
    send_due_mails()
    return re.search(
        r"http://127.0.0.1:8000(/account/password/reset/key/\S+)", mail.outbox[-1].body
    )[1]


def set_password(client, path, password=NEW_PASSWORD):
    """Open the link and send the form behind it; the page that comes then, in English."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(path, follow=True)
    if not page.redirect_chain:
        return page
    answers = {"password1": password, "password2": password}
    return client.post(page.redirect_chain[-1][0], answers, follow=True)


@pytest.mark.parametrize(
    "password",
    [
        "short-one",
        "elevenchars",
        "password1234",
        "123456789012",
        "355692012345",
        "abababababab",
        "SHKEJ-SHKEJ-2021",
        "Engjëjt e Vegjël 1",
        "tirana tirana tirana",
        "T-i-r-a-n-ë e bukur",
        "unicef albania",
        "arta.hoxha@exam",
        "Arta Hoxha 2021",
    ],
)
def test_weak_passwords_are_refused(password):
    user = UserFactory.build(email="arta.hoxha@example.org", name="Arta Hoxha")

    with pytest.raises(ValidationError):
        validate_password(password, user)


@pytest.mark.parametrize(
    ("role", "has_app", "least"),
    [
        (Role.STAFF, False, 15),
        (Role.STAFF, True, 12),
        (Role.COORDINATOR, False, 12),  # who sets an app up before anything else
        (Role.COORDINATOR, True, 12),
    ],
)
def test_r3_a_password_that_opens_alone_is_longer(db, settings, centre, role, has_app, least):
    settings.REQUIRE_SECOND_FACTOR = True
    user = GrantFactory(user=UserFactory(email="q@example.org"), role=role, centre=centre).user
    if has_app:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})

    validate_password(WORDS[:least], user)
    with pytest.raises(ValidationError, match=str(least)):
        validate_password(WORDS[: least - 1], user)
    with pytest.raises(ValidationError, match="15"):
        validate_password(WORDS[:14])


def test_r3_pages_say_and_take_the_length_that_is_asked(client, user):
    sign_in(client, user.email)
    url = reverse("account_change_password")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answers = {"oldpassword": PASSWORD, "password1": WORDS[:14], "password2": WORDS[:14]}

    refused = client.post(url, answers)
    assert "At least 15 characters" in refused.content.decode()
    assert "15" in str(refused.context["form"].errors)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    client.post(url, answers | {"password1": WORDS[:15], "password2": WORDS[:15]})

    user.refresh_from_db()
    assert user.check_password(WORDS[:15])


def test_r3_a_shorter_password_of_before_leads_to_a_longer_one_from_every_address(client, user):
    user.set_password(WORDS[:14])
    user.save()
    change = reverse("account_change_password")
    sign_in(client, user.email, WORDS[:14])

    for method in (client.get, client.post):
        for name in ("home", "more", "accounts:profile"):
            assert method(reverse(name)).url == change
    assert "too short" in client.get(change).content.decode()
    client.post(
        change,
        {"oldpassword": WORDS[:14], "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    assert is_signed_in(client)
    sign_in(again := Client(), user.email, NEW_PASSWORD)
    assert is_signed_in(again)


@pytest.mark.parametrize(
    "password", [NEW_PASSWORD, "kalë i bardhë në livadh", "x7!rt9Q" * 20, "correct horse battery"]
)
def test_long_passwords_of_any_kind_are_taken(password):
    validate_password(password, UserFactory.build())


def test_the_refusal_of_our_words_says_which(db):
    with translation.override("en"), pytest.raises(ValidationError, match="tirana"):
        validate_password("unicef unicef unicef")


def test_a_link_sets_a_password_once(client, user):
    response = ask(client, user.email)
    assert response.url == reverse("account_reset_password_done")
    path = link()

    assert "Your password is set" in set_password(client, path).content.decode()
    assert not is_signed_in(client)
    sign_in(client, user.email, NEW_PASSWORD)
    assert is_signed_in(client)

    again = set_password(Client(), path, "yet another password")
    assert "This link no longer works" in again.content.decode()
    assert AccessLog.objects.get(action="password_changed").user == user


def test_the_key_of_a_link_does_not_stay_in_the_address(client, user):
    ask(client, user.email)
    path = link()

    page = client.get(path, follow=True)

    assert page.redirect_chain[-1][0].endswith("-set-password/")
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_a_link_works_for_an_hour(client, user, time_machine, minutes, works):
    time_machine.move_to(NOW, tick=False)
    ask(client, user.email)
    path = link()
    time_machine.shift(timedelta(minutes=minutes))

    page = set_password(client, path).content.decode()

    assert ("Your password is set" in page) is works
    assert ("This link no longer works" in page) is not works


def test_a_new_password_makes_older_links_worthless(client, user):
    ask(client, user.email)
    old = link()
    ask(client, user.email)
    set_password(client, link())

    assert "This link no longer works" in set_password(Client(), old).content.decode()


def test_a_new_password_ends_every_session_and_the_wait(client, user):
    sign_in(old := Client(), user.email)
    for _attempt in range(5):
        sign_in(Client(), user.email, "wrong")

    ask(client, user.email)
    set_password(client, link())

    assert not is_signed_in(old)
    sign_in(client, user.email, NEW_PASSWORD)
    assert is_signed_in(client)


def test_asking_for_a_link_does_not_tell_who_has_an_account(user):
    closed = user_with_password(is_active=False)

    answers = {
        (response.status_code, response.url, without_token(client.get(response.url)))
        for email in (user.email, closed.email, "nobody@example.org")
        for client in [Client()]
        for response in [ask(client, email)]
    }

    assert len(answers) == 1
    assert [message.to for message in OutgoingMail.objects.all()] == [user.email]


def test_a_mail_server_that_fails_does_not_tell_either(user, monkeypatch):
    def fail(self, *args, **kwargs):
        raise AssertionError("who asks waits for no server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)

    assert ask(Client(), user.email).url == reverse("account_reset_password_done")


def test_five_links_in_a_quarter_of_an_hour_are_enough(client, user):
    statuses = [ask(client, user.email).status_code for _attempt in range(6)]

    assert statuses == [302] * 5 + [429]


@pytest.mark.parametrize(
    ("language", "subject"),
    [("en", "SHKEJ: Set a new password"), ("sq", "SHKEJ: ")],
)
def test_the_mail_is_in_the_users_language_and_names_nobody(client, user, language, subject):
    user.language = language
    user.save()

    ask(client, user.email)

    send_due_mails()
    message = mail.outbox[0]
    assert message.subject.startswith(subject)
    assert user.name not in message.subject + message.body
    assert "testserver" not in message.subject


@pytest.mark.parametrize(
    "path",
    [
        "1-set-password",
        "zzzzzzzzzzzzz-abc-def",
        "zzzzzzzzzzzzzzzzzzzzzz-x",
        "1-💛",
        "1-%00",
        "1-" + "x" * 3000,
        "0-abc-" + "0" * 40,
    ],
)
def test_an_invented_link_is_refused_and_never_a_fault(client, user, path):
    response = client.get(f"/account/password/reset/key/{path}/", follow=True)

    assert response.status_code == 200
    assert "account/password_reset_from_key.html" in [t.name for t in response.templates]


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"oldpassword": "wrong"}, "current password"),
        ({"password2": "something else entirely"}, "same password"),
        ({"password1": "short", "password2": "short"}, "15"),
        ({"password1": "", "password2": ""}, "required"),
    ],
)
def test_a_refused_change_leaves_the_old_password(client, user, answers, refusal):
    sign_in(client, user.email)
    right = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    response = client.post(reverse("account_change_password"), right | answers)

    assert response.status_code == 200
    assert refusal in str(response.context["form"].errors)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_the_user_is_told_by_mail_that_the_password_was_changed(client, user):
    sign_in(client, user.email)
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )

    send_due_mails()
    assert mail.outbox[0].to == [user.email]
    assert "127.0.0.1" in mail.outbox[0].body
    assert NEW_PASSWORD not in mail.outbox[0].body
