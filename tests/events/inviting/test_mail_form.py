"""What mail programs read of a mail beside its words: headers, threads, whom an answer goes to."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from django.core.management import call_command

from accounts.mail_messages import MailMessage
from events.inviting.reminding import queue_reminders
from events.inviting.services import withdraw
from events.models import Invitation
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    change,
    empty_outbox,
    invite_all,
    organisation_with_address,
    partner_user,
    status,
    waiting,
)
from tests.mail_server import MailServer
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), MORE_ON_POSTGRESQL]
CENTRE = "qendra@shkej.example"


@pytest.fixture
def event(centre):
    centre.email = CENTRE
    centre.save()
    organisation = organisation_with_address(name_en="The police", contact_name="Arta Hoxha")
    partner_user(organisation, email="hana@tirana.example", name="Hana Prifti", language="sq")
    return ahead(10, organisation, title_en="Meeting", title_sq="Takim")


def write_every_kind(event, staff, clock):
    """Each kind of mail about one event, written as it comes about: [Content], all arrived."""
    found = []

    def arrived():
        found.extend(content for _address, content in empty_outbox())
        clock.shift(timedelta(minutes=1))

    invite_all(event, staff)
    arrived()
    change(event, staff, venue_en="The library", venue_sq="Biblioteka")
    arrived()
    status(event, "cancelled", staff)
    arrived()
    status(event, "planned", staff)
    arrived()
    clock.move_to(MONDAY + timedelta(days=9, hours=2))
    queue_reminders()
    arrived()
    withdraw(invitation=Invitation.objects.get())
    arrived()
    return found


@pytest.fixture
def contents(event, staff, clock):
    found = write_every_kind(event, staff, clock)
    assert len(found) == 12  # six kinds, for two readers
    return found


@pytest.fixture
def messages(event, staff, settings):
    """The invitation as a mail server takes it, and a change of it."""
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.SITE_URL = "https://shkej.example"
        invite_all(event, staff)
        call_command("send_outbox", verbosity=0)
        change(event, staff, venue_en="The library", venue_sq="Biblioteka")
        call_command("send_outbox", verbosity=0)
        yield server.box.messages


def test_an_answer_by_hand_goes_to_the_centre(messages):
    assert {message["Reply-To"].addresses[0].addr_spec for message in messages} == {CENTRE}


def test_a_centre_without_an_address_leaves_the_answer_where_it_is(event, staff):
    event.centre.email = ""
    event.centre.save()
    invite_all(event, staff)
    assert {content.reply_to for _address, content in waiting()} == {""}


def test_its_number_has_the_domain_of_the_site(messages):
    assert all(re.fullmatch(r"<\w+@shkej\.example>", each["Message-ID"]) for each in messages)
    assert len({each["Message-ID"] for each in messages}) == len(messages) == 4


def test_mails_about_one_event_are_one_thread(messages):
    references = {message["References"] for message in messages}
    assert len(references) == 1
    assert references.pop().endswith("@shkej.example>")


def test_no_machine_answers_it(messages):
    assert {message["Auto-Submitted"] for message in messages} == {"auto-generated"}


@pytest.mark.parametrize(
    "subject",
    [
        "Meeting",
        "Invitation: " + "a long title of a meeting " * 5,
        "Ftesë: Takim sensibilizues për sigurinë online të fëmijëve, e enjte, 15 tetor 2026",
        "Fjalë" * 40,
    ],
)
def test_a_subject_begins_on_its_own_line(subject):
    lines = MailMessage(subject.strip(), "x", to=["a@b.example"]).message().as_bytes()
    [first] = [line for line in lines.splitlines() if line.startswith(b"Subject:")]

    assert first.removeprefix(b"Subject:").strip()
    assert message_from_bytes(lines, policy=default)["Subject"] == subject.strip()
    assert all(len(line) <= 78 for line in lines.splitlines())


def test_no_subject_has_an_empty_line_or_the_name_of_a_person(contents, messages):
    subjects = [content.subject for content in contents]
    subjects += [message["Subject"] for message in messages]
    for subject in subjects:
        assert subject.strip() == subject
        assert subject
        assert "\n" not in subject
        for name in ("Arta", "Hoxha", "Hana", "Prifti"):
            assert name not in subject


def test_each_says_why_one_gets_it_and_how_somebody_else_answers(contents):
    for content in contents:
        for text in (content.text, content.html):
            assert re.search("You get this mail because|Ky email ju vjen sepse", text)


def test_the_page_in_a_mail_has_what_a_reader_needs(contents):
    for content in contents:
        assert '<meta name="viewport"' in content.html
        assert re.search('<html lang="(sq|en)">', content.html)
        assert content.html.count("<h1") == content.html.count("<main") == 1
        assert content.html.count("<footer") == 1
        assert "<!-" not in content.html


def test_there_is_one_button_for_each_choice(contents):
    asked = [content for content in contents if "?answer=" in content.html]
    assert len(asked) == 8  # invitation, change, takes place again, reminder; two readers
    for content in asked:
        buttons = re.findall(r'class="button"\s+href="[^"]+\?answer=(\w+)"', content.html)
        assert buttons == ["yes", "maybe", "no"]
