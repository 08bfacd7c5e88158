"""What the calendars of others read in our links and mails: ical.js, node-ical and libical."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from simple_history.utils import bulk_create_with_history

from events.calendar.links.services import make_feed
from events.inviting.services import invitable, invite, withdraw
from events.lib.shared_facts import uid_of
from events.models import Event
from shkej.lib.dates import TIRANA
from tests.accounts.factories import somebody_at
from tests.events.calendar.clients import read_by_node
from tests.events.calendar.clients.libical import read_by_libical
from tests.events.factories import EventFactory
from tests.events.inviting.helping import (
    ahead,
    empty_outbox,
    move,
    newest,
    organisation_with_address,
    status,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]
FIRST = 2026
TODAY = datetime(FIRST, 1, 1, 8, tzinfo=UTC)
READERS = {
    "ical.js": lambda calendar: read_by_node("ical.js", calendar),
    "node-ical": lambda calendar: read_by_node("node-ical", calendar),
    "libical": read_by_libical,
}
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _new_year():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(params=READERS)
def reader(request):
    """What each of the three makes of a calendar."""
    return READERS[request.param]


def event(starts_at, ends_at=None, **fields):
    shown = {"status": "planned", "visibility": "all_partners", "title_en": "Meeting"}
    return EventFactory(starts_at=starts_at, ends_at=ends_at, **shown | fields)


def local(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), tzinfo=TIRANA)


def feed_of(client, organisation):
    _feed, token = make_feed(
        made_by=somebody_at(organisation), organisation=organisation, language="en", scope="shared"
    )
    return client.get(reverse("calendar_feed", args=[token])).content


def seconds(moment):
    return int(moment.timestamp())


def moments():
    """Noon and midnight of two days of every month of ten years, and around both changes."""
    for year in range(FIRST, FIRST + 10):
        for month in range(1, 13):
            for day in (date(year, month, 2), date(year, month, 20)):
                yield from (local(day, 0), local(day, 12))
        for month in (3, 10):
            change = next(
                date(year, month, day)
                for day in range(31, 24, -1)
                if date(year, month, day).weekday() == 6
            )
            day_before = local(change - timedelta(days=1), 0).astimezone(UTC)
            yield from (day_before + number * HOUR for number in range(24, 54))


@pytest.mark.more
def test_times_of_ten_years_are_read_as_they_are(client, organisation, centre):
    ahead_of_us = [moment for moment in moments() if moment >= TODAY]
    shown = {"status": "planned", "visibility": "all_partners", "title_en": "Meeting"}
    rows = [
        Event(centre=centre, starts_at=moment, ends_at=moment + HOUR, **shown)
        for moment in ahead_of_us
    ]
    bulk_create_with_history(rows, Event)
    expected = {
        uid_of(row): (seconds(row.starts_at), seconds(row.ends_at))
        for row in Event.objects.filter(title_en="Meeting")
    }
    assert len(expected) == len(ahead_of_us) > 1000

    calendar = feed_of(client, organisation)

    for name, reader in READERS.items():
        read = reader(calendar)
        times = {uid: (entry["start"], entry["end"]) for uid, entry in read.items()}
        assert times == expected, name


@pytest.mark.more
def test_every_kind_of_event_is_read(client, organisation, reader):
    noon = local(date(FIRST, 6, 2), 12)
    kinds = {
        "plain": event(noon, noon + HOUR),
        "open": event(noon),
        "off": event(noon, noon + HOUR, status="cancelled"),
        "later": event(noon, noon + HOUR, status="postponed"),
        "secret": event(noon, noon + HOUR, is_sensitive=True),
        "day": event(local(date(FIRST, 6, 2), 0), is_all_day=True),
        "days": event(local(date(FIRST, 6, 2), 0), local(date(FIRST, 6, 5), 0), is_all_day=True),
        "nights": event(noon, noon + 50 * HOUR),
        "strange": event(noon, title_en="A\x0b\x1b\x7f\u2028b; c, ë, " + "long " * 30 + "end"),
    }

    read = reader(feed_of(client, organisation))

    entries = {name: read[uid_of(each)] for name, each in kinds.items()}
    assert len(read) == len(kinds)
    summaries = {name: entry["summary"] for name, entry in entries.items()}
    assert summaries.pop("strange").split() == ["A", "b;", "c,", "ë,", *["long"] * 30, "end"]
    assert summaries == {
        **dict.fromkeys(["plain", "open", "day", "days", "nights"], "Meeting"),
        "off": "Cancelled: Meeting",
        "later": "Postponed: Meeting",
        "secret": "Activity",
    }
    off = {name for name, entry in entries.items() if entry["status"] == "CANCELLED"}
    assert off == {"off", "later"}
    assert {name for name, entry in entries.items() if entry["is_all_day"]} == {
        *("day", "days", "secret")
    }
    assert (entries["day"]["start"], entries["day"]["end"]) == ("2026-06-02", "2026-06-03")
    assert (entries["days"]["start"], entries["days"]["end"]) == ("2026-06-02", "2026-06-05")
    assert entries["nights"]["end"] - entries["nights"]["start"] == 50 * 3600
    assert entries["open"]["start"] == seconds(noon)
    assert entries["open"]["end"] in (None, entries["open"]["start"])


@pytest.mark.parametrize("months", [1, 7])
@pytest.mark.more
def test_every_mail_is_read(staff, reader, months):
    institution = organisation_with_address()
    starts_at = local(date(FIRST, months, 20), 12)
    meeting = ahead(0, institution, starts_at=starts_at, ends_at=starts_at + HOUR)
    calendars = []
    (invitation,) = invite(event=meeting, organisations=invitable(meeting), invited_by=staff)
    for act in (
        lambda: None,
        lambda: move(meeting, staff),
        lambda: status(meeting, "cancelled", staff),
        lambda: status(meeting, "planned", staff),
        lambda: withdraw(invitation=invitation),
    ):
        act()
        calendars.append(newest().calendar.encode())
        empty_outbox()

    read = [reader(calendar)[uid_of(meeting)] for calendar in calendars]

    meeting.refresh_from_db()
    day = timedelta(days=1)
    assert [entry["start"] for entry in read] == [
        seconds(meeting.starts_at - day),
        *[seconds(meeting.starts_at)] * 4,
    ]
    on, off = "CONFIRMED", "CANCELLED"
    assert [entry["status"] for entry in read] == [on, on, off, on, off]
    assert [entry["summary"] for entry in read] == [
        *["Meeting"] * 2,
        "Cancelled: Meeting",
        "Meeting",
        "Invitation withdrawn: Meeting",
    ]
