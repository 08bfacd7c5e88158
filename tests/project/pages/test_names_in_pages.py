"""Personal names on every page, in every answer and mail: no browser translates them."""

import json
from html.parser import HTMLParser
from itertools import count

import pytest
from django.db import transaction

from accounts.account_invitations import invite_user
from accounts.encryption import decrypt
from accounts.models import Grant, OutgoingMail, Role, User
from participants.models import Participant
from tests.drafts.test_refused_forms import forms_of
from tests.drafts.typed_forms import sent_by, typed_into
from tests.leaks.canaries import found_in
from tests.leaks.crawling import crawl, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]
NAMES = {Participant: ["first_name", "father_name", "last_name"], User: ["name"]}
VOID = set("area base br col embed hr img input link meta source track wbr".split())  # noqa: SIM905


class Translated(HTMLParser):
    """The texts of a page that a browser would translate."""

    def __init__(self, page):
        super().__init__()
        self.open, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Translation is inherited, but where an element says otherwise."""
        inherited = self.open[-1][1] if self.open else True
        said = dict(attrs).get("translate")
        if tag not in VOID:
            self.open.append((tag, inherited if said is None else said != "no"))

    def handle_endtag(self, tag):
        """What an end tag leaves open inside ends with it."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        """Styles and scripts are no text."""
        tag, is_translated = self.open[-1] if self.open else ("", False)
        if data.strip() and is_translated and tag not in {"style", "script", "textarea"}:
            self.texts.append(" ".join(data.split()))


def give_names():
    """Give everybody a name of their own; returns all of them."""
    numbers, names = count(10_000), set()
    for model, fields in NAMES.items():
        for row in model._base_manager.all():
            given = {field: f"Kan{next(numbers)}x" for field in fields}
            model._base_manager.filter(pk=row.pk).update(**given)
            names |= set(given.values())
    return names


def translated(pages, names):
    """{text: address} of the texts with a name in them that a browser would translate."""
    return {
        text: address
        for address, page in pages.items()
        for text in Translated(page[page.index("<html") :]).texts
        if any(name in names for name in found_in(text))
    }


@pytest.mark.more
@pytest.mark.parametrize("role", Role.values)
def test_no_browser_translates_a_name(client, world, role):
    names = give_names()
    client.force_login(User.objects.get(pk=world.users[role].pk))

    pages = {
        address: text
        for address, (status, text) in crawl(client, world).items()
        if status == 200 and "<html" in text
    }

    shown = {name for text in pages.values() for name in found_in(text) if name in names}
    assert len(shown) >= (1 if role == "observer" else 3)  # who sees nobody, sees themselves
    wrong = translated(pages, names)
    assert not wrong, "\n".join(f"{text} on {address}" for text, address in wrong.items())


def test_a_name_that_would_be_translated_is_found():
    page = '<p>Kan10001x <b translate="no">Kan10002x<br><i>Kan10003x</i></b> Kan10004x</p>'

    assert Translated(page).texts == ["Kan10001x", "Kan10004x"]


def answers(browser, page, form, address, typed):
    """{address: page} of what answers a form, and of where that leads; nothing of it stays."""
    told = {}
    with transaction.atomic():
        sent = sent_by(form, typed)
        response = browser.post(address, sent, headers={"referer": f"http://testserver{page}"})
        told[f"POST {address}"] = text_of(response)
        if response.status_code in (302, 303) and response.url.startswith("/"):
            told[f"POST {address}, then {response.url}"] = text_of(browser.get(response.url))
        for row in OutgoingMail.objects.exclude(content=""):
            told[f"mail after {address}: {row.pk}"] = json.loads(decrypt(row.content))["html"]
        transaction.set_rollback(True)
    return {where: text for where, text in told.items() if "<html" in text}


# Refused for all that is wrong in it, or sent as it stands: saved, asked about, told by mail.
@pytest.mark.parametrize(
    "types",
    [
        pytest.param(typed_into, id="refused"),
        pytest.param(lambda form: {}, id="as it stands", marks=pytest.mark.more),
    ],
)
@pytest.mark.more
def test_no_browser_translates_a_name_in_an_answer_or_a_mail(world, types):
    names, wrong, seen = give_names(), {}, set()
    for browser, page, form, address in forms_of(world):
        told = answers(browser, page, form, address, types(form))
        wrong |= translated(told, names)
        seen |= {
            where.split()[0]
            for where, text in told.items()
            if any(name in names for name in found_in(text))
        }

    assert "POST" in seen
    assert not wrong, "\n".join(f"{text} on {where}" for text, where in wrong.items())


def test_no_browser_translates_the_name_of_whoever_invites_by_mail(coordinator, organisation):
    coordinator.name = "Kan10001x"
    coordinator.save()
    grant = Grant(role=Role.PARTNER, organisation=organisation)
    user = User(email="new@example.org", language="en")
    invite_user(user=user, grant=grant, invited_by=coordinator, organisation=organisation)

    [row] = OutgoingMail.objects.all()
    page = json.loads(decrypt(row.content))["html"]

    assert "Kan10001x" in page
    assert not translated({"mail": page}, {"Kan10001x"})
