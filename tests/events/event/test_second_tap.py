"""A form of a new event that is sent twice, as a double tap over a slow line does."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from tests.conftest import user_with

pytestmark = pytest.mark.django_db

CREATE = reverse("events:event_create")
MEETING = {"title_sq": "Takim me prindërit", "date": "06.10.2021", "start_time": "10:00"}


def another():
    """What the form sends once somebody said that it is none of the meetings logged so far."""
    return {"other_than": " ".join(str(pk) for pk in Event.objects.values_list("pk", flat=True))}


def test_a_second_tap_leads_to_the_event_that_the_first_made(desk):
    first, second = (desk.post(CREATE, MEETING) for _tap in range(2))

    event = Event.objects.get()
    assert first.url == second.url == reverse("events:event_detail", args=[event.pk])
    assert event.history.count() == 1


@pytest.mark.parametrize("change", [{"title_en": "Parents"}, {"start_time": "11:00"}])
def test_another_event_is_added_at_once(desk, change):
    desk.post(CREATE, MEETING)
    desk.post(CREATE, MEETING | change | another())

    assert Event.objects.count() == 2


def test_the_same_event_is_added_again_later_or_by_somebody_else(client, desk, centre):
    desk.post(CREATE, MEETING)
    client.force_login(user_with("staff", centre=centre))
    client.post(CREATE, MEETING | another())
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        client.post(CREATE, MEETING | another())

    assert Event.objects.count() == 3
