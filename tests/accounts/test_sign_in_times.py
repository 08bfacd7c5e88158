"""Neither sign-in nor a forgotten password tells by its time whether somebody has an account."""

import statistics
import time
from collections import Counter
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.accounts.signing_in import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
TRIES = 50
KINDS = ["unknown", "wrong", "closed", "closed and wrong", "invited", "locked"]


@pytest.fixture(autouse=True)
def _one_visitor(settings):
    """Many attempts from one address; each account still waits after five."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key", "reset_password": "5/15m/key"}


def accounts_of(kind, tries):
    """`tries` accounts of one kind: one each, so that no attempt locks what the next one asks."""
    if kind == "unknown":
        return UserFactory.build_batch(tries)
    if kind == "invited":
        return UserFactory.create_batch(tries)  # who has no password yet
    users = UserFactory.create_batch(
        tries, password=make_password(PASSWORD), is_active="closed" not in kind
    )
    if kind == "locked":
        for user in users[:1]:
            for _attempt in range(5):
                sign_in(Client(), user.email, "wrong")
        return users[:1] * tries
    return users


def attempt(kind, user):
    return sign_in(Client(), user.email, "wrong" if "wrong" in kind else PASSWORD)


def ask_for_link(_kind, user):
    return Client().post(reverse("account_reset_password"), {"email": user.email})


def medians(kinds, ask):
    """{kind: median seconds of the processor}, the kinds in turn, so that all meet what else runs.

    Not those of a clock: another program would count. What an answer could wait for beside the
    processor is the database, whose statements are compared above, and a mail server, which is
    asked by nobody (`test_r2_no_mail_server_is_asked_while_somebody_waits`).
    """
    accounts = {kind: accounts_of(kind, TRIES) for kind in kinds}
    for kind in kinds:
        ask(kind, accounts[kind][0])  # which loads what each process loads once
    spent = {kind: [] for kind in kinds}
    for number in range(1, TRIES):
        for kind in kinds:
            begun = time.process_time()
            ask(kind, accounts[kind][number])
            spent[kind].append(time.process_time() - begun)
    return {kind: statistics.median(seconds) for kind, seconds in spent.items()}


def within_a_fifth(found):
    middle = statistics.median(found.values())
    return all(abs(value - middle) <= middle / 5 for value in found.values())


def test_r2_one_password_is_hashed_whoever_signs_in():
    hashed, encode = Counter(), MD5PasswordHasher.encode
    accounts = {kind: accounts_of(kind, 1) for kind in KINDS}
    statements = {}
    for kind in KINDS:

        def count(self, *arguments, kind=kind):
            hashed[kind] += 1
            return encode(self, *arguments)

        with (
            patch.object(MD5PasswordHasher, "encode", count),
            CaptureQueriesContext(connection) as queries,
        ):
            attempt(kind, accounts[kind][0])
        statements[kind] = Counter(query["sql"].split()[0] for query in queries)

    assert hashed == dict.fromkeys(KINDS, 1)
    # Each takes a hundredth of what the hash does at most; the next test takes the time of all.
    counts = {
        kind: found["SELECT"] + found["INSERT"] + found["UPDATE"]
        for kind, found in statements.items()
    }
    assert max(counts.values()) - min(counts.values()) <= 10, counts


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.one_database
def test_r2_no_refusal_is_faster_than_another(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

    found = medians(KINDS, attempt)

    assert within_a_fifth(found), found


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.one_database
def test_r2_a_forgotten_password_takes_the_same_time_for_everybody():
    found = medians(["unknown", "known", "closed"], ask_for_link)

    assert within_a_fifth(found), found
