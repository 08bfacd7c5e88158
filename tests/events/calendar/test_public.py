"""The page of public events: for anybody, with nothing on it that is not for everybody."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from events.models import Quote
from shkej.lib.dates import today
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
URL = reverse("public_events")


def planned(days=3, **event):
    day = today() + timedelta(days=days)
    starts_at = datetime(day.year, day.month, day.day, 14, tzinfo=ZoneInfo("Europe/Tirane"))
    shown = {"visibility": "public", "status": "planned"}
    return EventFactory(starts_at=starts_at, **shown | event)


def test_visitor_sees_title_time_and_place_of_public_events(client):
    planned(title_sq="Takim i hapur", venue_sq="Salla e madhe")

    shown = client.get(URL).content.decode()

    assert "Takim i hapur" in shown
    assert "14:00" in shown
    assert "Salla e madhe" in shown


@pytest.mark.parametrize("visibility", ["centre", "partners", "all_partners"])
def test_events_for_others_are_not_there(client, visibility):
    planned(title_sq="KANARINA", visibility=visibility)

    assert "KANARINA" not in client.get(URL).content.decode()


def test_past_events_are_not_there_and_called_off_ones_say_so(client):
    planned(days=-1, title_sq="KANARINA")
    planned(title_sq="U anulua", status="cancelled")

    shown = client.get(URL).content.decode()

    assert "KANARINA" not in shown
    assert "chip-cancelled" in shown


def test_event_that_runs_stays_until_its_last_day(client):
    hour = timedelta(hours=1)
    ends = datetime.combine(today(), time(1), tzinfo=ZoneInfo("Europe/Tirane"))
    planned(days=-2, title_sq="Sot mbaron", ends_at=ends)
    planned(days=-2, title_sq="KANARINA", ends_at=ends - hour)  # at midnight

    shown = client.get(URL).content.decode()

    assert "Sot mbaron" in shown
    assert "KANARINA" not in shown


def test_sensitive_event_and_what_is_within_an_event_are_not_told(client):
    planned(is_sensitive=True, title_sq="KANARINA", venue_sq="KANARINA")
    event = planned(aim_sq="KANARINA", results_sq="KANARINA")
    Quote.objects.create(event=event, text_sq="KANARINA")
    RegistrationFactory(event=event, participant=ParticipantFactory(last_name="KANARINA"))

    shown = client.get(URL).content.decode()

    assert "KANARINA" not in shown
    assert "Aktivitet" in shown


@pytest.mark.parametrize("number", [1, 40])
def test_page_asks_as_much_for_many_events_as_for_one(
    client, number, django_assert_max_num_queries
):
    for _number in range(number):
        planned()

    with django_assert_max_num_queries(4):
        client.get(URL)
