"""Characters that no screen shows, from pasted slides: none is kept, and none reaches a file."""

import io
import re
import zipfile
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from lxml import etree

from events.models import Event
from partners.models import Project
from reports.unicef.files import KINDS
from shkej.middleware import TypedTextMiddleware
from tests.leaks.canaries import fill
from tests.leaks.crawling import addresses, feed_of, mails_to
from tests.leaks.sharing import invited, shared_event
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
BAD = "\x0b\x1b\x07\x7f\x85\u2028"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")


def parts_of(response):
    """[(name, bytes)] of a file: itself, or what an archive holds."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if not content.startswith(b"PK"):
        return [("", content)]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def is_sound(name, content):
    """Whether a file can be read: XML is well formed, and a text has nothing unseen in it."""
    if content.startswith((b"%PDF", b"PK")) or name.endswith((".png", ".jpeg", ".jpg", ".bin")):
        return True
    if name.endswith((".xml", ".rels")):
        etree.fromstring(content)
    return not UNSEEN.search(content.decode("utf-8", "replace"))


def files_of(world):
    """The addresses of the files of a report, and of attendances, of every kind."""
    report = world.arguments["report_id"]
    yield from (reverse("reports:report_download", args=[report, kind]) for kind in KINDS)
    project = Project.objects.get(pk=world.arguments["project_id"])
    asked = {"project": project.code, "start": "2021-10-01", "end": "2021-12-31", "reason": "house"}
    for kind in ("csv", "xlsx", "docx", "pdf"):
        query = urlencode({**asked, "format": kind, "language": "both"})
        yield f"{reverse('reports:download')}?{query}"


@pytest.mark.slow
@pytest.mark.more
def test_no_file_holds_what_no_screen_shows(client, world):
    fill(bad=BAD)
    files = []
    pages = [(role, each) for role in ("coordinator", "admin") for each in addresses(world)]
    pages += [("coordinator", each) for each in files_of(world)]

    for role, address in pages:
        client.force_login(world.users[role])
        response = client.get(address)
        kind = response.headers.get("Content-Type", "")
        if response.status_code == 200 and not kind.startswith(("text/html", "image/")):
            files.append(kind)
            unsound = [name for name, content in parts_of(response) if not is_sound(name, content)]
            assert not unsound, (address, unsound)

    assert {kind.partition(";")[0].rpartition("/")[2] for kind in files} >= {
        "pdf",
        "csv",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "vnd.openxmlformats-officedocument.wordprocessingml.document",
    }


def test_no_mail_and_no_calendar_holds_what_no_screen_shows(client, world):
    institution = OrganisationFactory(contact_email="info@tirana.example")
    Event.objects.update(title_sq=f"A{BAD}b", title_en=f"A{BAD}b", venue_sq=f"C{BAD}d")
    event = shared_event(institution, title_sq=f"A{BAD}b", title_en=f"A{BAD}b")

    invited(event, institution)

    told = [feed_of(client, world.arguments["token"]), *mails_to("info@tirana.example")]
    assert len(told) == 2
    for text in told:
        assert "A" in text
        assert not UNSEEN.search(text)


@pytest.mark.parametrize("sign", [*BAD, "\x00", "\x0c", "\u2029"])
def test_what_is_pasted_is_kept_without_them(client, staff, centre, sign):
    client.force_login(staff)
    texts = {"title_sq": f"Ora{sign}e parë", "aim_sq": f"Një\r\ndy{sign}pesë"}

    client.post(reverse("events:event_create"), {**texts, "date": "06.10.2021"})

    event = Event.objects.get()
    is_break = sign in "\x0b\x0c\x85\u2028\u2029"
    assert event.title_sq == ("Ora e parë" if is_break else "Orae parë")
    assert event.aim_sq.split() == ["Një", *(["dy", "pesë"] if is_break else ["dypesë"])]


def test_password_is_taken_as_it_is_typed(rf):
    request = rf.post("/", {"password1": "a\x0bb", "name": "a\x0bb"})

    TypedTextMiddleware(None).process_view(request, None, (), {})

    assert request.POST["password1"] == "a\x0bb"
    assert request.POST["name"] == "a b"
