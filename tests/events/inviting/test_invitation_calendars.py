"""The calendar in a mail, as the icalendar library reads it."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from django.urls import reverse
from icalendar import Calendar

from events.calendar.feed import uid_of
from events.calendar.links.services import make_feed
from events.event.services import change_status
from events.inviting.services import withdraw
from events.models import Invitation
from shkej.lib.dates import TIRANA
from tests.accounts.factories import somebody_at
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    empty_outbox,
    entry_of,
    invite_all,
    move,
    newest,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_entry_holds_title_time_place_and_the_one_who_gets_it(settings, institution, staff):
    settings.DEFAULT_FROM_EMAIL = "Qendra <info@shkej.example>"
    event = ahead(10, institution)

    invite_all(event, staff)

    method, entry = entry_of(newest())
    assert (method, str(entry["status"])) == ("PUBLISH", "CONFIRMED")
    assert str(entry["uid"]) == uid_of(event)
    assert str(entry["summary"]) == "Meeting"
    assert str(entry["location"]) == "The hall"
    assert entry["dtstart"].dt == event.starts_at
    assert entry["dtend"].dt == event.ends_at
    assert str(entry["organizer"]) == "mailto:info@shkej.example"
    assert entry["organizer"].params["CN"] == "Qendra"
    assert set(entry) == {
        *("UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND", "LOCATION", "STATUS"),
        *("ORGANIZER", "LAST-MODIFIED", "CLASS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"),
    }


def test_all_mails_of_an_event_are_one_entry_whose_versions_never_go_back(institution, staff):
    event = ahead(10, institution)

    def invite_move_cancel():
        yield invite_all(event, staff)
        yield move(event, staff)
        yield change_status(event=event, status="cancelled", changed_by=staff)
        yield change_status(event=event, status="planned", changed_by=staff)
        yield withdraw(invitation=Invitation.objects.get())

    acts = chain(invite_move_cancel(), invite_move_cancel())
    entries = [entry_of(content) for _act in acts for _address, content in empty_outbox()]

    methods = [method for method, _entry in entries]
    assert set(methods) == {"PUBLISH"}
    states = [str(entry["status"]) for _method, entry in entries]
    on, off = "CONFIRMED", "CANCELLED"
    assert states == [on, on, off, on, off] * 2
    versions = [entry["sequence"] for _method, entry in entries]
    assert versions == sorted(versions)
    assert versions[0] == 0
    for number in (
        1,
        2,
        3,
        4,
        6,
        7,
        8,
        9,
    ):  # not: invited after a withdrawal
        assert versions[number] > versions[number - 1]
    assert {str(entry["uid"]) for _method, entry in entries} == {uid_of(event)}


def test_mail_and_calendar_link_show_the_same_version_of_the_same_entry(client, institution, staff):
    event = ahead(10, institution)
    invite_all(event, staff)
    move(event, staff)
    _feed, token = make_feed(
        made_by=somebody_at(institution), organisation=institution, language="en", scope="shared"
    )

    feed = Calendar.from_ical(client.get(reverse("calendar_feed", args=[token])).content)

    (fed,) = feed.walk("VEVENT")
    _method, mailed = entry_of(newest())
    for name in ("uid", "sequence", "summary", "location"):
        assert fed[name] == mailed[name]
    assert fed["dtstart"].dt == mailed["dtstart"].dt


@pytest.mark.parametrize("day", ["2027-03-27", "2027-03-28", "2027-10-30", "2027-10-31"])
def test_local_times_stay_over_both_changes_of_the_clock(institution, staff, day):
    local = datetime.fromisoformat(f"{day}T17:00").replace(tzinfo=TIRANA)
    event = ahead(
        0, institution, starts_at=local.astimezone(UTC), ends_at=local + timedelta(hours=1)
    )

    invite_all(event, staff)

    content = newest()
    _method, entry = entry_of(content)
    assert f"DTSTART;TZID=Europe/Tirane:{day.replace('-', '')}T170000" in content.calendar
    assert entry["dtstart"].dt.astimezone(UTC) == local.astimezone(UTC)
    assert "BEGIN:VTIMEZONE" in content.calendar
    assert "17:00–18:00" in content.text


def test_event_without_a_time_is_whole_days(institution, staff):
    event = ahead(10, institution, is_all_day=True)

    invite_all(event, staff)

    content = newest()
    _method, entry = entry_of(content)
    assert entry["dtstart"].dt == event.starts_on
    assert entry["dtend"].dt == event.starts_on + timedelta(days=1)
    assert "10:00" not in content.text


def test_event_over_several_days_without_a_time_ends_after_its_last(institution, staff):
    event = ahead(
        10, institution, is_all_day=True, ends_at=MONDAY.replace(day=17, hour=22)
    )  # midnight in Tirana

    invite_all(event, staff)

    _method, entry = entry_of(newest())
    assert entry["dtend"].dt == event.starts_on + timedelta(days=3)
    assert "15 October 2026 to 17 October 2026" in newest().text


def test_event_without_an_end_has_none(institution, staff):
    invite_all(ahead(10, institution, ends_at=None), staff)

    _method, entry = entry_of(newest())
    assert "dtend" not in entry


def test_move_into_another_year_brings_that_year_s_time_zone(institution, staff):
    event = ahead(80, institution)
    invite_all(event, staff)

    move(event, staff, days=200)

    _method, entry = entry_of(newest())
    assert entry["dtstart"].dt.utcoffset() == timedelta(hours=2)
