"""A partner from the first mail to the meeting: account, changes, answer, representatives."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.account_invitations import invite_user
from accounts.models import Grant, Role, User
from accounts.outbox import send_due_mails
from events.event.services import save_event
from events.inviting.services import invitable, invite
from events.models import Invitation, Registration
from events.register.marks.services import mark_attendance
from tests.browser.checks import NARROW, resize
from tests.browser.reader import Reader
from tests.events.factories import EventFactory

PASSWORD = "four words that stay with me"  # pragma: allowlist secret


@pytest.fixture(params=[("sq", 390), ("en", 1280)], ids=["sq-390px", "en-1280px"])
def reader(request, open_page):
    """A reader in Albanian on a phone, another in English on a desk."""
    language, width = request.param
    return Reader(open_page(width, language=language), language)


@pytest.fixture
def event(organisation, coordinator):
    """A meeting in three days to which the organisation is invited."""
    event = EventFactory(
        starts_at=timezone.now() + timedelta(days=3),
        status="planned",
        visibility="partners",
        title_sq="Takim koordinimi",
        title_en="Coordination meeting",
    )
    event.parts.create(organisation=organisation, part="invited")
    invite(event=event, organisations=invitable(event), invited_by=coordinator)
    return event


def link_in(message, live_server):
    """The page that a mail leads to, on this server."""
    address = re.search(r"http://127\.0\.0\.1:8000(\S+)", message.body)[1]
    return live_server.url + address


def test_partner_opens_an_account_answers_and_names_whom_they_send(
    reader, live_server, organisation, coordinator, event
):
    page = reader.page
    invite_user(
        user=User(name="Hana", email="hana@tirana.example", language=reader.language),
        grant=Grant(role=Role.PARTNER, organisation=organisation),
        invited_by=coordinator,
        organisation=organisation,
    )
    send_due_mails()
    page.goto(link_in(mail.outbox[-1], live_server))
    reader.sees("Open your account")
    page.locator("input[name=password]").fill(PASSWORD)
    reader.send("Open the account")
    reader.sign_in("hana@tirana.example", PASSWORD)
    reader.sees("Our page")

    event.starts_at += timedelta(hours=2)
    save_event(event=event, saved_by=coordinator)
    page.reload()
    reader.sees()
    reader.send("I have seen these changes")
    assert Invitation.objects.get().has_seen_all

    page.goto(reverse_on(live_server, "events:partner_event", event.pk, organisation.pk))
    page.locator("input[name=answer][value=yes]").check()
    page.locator("input[name=people]").fill("2")
    reader.send("Save the answer")
    reader.sees()
    assert (Invitation.objects.get().answer, Invitation.objects.get().people) == ("yes", 2)

    page.locator("input[name=first_name]").fill("Artan")
    page.locator("input[name=last_name]").fill("Meta")
    reader.send("Register")
    reader.sees()
    registration = Registration.objects.get()
    assert registration.source == "partner"

    event.refresh_from_db()
    event.starts_at = timezone.now() - timedelta(minutes=30)
    event.save()
    mark_attendance(
        registration=Registration.objects.get(), attendance="present", marked_by=coordinator
    )
    page.reload()
    expect(page.locator("aside .chip-present")).to_have_count(1)
    reader.sees()


@pytest.mark.journey
def test_invitation_is_answered_by_the_link_in_the_mail_without_an_account(
    reader, live_server, organisation, coordinator, event
):
    organisation.contact_email, organisation.language = "x@tirana.example", reader.language
    organisation.save()
    event.starts_at += timedelta(hours=1)
    save_event(event=event, saved_by=coordinator)
    send_due_mails()
    page = reader.page

    page.goto(link_in(mail.outbox[-1], live_server))
    reader.sees()
    page.locator("input[name=people]").fill("many")
    page.locator("input[name=answer][value=yes]").check()
    reader.send("Save the answer")
    expect(page.locator("input[name=people]")).to_have_value("many")
    reader.sees()
    page.locator("input[name=people]").fill("3")
    reader.send("Save the answer")

    reader.sees()
    invitation = Invitation.objects.get()
    assert (invitation.answer, invitation.people, invitation.way) == ("yes", 3, "link")


def heights(locator):
    """How high each of the elements is on the screen."""
    return locator.evaluate_all("found => found.map((one) => one.getBoundingClientRect().height)")


def test_what_is_tapped_in_the_call_list_is_large_enough(
    open_page, live_server, organisation, coordinator, event
):
    organisation.contact_phone = "04 222 333"
    organisation.save()
    page = open_page(390, user=coordinator)
    page.goto(reverse_on(live_server, "events:call_list"))

    found = heights(page.locator(".call-list a"))

    assert len(found) == 2
    assert min(found) >= 44


@pytest.mark.parametrize("screen", NARROW)
def test_head_of_the_public_page_stays_on_one_line(open_page, live_server, db, screen):
    page = open_page(390)
    page.goto(reverse_on(live_server, "public_events"))
    resize(page, screen)

    found = heights(page.locator(".header-button"))

    assert len(found) == 3  # help, sign in, colours
    assert max(found) < 45
    expect(page.get_by_role("button", name="Ngjyra të errëta")).to_have_count(1)


def test_visitor_reads_the_public_page_in_the_other_language(open_page, live_server, db):
    page = open_page(390)
    page.goto(reverse_on(live_server, "public_events"))

    with page.expect_navigation():
        page.get_by_role("button", name="English").click()

    expect(page.locator("h1")).to_have_text("Coming events")


def reverse_on(live_server, route, *arguments):
    """The address of a route on this server."""
    return live_server.url + reverse(route, args=arguments)
