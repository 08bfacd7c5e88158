"""Whose events a feed holds, and what it never tells."""

import pytest
from django.urls import reverse

from accounts.models import User
from events.calendar.feed import uid_of
from events.calendar.links.services import hash_of, make_feed
from events.models import Quote
from partners.models import CalendarFeed
from tests.accounts.factories import GrantFactory, UserFactory
from tests.events.calendar.feed.reading import read, soon
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def test_sensitive_event_tells_neither_title_nor_place(client, link):
    soon(is_sensitive=True, title_en="Secret", title_sq="Sekret", venue_en="Hidden street")

    english, albanian = (client.get(link(language=code)).content for code in ("en", "sq"))

    assert b"SUMMARY:Activity" in english
    assert b"SUMMARY:Aktivitet" in albanian
    for content in (english, albanian):
        assert b"LOCATION" not in content
        assert b"DTSTART;VALUE=DATE:" in content
        assert not any(word in content for word in (b"Secret", b"Sekret", b"Hidden"))


def test_nothing_else_of_an_event_is_told(client, link):
    event = soon(aim_en="KANARINA aim", results_en="KANARINA result", next_steps_en="KANARINA")
    Quote.objects.create(event=event, text_en="KANARINA quote")
    RegistrationFactory(event=event, participant=ParticipantFactory(last_name="KANARINA"))
    event.volunteers.add(UserFactory(name="KANARINA"))

    assert b"KANARINA" not in client.get(link()).content


def test_line_breaks_in_a_title_add_no_line(client, link):
    soon(title_en="One\r\nATTENDEE:mailto:x@y.example")

    content = client.get(link()).content

    assert b"\r\nATTENDEE" not in content


def test_scopes_hold_shared_own_and_project_events(client, link, organisation):
    project = ProjectFactory()
    soon(title_en="Shared")
    own = soon(title_en="Own", visibility="partners")
    own.parts.create(organisation=organisation, part="invited")
    soon(title_en="Project", projects=[project])
    soon(title_en="Not ours", visibility="partners")
    soon(title_en="Inside", visibility="centre")

    def titles(**options):
        return {str(entry["summary"]) for entry in read(client, link(**options)).values()}

    assert titles() == {"Shared", "Own", "Project"}
    assert titles(scope="own") == {"Own"}
    assert titles(scope="project", project=project) == {"Project"}


def test_hundred_events_of_others_change_nothing(client, link):
    soon()
    url = link()
    before = client.get(url)
    for _number in range(100):
        soon(visibility="centre", title_en="Foreign")

    after = client.get(url)

    assert after.content == before.content
    assert after["ETag"] == before["ETag"]


def test_user_reads_what_they_may_see(client, staff):
    soon(visibility="centre", title_en="Ours")
    soon(visibility="centre", title_en="Theirs", centre=CentreFactory(code="other"))
    _feed, token = make_feed(made_by=staff, language="en", scope="shared")

    entries = read(client, reverse("calendar_feed", args=[token]))

    assert [str(entry["summary"]) for entry in entries.values()] == ["Ours"]


def test_link_is_dead_once_the_role_that_allowed_it_is_gone(client, coordinator):
    EventFactory(centre=CentreFactory(), visibility="centre", venue_en="KANARINA", planned=True)
    soon(visibility="centre")
    _feed, token = make_feed(made_by=coordinator, language="en", scope="shared")
    url = reverse("calendar_feed", args=[token])
    assert len(read(client, url)) == 1

    coordinator.grants.all().delete()
    GrantFactory(user=coordinator, role="observer")

    assert client.get(url).status_code == 404


def test_dead_links_are_answered_like_those_that_never_were(client, link, organisation, staff):
    revoked, of_gone, of_inactive = link(), link(), None
    CalendarFeed.objects.order_by("pk").first().delete()
    _feed, token = make_feed(made_by=staff, language="en", scope="shared")
    of_inactive = reverse("calendar_feed", args=[token])
    User.objects.filter(pk=staff.pk).update(is_active=False)
    organisation.is_active = False
    organisation.save()
    unknown = client.get(reverse("calendar_feed", args=["x" * 32]))

    for url in (revoked, of_gone, of_inactive):
        answer = client.get(url)
        assert (answer.status_code, len(answer.content)) == (404, len(unknown.content))


def test_token_is_kept_as_a_hash_only(link):
    url = link()
    token = url.rsplit("/", 1)[1].removesuffix(".ics")

    feed = CalendarFeed.objects.get()

    assert len(token) >= 32
    assert feed.token_hash == hash_of(token)
    assert token not in str(vars(feed))


def test_no_network_address_is_kept(client, link):
    client.get(link(), REMOTE_ADDR="192.0.2.7")

    assert "192.0.2" not in str(vars(CalendarFeed.objects.get()))


def test_what_only_the_centre_sees_is_confidential(client, staff):
    own, shared = soon(visibility="centre"), soon(visibility="partners")
    _feed, token = make_feed(made_by=staff, language="en", scope="shared")

    entries = read(client, reverse("calendar_feed", args=[token]))

    assert str(entries[uid_of(own)]["class"]) == "CONFIDENTIAL"
    assert str(entries[uid_of(shared)]["class"]) == "PUBLIC"


def test_entry_leads_to_the_page_of_its_event(client, link, partner, organisation, settings):
    event = soon()

    (entry,) = read(client, link()).values()

    page = reverse("events:partner_event", args=[event.pk, organisation.pk])
    assert str(entry["url"]) == settings.SITE_URL + page
    client.force_login(partner)
    assert client.get(page).status_code == 200
