"""R50: what we write into logs never holds an address by which somebody could read or answer."""

import io
import logging

import pytest
from django.test import Client
from django.urls import reverse

from accounts.account_invitations import invite_user
from accounts.account_invitations import token_of as token_of_account
from accounts.models import Grant, Role
from accounts.password_links import set_password_path
from events.calendar.links.services import make_feed
from tests.accounts.factories import UserFactory
from tests.events.inviting.helping import token_for_contact
from tests.leaks.sharing import invited, shared_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """`written()`: all that our handlers wrote since the test began."""
    stream = io.StringIO()
    for handler in _handlers():
        monkeypatch.setattr(handler, "stream", stream)
    return stream.getvalue


def _handlers():
    """Those of our settings, not those with which pytest listens."""
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    found = {handler for logger in loggers for handler in logger.handlers}
    return [handler for handler in found if type(handler) is logging.StreamHandler]


@pytest.fixture
def addresses(partner, organisation):
    """{what it is: (its secret part, its path)} of links that work."""
    _feed, feed = make_feed(made_by=partner, language="en", scope="shared")
    answer = token_for_contact(invited(shared_event(organisation), organisation))
    password = set_password_path(UserFactory())
    opening = token_of_account(
        invite_user(
            user=UserFactory.build(email="hana@tirana.example"),
            grant=Grant(role=Role.PARTNER, organisation=organisation),
            invited_by=partner,
            organisation=organisation,
        )
    )
    return {
        "opening": (opening.partition(":")[2], reverse("accounts:open_account", args=[opening])),
        "feed": (feed, reverse("calendar_feed", args=[feed])),
        "answer": (answer.partition(":")[2], reverse("answer_by_link", args=[answer])),
        "password": (password.rsplit("-", 1)[1].strip("/"), password),
    }


def lines_about(written, secret):
    """The lines written; the test says something only where there are any."""
    lines = written().splitlines()
    assert lines
    return [line for line in lines if secret in line]


@pytest.mark.parametrize("link", ["feed", "answer"])
def test_link_that_is_not_found_is_not_logged(client, addresses, written, link):
    secret, path = addresses[link]

    assert client.get(path + "x/").status_code == 404

    assert lines_about(written, secret) == []


def test_link_that_is_read_too_often_is_not_logged(client, addresses, written, monkeypatch):
    monkeypatch.setattr("events.calendar.links.services.READINGS", 0)
    secret, path = addresses["feed"]

    assert client.get(path).status_code == 429

    assert lines_about(written, secret) == []


@pytest.mark.parametrize(
    ("link", "broken"),
    [
        ("feed", "events.calendar.links.views.read_feed"),
        ("answer", "events.partner.by_link.OrganisationAnswerForm"),
    ],
)
def test_link_that_fails_is_not_logged(addresses, written, monkeypatch, link, broken):
    secret, path = addresses[link]

    def fail(*args, **kwargs):
        raise RuntimeError(f"It broke at {path}")

    monkeypatch.setattr(broken, fail)

    assert Client(raise_request_exception=False).get(path).status_code == 500

    assert lines_about(written, secret) == []
    assert "RuntimeError" in written()
    assert "It broke at" not in written()


@pytest.mark.parametrize("link", ["answer", "password"])
def test_link_to_which_something_foreign_posts_is_not_logged(addresses, written, link):
    secret, path = addresses[link]

    assert Client(enforce_csrf_checks=True).post(path).status_code == 403

    assert lines_about(written, secret) == []


@pytest.mark.parametrize("link", ["feed", "answer", "password"])
@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("django.server", '"GET %s HTTP/1.1" 200 5'),
        ("waitress", "Exception while serving %s"),
    ],
)
def test_servers_do_not_log_a_link(addresses, written, link, name, line):
    secret, path = addresses[link]

    logging.getLogger(name).error(line, path)

    assert lines_about(written, secret) == []
    assert "•••" in written()


def test_other_addresses_are_logged_as_they_are(client, written):
    client.get("/nothing/here/")

    assert "/nothing/here/" in written()
