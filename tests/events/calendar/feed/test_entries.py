"""What a feed holds, and how each client shows it."""

import gzip
import unicodedata
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.db import connection

from events.calendar.feed import uid_of
from events.lib.entries import calendar_lines
from events.models import Event
from shkej.lib.dates import TIRANA
from tests.events.calendar.feed.reading import read, soon
from tests.events.factories import EventFactory

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize("status", ["cancelled", "postponed"])
def test_called_off_event_stays_as_cancelled_for_90_days(client, link, status):
    soon(days=-89, status=status)
    soon(days=-91, status=status)

    (entry,) = read(client, link()).values()

    assert str(entry["status"]) == "CANCELLED"


def test_missing_language_falls_back_to_the_other(client, link):
    soon(title_en="", title_sq="Vetëm shqip")

    (entry,) = read(client, link()).values()

    assert str(entry["summary"]) == "Vetëm shqip"


def test_long_titles_are_folded_and_read_whole(client, link):
    title = "Ëndrra, çelësi; " * 12
    soon(title_en=title.strip())
    url = link()

    content = client.get(url).content

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (entry,) = read(client, url).values()
    assert str(entry["summary"]) == title.strip()


def test_end_that_is_not_later_than_the_start_is_left_out(client, link):
    event = soon()
    event.ends_at = event.starts_at
    event.save()

    (entry,) = read(client, link()).values()

    assert "DTEND" not in entry


def test_link_says_its_language_and_is_compressed(client, link):
    for number in range(5):
        soon(days=number)

    answer = client.get(link(language="sq"), headers={"Accept-Encoding": "gzip"})

    assert answer["Content-Language"] == "sq"
    assert answer["Content-Encoding"] == "gzip"
    assert b"BEGIN:VEVENT" in gzip.decompress(answer.content)


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
