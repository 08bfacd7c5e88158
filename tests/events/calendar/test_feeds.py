"""Calendar feeds: what they hold, what they never tell, and how two readers see them."""

import gzip
import hashlib
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, User
from events.calendar.feed import WAY_OF_WRITING, uid_of
from events.calendar.links.services import hash_of, make_feed
from events.inviting.notifying import notify_of_place
from events.lib.entries import calendar_lines
from events.models import Event, Quote
from partners.models import CalendarFeed
from shkej.lib.dates import today
from tests.accounts.factories import GrantFactory, UserFactory, somebody_at
from tests.accounts.signing_in import PASSWORD, sign_in, user_with_password
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProjectFactory

pytestmark = pytest.mark.django_db
TIRANA = ZoneInfo("Europe/Tirane")


def soon(days=3, hour=14, **event):
    day = today() + timedelta(days=days)
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=TIRANA)
    ends_at = starts_at + timedelta(hours=2)
    shown = {"starts_at": starts_at, "ends_at": ends_at}
    shown |= {"visibility": "all_partners", "status": "planned", "title_en": "Meeting"}
    return EventFactory(**shown | event)


@pytest.fixture
def link(organisation):
    """`link(**more)`: the address of a new feed of the organisation."""

    def make(**more):
        options = {"organisation": organisation, "language": "en", "scope": "shared"} | more
        options.setdefault("made_by", somebody_at(options["organisation"]))
        _feed, token = make_feed(**options)
        return reverse("calendar_feed", args=[token])

    return make


def read(client, url):
    """{uid: entry} as the library reads the feed."""
    calendar = icalendar.Calendar.from_ical(client.get(url).content)
    return {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}


def test_feed_holds_title_time_and_place(client, link):
    event = soon(venue_en="The hall")

    (entry,) = read(client, link()).values()

    assert str(entry["summary"]) == "Meeting"
    assert str(entry["location"]) == "The hall"
    assert entry["dtstart"].dt == event.starts_at
    assert entry["dtstart"].params["TZID"] == "Europe/Tirane"
    assert str(entry["status"]) == "CONFIRMED"
    assert set(entry) == {
        *("UID", "SUMMARY", "DTSTART", "DTEND", "LOCATION", "STATUS", "SEQUENCE", "DTSTAMP"),
        *("LAST-MODIFIED", "CLASS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "URL"),
    }


@pytest.mark.parametrize("day", ["2027-03-27", "2027-03-28", "2027-10-30", "2027-10-31"])
def test_local_times_stay_over_both_changes_of_the_clock(client, link, day):
    local = datetime.fromisoformat(f"{day}T17:00").replace(tzinfo=TIRANA)
    EventFactory(
        starts_at=local,
        ends_at=local + timedelta(hours=1),
        visibility="public",
        status="planned",
        title_en="x",
    )
    content = client.get(link()).content

    first = date.fromisoformat(day)
    calendar = icalendar.Calendar.from_ical(content)
    (found,) = recurring_ical_events.of(calendar).between(first, first + timedelta(days=1))
    assert found["dtstart"].dt.astimezone(TIRANA).strftime("%H:%M") == "17:00"
    (entry,) = calendar.walk("VEVENT")
    assert entry["dtstart"].dt.astimezone(UTC) == local.astimezone(UTC)
    assert b"BEGIN:VTIMEZONE" in content
    assert b"DTSTART;TZID=Europe/Tirane:" in content


def test_event_without_a_time_is_a_whole_day(client, link):
    event = soon(is_all_day=True)
    Event.objects.update(ends_at=None)

    (entry,) = read(client, link()).values()

    assert entry["dtstart"].dt == event.starts_on
    assert entry["dtend"].dt == event.starts_on + timedelta(days=1)


def test_moved_event_keeps_its_identity_and_counts_up(client, link):
    event, url = soon(), link()
    (before,) = read(client, url).values()
    event.starts_at += timedelta(days=1)
    event.ends_at += timedelta(days=1)
    event.save()

    (after,) = read(client, url).values()

    assert after["uid"] == before["uid"] == uid_of(event)
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(days=1)
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt >= before["last-modified"].dt


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_called_off_event_stays_as_cancelled_for_90_days(client, link, status):
    soon(days=-89, status=status)
    soon(days=-91, status=status)

    (entry,) = read(client, link()).values()

    assert str(entry["status"]) == "CANCELLED"


def test_sensitive_event_tells_neither_title_nor_place(client, link):
    soon(is_sensitive=True, title_en="Secret", title_sq="Sekret", venue_en="Hidden street")

    english, albanian = (client.get(link(language=code)).content for code in ("en", "sq"))

    assert b"SUMMARY:Activity" in english
    assert b"SUMMARY:Aktivitet" in albanian
    for content in (english, albanian):
        assert b"LOCATION" not in content
        assert b"DTSTART;VALUE=DATE:" in content
        assert not any(word in content for word in (b"Secret", b"Sekret", b"Hidden"))


def test_missing_language_falls_back_to_the_other(client, link):
    soon(title_en="", title_sq="Vetëm shqip")

    (entry,) = read(client, link()).values()

    assert str(entry["summary"]) == "Vetëm shqip"


def test_nothing_else_of_an_event_is_told(client, link):
    event = soon(aim_en="KANARINA aim", results_en="KANARINA result", next_steps_en="KANARINA")
    Quote.objects.create(event=event, text_en="KANARINA quote")
    RegistrationFactory(event=event, participant=ParticipantFactory(last_name="KANARINA"))
    event.volunteers.add(UserFactory(name="KANARINA"))

    assert b"KANARINA" not in client.get(link()).content


def test_long_titles_are_folded_and_read_whole(client, link):
    title = "Ëndrra, çelësi; " * 12
    soon(title_en=title.strip())
    url = link()

    content = client.get(url).content

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (entry,) = read(client, url).values()
    assert str(entry["summary"]) == title.strip()


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


def test_second_reading_is_answered_with_not_modified(client, link):
    event, url = soon(), link()
    first = client.get(url)

    second = client.get(url, headers={"If-None-Match": first["ETag"]})
    event.title_en = "Renamed"
    event.save()
    third = client.get(url, headers={"If-None-Match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert third.status_code == 200
    assert b"Renamed" in third.content


@pytest.mark.parametrize("written", ["W/{}", '"other", {}', "*"])
def test_any_way_to_say_that_nothing_changed_is_understood(client, link, written):
    soon()
    url = link()
    etag = client.get(url)["ETag"]

    again = client.get(url, headers={"If-None-Match": written.format(etag)})

    assert (again.status_code, again.content) == (304, b"")


def test_link_is_dead_once_the_role_that_allowed_it_is_gone(client, coordinator):
    EventFactory(centre=CentreFactory(), visibility="centre", venue_en="KANARINA", planned=True)
    soon(visibility="centre")
    _feed, token = make_feed(made_by=coordinator, language="en", scope="shared")
    url = reverse("calendar_feed", args=[token])
    assert len(read(client, url)) == 1

    coordinator.grants.all().delete()
    GrantFactory(user=coordinator, role="observer")

    assert client.get(url).status_code == 404


def test_end_that_is_not_later_than_the_start_is_left_out(client, link):
    event = soon()
    event.ends_at = event.starts_at
    event.save()

    (entry,) = read(client, link()).values()

    assert "DTEND" not in entry


def test_new_address_of_the_centre_is_a_new_version(client, link, centre):
    soon(centre=centre)
    url = link()
    (before,) = read(client, url).values()
    centre.address_en = centre.address_sq = "Rruga e Re 1"
    centre.save()

    notify_of_place(centre)

    (after,) = read(client, url).values()
    assert "Rruga e Re 1" in str(after["location"])
    assert after["sequence"] == before["sequence"] + 1
    assert after["last-modified"].dt >= before["last-modified"].dt


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


def test_link_that_is_read_too_often_from_one_address_is_slowed_down_there(
    client, link, monkeypatch
):
    monkeypatch.setattr("events.calendar.links.services.READINGS", 2)
    url = link()

    assert [client.get(url).status_code for _time in range(3)] == [200, 200, 429]
    assert client.get(url, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get(link()).status_code == 200


def test_link_that_is_read_too_often_from_everywhere_is_slowed_down(client, link, monkeypatch):
    monkeypatch.setattr("events.calendar.links.services.MOST_READINGS", 2)
    url = link()

    answers = [client.get(url, REMOTE_ADDR=f"192.0.2.{number}") for number in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "3600"


def test_who_asks_whether_anything_changed_is_never_slowed_down(client, link, monkeypatch):
    monkeypatch.setattr("events.calendar.links.services.READINGS", 1)
    soon()
    url = link()
    etag = client.get(url)["ETag"]

    again = [client.get(url, headers={"If-None-Match": etag}).status_code for _time in range(5)]

    assert again == [304] * 5
    assert CalendarFeed.objects.get().last_used_at is not None


def test_no_network_address_is_kept(client, link):
    client.get(link(), REMOTE_ADDR="192.0.2.7")

    assert "192.0.2" not in str(vars(CalendarFeed.objects.get()))


def test_reading_that_brings_nothing_new_writes_nothing(client, link, monkeypatch):
    soon()
    url = link()
    etag = client.get(url)["ETag"]

    def refuse(*_what, **_more):
        raise AssertionError("written")

    for name in ("entry_lines", "calendar_lines", "versions_of"):
        monkeypatch.setattr(f"events.calendar.feed.{name}", refuse)

    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304


# What was written before, by its hash: another one needs another WAY_OF_WRITING.
WRITTEN = {2: "00acbafa9b7fa3e6"}


@time_machine.travel(datetime(2026, 10, 5, 8, tzinfo=UTC), tick=False)
def test_other_way_of_writing_has_another_number(client, link, centre):
    for number, fields in enumerate([{}, {"status": "postponed"}, {"is_all_day": True}]):
        soon(days=number, title_en="Meeting", venue_en="The hall", **fields)

    content = re.sub(rb"(UID:|events/|partner/)\d+", rb"\1N", client.get(link()).content)

    written = hashlib.sha256(content).hexdigest()[:16]
    assert {WAY_OF_WRITING: written}.items() <= WRITTEN.items()


def test_link_says_its_language_and_is_compressed(client, link):
    for number in range(5):
        soon(days=number)

    answer = client.get(link(language="sq"), headers={"Accept-Encoding": "gzip"})

    assert answer["Content-Language"] == "sq"
    assert answer["Content-Encoding"] == "gzip"
    assert b"BEGIN:VEVENT" in gzip.decompress(answer.content)


# What each client shows beside title, time and place.


@pytest.mark.parametrize(
    ("language", "status", "summary"),
    [
        ("en", "cancelled", "Cancelled: Meeting"),
        ("en", "postponed", "Postponed: Meeting"),
        ("sq", "cancelled", "U anulua: Takim"),
        ("sq", "postponed", "U shty: Takim"),
    ],
)
def test_what_is_called_off_says_so_in_its_title(client, link, language, status, summary):
    soon(status=status, title_sq="Takim")

    (entry,) = read(client, link(language=language)).values()

    assert str(entry["summary"]) == summary
    assert str(entry["status"]) == "CANCELLED"
    assert str(entry["transp"]) == "TRANSPARENT"


def test_called_off_event_without_a_title_says_so_as_well(client, link):
    soon(status="cancelled", is_sensitive=True)

    (entry,) = read(client, link(language="sq")).values()

    assert str(entry["summary"]) == "U anulua: Aktivitet"


def test_whole_days_do_not_block_and_hours_do(client, link):
    whole, hours = soon(is_all_day=True), soon()

    entries = read(client, link())

    for event, transp, busy in [(whole, "TRANSPARENT", "FREE"), (hours, "OPAQUE", "BUSY")]:
        entry = entries[uid_of(event)]
        assert str(entry["transp"]) == transp
        assert str(entry["x-microsoft-cdo-busystatus"]) == busy


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


def test_calendars_are_told_to_come_again_within_the_hour(client, link):
    content = client.get(link()).content

    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert b"\r\nX-PUBLISHED-TTL:PT1H\r\n" in content


def test_in_the_hour_that_comes_twice_no_end_stands_before_its_start(client, link):
    soon(starts_at=datetime(2027, 10, 31, 0, 30, tzinfo=UTC), ends_at=None)
    Event.objects.update(ends_at=datetime(2027, 10, 31, 1, 15, tzinfo=UTC))

    content = client.get(link()).content

    assert b"DTSTART:20271031T003000Z" in content
    assert b"DTEND:20271031T011500Z" in content


def test_control_characters_never_reach_a_calendar(client, link):
    soon()
    nul = "" if connection.vendor == "postgresql" else "\x00"  # which PostgreSQL never holds
    title = f"One\x0btwo\x1b three{nul}\x85four\u2028five"
    Event.objects.update(title_en=title, venue_en="A\x07B")

    (entry,) = read(client, link()).values()

    content = client.get(link()).content.decode()
    assert {c for c in content if unicodedata.category(c) == "Cc"} == {"\r", "\n"}
    assert str(entry["summary"]) == "One\ntwo three\nfour\nfive"
    assert str(entry["location"]) == "AB"


# Versions: SEQUENCE and LAST-MODIFIED move by what the reader sees.


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        ({"title_sq": "Tjetër"}, {"sq"}),
        ({"title_en": "Other"}, {"en"}),
        ({"venue_en": "Street"}, {"en"}),
        ({"aim_en": "Other", "results_sq": "Tjetër"}, set()),
        ({"status": "held"}, set()),
        ({"visibility": "public"}, set()),
        ({"status": "cancelled"}, {"sq", "en"}),
        ({"is_all_day": True}, {"sq", "en"}),
    ],
)
def test_version_moves_for_whom_something_changed(client, link, change, moves):
    event = soon(title_sq="Takim", title_en="Meeting", venue_sq="Salla", venue_en="The hall")
    urls = {language: link(language=language) for language in ("sq", "en")}
    before = {language: client.get(url) for language, url in urls.items()}
    for name, value in change.items():
        setattr(event, name, value)
    event.save()

    for language, url in urls.items():
        after = client.get(url)
        is_same = after.content == before[language].content
        assert is_same == (after["ETag"] == before[language]["ETag"]) == (language not in moves)
        (entry,) = read(client, url).values()
        assert entry["sequence"] == (language in moves)


def test_change_after_unseen_ones_is_higher_than_any_before(client, link):
    event, url = soon(), link()
    for aim in ("a", "b", "c"):
        event.aim_en = aim
        event.save()
    (before,) = read(client, url).values()
    event.title_en = "Other"
    event.save()

    (after,) = read(client, url).values()

    assert (before["sequence"], after["sequence"]) == (0, 4)


@pytest.mark.parametrize("number", [1, 30])
def test_feed_asks_as_much_for_many_events_as_for_one(
    client, link, number, django_assert_max_num_queries
):
    for _number in range(number):
        soon()
    url = link()
    client.get(url)

    with django_assert_max_num_queries(10):
        client.get(url)


# The page of the links.


def test_partner_makes_a_link_that_is_shown_once(client, partner, organisation):
    client.force_login(partner)
    soon()

    made = client.post(
        reverse("events:feeds"),
        {"owner": organisation.pk, "scope": "shared", "language": "en"},
    )
    address = made.context["address"]

    feed = CalendarFeed.objects.get()
    assert (feed.organisation, feed.user) == (organisation, None)
    assert "no-store" in made["Cache-Control"]
    assert read(client, address[address.index("/calendar") :])
    again = client.get(reverse("events:feeds")).content.decode()
    assert address not in again
    assert "last opened" in again
    assert AccessLog.objects.get(action="feed").detail["change"] == "made"


def test_new_address_kills_the_old_one(client, partner, link):
    old = link()
    client.force_login(partner)

    made = client.post(reverse("events:feed_renew", args=[CalendarFeed.objects.get().pk]))

    assert client.get(old).status_code == 404
    address = made.context["address"]
    assert client.get(address[address.index("/calendar") :]).status_code == 200
    content = made.content.decode()
    assert "The old address is dead" in content
    assert f'name="next" value="{reverse("events:feeds")}"' in content  # the language switch


@pytest.mark.parametrize("route", ["feed_renew", "feed_revoke", "any_feed_revoke"])
def test_who_would_stop_a_link_is_asked_first(client, partner, admin, link, route):
    url = link()
    client.force_login(admin if route == "any_feed_revoke" else partner)
    list_url = reverse("events:all_feeds" if route == "any_feed_revoke" else "events:feeds")
    asked_at = reverse(f"events:{route}", args=[CalendarFeed.objects.get().pk])
    listed = client.get(list_url).content.decode()

    asked = client.get(asked_at).content.decode()

    assert f'href="{asked_at}"' in listed
    assert f'action="{asked_at}"' not in listed
    assert "get no more news" in asked
    assert "Municipality of Tirana" in asked
    assert f'class="btn btn-secondary" href="{list_url}"' in asked
    assert client.get(url).status_code == 200


def test_links_that_read_the_same_say_when_each_was_made(client, partner, link):
    link()
    CalendarFeed.objects.update(created_at=datetime(2026, 1, 5, 12, tzinfo=UTC))
    client.force_login(partner)

    assert "made 5 January 2026" in client.get(reverse("events:feeds")).content.decode()


@pytest.mark.parametrize(
    ("route", "change"), [("feeds", "made"), ("feed_renew", "renewed"), ("feed_revoke", "revoked")]
)
def test_act_that_cannot_be_logged_does_not_happen(
    client, partner, organisation, monkeypatch, route, change
):
    feed, _token = make_feed(
        made_by=somebody_at(organisation), organisation=organisation, language="sq", scope="shared"
    )
    client.force_login(partner)
    data = {"owner": str(organisation.pk), "language": "en", "scope": "shared"}
    address = reverse(f"events:{route}", args=[] if route == "feeds" else [feed.pk])

    def refuse(*about, **line):
        assert line["change"] == change
        raise RuntimeError

    monkeypatch.setattr("accounts.services.log_access", refuse)
    with pytest.raises(RuntimeError):
        client.post(address, data)

    (left,) = CalendarFeed.objects.all()
    assert (left.pk, left.revoked_at) == (feed.pk, None)


def test_revoked_link_is_dead_on_the_next_reading(client, partner, link):
    url = link()
    client.force_login(partner)
    client.post(reverse("events:feed_revoke", args=[CalendarFeed.objects.get().pk]))

    assert client.get(url).status_code == 404


def test_link_of_another_organisation_is_out_of_reach(client, partner, link):
    link(organisation=OrganisationFactory())
    client.force_login(partner)
    feed = CalendarFeed.objects.get()

    for name in ("feed_renew", "feed_revoke"):
        assert client.post(reverse(f"events:{name}", args=[feed.pk])).status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at is None


def test_organisation_that_one_does_not_act_for_cannot_be_chosen(client, partner):
    other = OrganisationFactory()
    client.force_login(partner)

    client.post(reverse("events:feeds"), {"owner": other.pk, "scope": "shared", "language": "en"})

    assert not CalendarFeed.objects.exists()


def test_link_to_one_project_asks_for_the_project(client, staff):
    client.force_login(staff)

    shown = client.post(reverse("events:feeds"), {"scope": "project", "language": "en"})

    assert "Choose a project" in shown.content.decode()


def test_administrator_ends_any_link(client, link, admin):
    url = link()
    client.force_login(admin)
    page = client.get(reverse("events:all_feeds")).content.decode()
    assert "Municipality of Tirana" in page

    client.post(reverse("events:any_feed_revoke", args=[CalendarFeed.objects.get().pk]))

    assert client.get(url).status_code == 404
    assert AccessLog.objects.filter(action="feed", detail__change="revoked").count() == 1
    assert "Municipality of Tirana" not in client.get(reverse("events:all_feeds")).content.decode()


@pytest.mark.parametrize("route", ["feeds", "feed_renew"])
def test_password_is_asked_again_before_a_link_is_shown(client, organisation, route):
    user = user_with_password(email="partner@tirana.example")
    GrantFactory(user=user, role="partner", organisation=organisation)
    url, data = reverse("events:feeds"), {"owner": "me", "scope": "shared", "language": "en"}
    if route == "feed_renew":
        feed, _token = make_feed(made_by=user, language="en", scope="shared")
        url, data = reverse("events:feed_renew", args=[feed.pk]), {}
    sign_in(client, user.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = client.post(url, data)
        assert asked.url.startswith(reverse("account_reauthenticate"))
        before = CalendarFeed.objects.filter(revoked_at=None).count()

        shown = client.post(asked.url, {"password": PASSWORD}, follow=True)

    assert b"/calendar/feed/" in shown.content
    assert before == (1 if route == "feed_renew" else 0)
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("letter", ["a", "ë", "→", "😀"])
def test_long_lines_are_folded_between_characters(letter):
    """In parts of 75 octets at most, which any calendar puts together again (RFC 5545)."""
    for length in range(20, 260):
        text = f"SUMMARY:{letter * length}"
        written = calendar_lines(method="PUBLISH", product="Test", entries=[[text]])
        lines = written.split(b"\r\n")
        assert all(len(line) <= 75 for line in lines)
        assert all(line.decode() is not None for line in lines)
        assert text.encode() in written.replace(b"\r\n ", b"")
