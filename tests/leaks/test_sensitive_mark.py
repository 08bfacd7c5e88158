"""A sensitive event bears its mark wherever its title stands, and is named to nobody else."""

import re
from html import unescape

import pytest
from django.test import Client

from accounts.models import Role, User
from events.models import Event, Series
from tests.leaks.crawling import addresses, text_of
from tests.often import often

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TITLE = "KANARINE-E-NDJESHME"
MARK = {"sq": "◆ temë sensitive: ", "en": "◆ sensitive topic: "}
# Where a title is typed it is alone: the box beside it says that the topic is sensitive.
TYPED = re.compile(r"<(?:input|textarea)\b[^>]*>(?:[^<]*</textarea>)?")
TAG = re.compile(r"<[^>]*>")
WHAT_BROWSERS_SHOW = re.compile(r' (?:title|aria-label|data-title|alt|content)="([^"]*)"')


@pytest.fixture
def sensitive(world):
    """The world, in which every event and series is about something sensitive."""
    for rows in (Event.objects.all(), Series.objects.all()):
        for row in rows:
            row.title_sq = row.title_en = TITLE
            row.is_sensitive = True
            row.save()
    return world


def said_on(text):
    """What is on a page, also in what browsers say of its parts, as one text without tags."""
    text = TYPED.sub("", text)
    words = [TAG.sub("", text), *WHAT_BROWSERS_SHOW.findall(text)]
    return "\n".join(re.sub(r"\s+", " ", unescape(part)) for part in words)


def unmarked(text, language):
    """What is before each title without its mark."""
    mark = MARK[language]
    return [
        text[max(0, found.start() - 60) : found.end()]
        for found in re.finditer(TITLE, text)
        if not text[: found.start()].endswith(mark)
    ]


def pages_for(world, role):
    user = User.objects.get(pk=world.users[role].pk)
    client = Client()
    client.force_login(user)
    for address in addresses(world):
        if "/door/" in address:
            continue  # shown to visitors, who are not told that it is sensitive
        response = client.get(address)
        if response.status_code == 200:
            yield address, text_of(response), "html" in response.get("Content-Type", "")


@pytest.mark.more
@pytest.mark.parametrize("language", often("sq", then=["en"]))
@pytest.mark.parametrize("role", often(Role.COORDINATOR, then=[Role.STAFF]))
def test_who_may_know_sees_the_mark_beside_every_title(sensitive, role, language):
    User.objects.update(language=language)
    wrong, named = {}, 0
    for address, text, is_page in pages_for(sensitive, role):
        text = said_on(text) if is_page else text
        named += TITLE in text
        if found := unmarked(text, language):
            wrong[address] = found
    assert wrong == {}
    assert named > 25


@pytest.mark.more
@pytest.mark.parametrize("role", [Role.PARTNER, Role.OBSERVER])
def test_who_may_not_know_sees_neither_title_nor_mark(sensitive, role):
    User.objects.update(language="en")
    seen = 0
    for address, text, _is_page in pages_for(sensitive, role):
        seen += 1
        assert TITLE not in text, address
        assert "◆" not in text, address
    assert seen > 10
