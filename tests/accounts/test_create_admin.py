"""The command that makes the first administrator."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AccessLog, User
from tests.accounts.factories import UserFactory
from tests.accounts.signing_in import is_signed_in, sign_in


def test_the_printed_link_sets_the_first_administrators_password(client, db, capsys):
    call_command("create_admin", "Boss@Example.org", name="Ana", base_url="https://shkej.example/")

    user = User.objects.get()
    assert (user.email, user.name, user.roles) == ("boss@example.org", "Ana", {"admin"})
    assert not user.has_usable_password()
    path = re.search(r"^https://shkej\.example(/account/\S+)$", capsys.readouterr().out, re.M)[1]
    page = client.get(path, follow=True)
    new = {"password1": "three white horses", "password2": "three white horses"}
    client.post(page.redirect_chain[-1][0], new)
    sign_in(client, user.email, "three white horses")
    assert is_signed_in(client)
    assert client.get(reverse("accounts:user_list")).status_code == 200
    assert client.get(path).status_code == 200  # says that the link no longer works


def test_what_the_command_did_stands_in_the_log(db):
    call_command("create_admin", "boss@example.org")

    log = AccessLog.objects.order_by("pk")
    assert [(entry.action, entry.user) for entry in log] == [
        ("user_changed", None),
        ("grant_changed", None),
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ana@example.org"], "already"),
        (["ANA@example.org"], "already"),
        (["not an address"], "not an e-mail"),
        (["new@example.org", "--base-url", "ftp://x"], "http"),
        (["new@example.org", "--name", "Ë" * 151], "151 characters, at most 150 fit"),
        ([f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.al"], "Give a shorter one with --name"),
        ([f"a@{'.'.join(['b' * 60] * 5)}.al"], "at most 254 fit"),
    ],
)
def test_the_command_refuses_in_one_line_and_makes_nobody(db, arguments, words):
    UserFactory(email="ana@example.org")

    with pytest.raises(CommandError, match=words) as refusal:
        call_command("create_admin", *arguments)

    assert "\n" not in str(refusal.value)
    assert User.objects.count() == 1


def test_nobody_sets_a_password_for_somebody_else(db):
    with pytest.raises(CommandError, match="Nobody sets a password"):
        call_command("changepassword", "admin@shkej.example")
