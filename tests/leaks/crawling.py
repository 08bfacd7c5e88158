"""All that a partner's browser, calendar and mailbox can get at."""

import io
import json
import re
import zipfile
from html import unescape

from django.urls import reverse

from accounts.access import access_table
from accounts.encryption import decrypt
from accounts.models import OutgoingMail
from tests.routes import all_routes

ROUTES = access_table()["routes"]
LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
MOST_PAGES = 400
QUESTIONS = {
    "events:event_list": ["?text=Kan", "?sort=title", "?page=2"],
    "events:calendar": ["?view=week", "?view=list", "?view=list&kind=other"],
}
LIBRARIES = ("account_", "mfa_", "usersessions_")  # allauth's own pages
# What only its own link opens: whoever has it is the one invited.
BY_LINK = {"accounts:open_account", "calendar_feed"}
NOT_FOLLOWED = ("/account/", "/static/", "/help/")  # the last: published guides, the same for all


def addresses(world):
    """Every GET route, with the world's objects."""
    for name, arguments in all_routes():
        rule = ROUTES.get(name)
        is_ours = not name.startswith(LIBRARIES) and name not in BY_LINK
        if rule and "GET" in rule["methods"] and is_ours:
            address = world.address(name, arguments)
            yield address
            yield from (address + question for question in QUESTIONS.get(name, []))


def crawl(client, world):
    """{address: (status, text)} of all routes, and of whatever their pages link to."""
    waiting, seen = list(addresses(world)), {}
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or address.startswith(NOT_FOLLOWED):
            continue
        response = client.get(address)
        text = text_of(response)
        seen[address] = (response.status_code, text)
        if response.status_code == 200 and "html" in response["Content-Type"]:
            waiting += [unescape(link) for link in LINK.findall(text)]
    return seen


def text_of(response):
    """What an answer says, headers included, files unzipped."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    # A calendar folds its lines.
    return headers + content.decode(errors="replace").replace("\r\n ", "")


def mails_to(address):
    """The texts of all mails that wait for an address."""
    rows = OutgoingMail.objects.filter(to=address).exclude(content="")
    return [
        " ".join(map(str, json.loads(decrypt(row.content)).values())).replace("\r\n ", "")
        for row in rows
    ]


def feed_of(client, token):
    """The calendar behind a link."""
    return text_of(client.get(reverse("calendar_feed", args=[token])))
