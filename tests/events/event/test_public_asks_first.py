"""A meeting with children becomes public only when somebody says that this is meant.

docs/security.md, R20.
"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.lib.publicity import FIELD, has_children
from events.models import Event
from tests.events.event.form_pages import page_data, update_url
from tests.events.factories import (
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
    SeriesFactory,
    SeriesMemberFactory,
)
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db
PUBLIC = {"visibility": "public"}


def child():
    return ParticipantFactory(birth_year=2015, category=CategoryFactory(code="child"))


def adult():
    return ParticipantFactory(birth_year=1980, category=CategoryFactory(code="parent"))


def ahead():
    return EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3))


def ask(desk, event, **answers):
    url = update_url(event)
    return desk.post(url, page_data(desk, url) | PUBLIC | answers)


def visibility(event):
    return Event.objects.get(pk=event.pk).visibility


def test_r20_a_meeting_with_a_child_asks_before_everybody_sees_it(desk):
    event = RegistrationFactory(event=ahead(), participant=child()).event

    page = ask(desk, event)

    assert FIELD in page.context["form"].errors
    text = page.content.decode()
    assert "id_is_for_everybody" in text
    assert visibility(event) == "centre"

    page = ask(desk, event, **{FIELD: "on"})

    assert page.status_code == 302
    assert visibility(event) == "public"


def test_children_that_were_counted_without_a_name_ask_as_well(desk):
    event = ahead()
    HeadcountFactory(event=event, category=CategoryFactory(code="child"))

    assert FIELD in ask(desk, event).context["form"].errors
    assert visibility(event) == "centre"


def test_a_meeting_of_adults_is_not_asked_about(desk):
    parent = CategoryFactory(code="parent")
    event = RegistrationFactory(event=ahead(), participant=adult(), category=parent).event

    assert ask(desk, event).status_code == 302
    assert visibility(event) == "public"


def test_other_visibilities_and_a_meeting_that_was_asked_about_are_not_asked_about(desk):
    event = RegistrationFactory(event=ahead(), participant=child()).event

    assert ask(desk, event, visibility="all_partners").status_code == 302
    Event.objects.filter(pk=event.pk).update(visibility="public", is_for_everybody=True)
    assert ask(desk, event, venue_en="Elsewhere").status_code == 302


def test_a_meeting_that_is_over_is_not_asked_about(desk):
    event = RegistrationFactory(participant=child()).event

    assert ask(desk, event).status_code == 302
    assert not Event.objects.get(pk=event.pk).is_for_everybody


def test_r20_an_answer_of_another_time_says_nothing(desk):
    event = ahead()
    Event.objects.filter(pk=event.pk).update(visibility="centre", is_for_everybody=True)

    assert ask(desk, event).status_code == 302  # nobody is on the register yet
    RegistrationFactory(event=event, participant=child())

    assert Event.objects.publicity_unanswered().filter(pk=event.pk).exists()


def test_r20_an_answer_ends_where_it_is_no_longer_public(desk):
    event = RegistrationFactory(event=ahead(), participant=child()).event
    ask(desk, event, **{FIELD: "on"})

    assert ask(desk, event, visibility="centre").status_code == 302
    assert not Event.objects.get(pk=event.pk).is_for_everybody
    assert FIELD in ask(desk, event).context["form"].errors


def test_a_child_that_was_taken_off_does_not_count():
    assert not has_children([EventFactory()])
    registration = RegistrationFactory(participant=child())
    assert has_children([registration.event])


def test_r20_a_series_of_children_asks_before_everybody_sees_its_meetings(desk):
    series = SeriesFactory()
    SeriesMemberFactory(series=series, participant=child())
    url = reverse("events:series_update", args=[series.pk])
    form = desk.get(url).context["form"]
    data = {field.html_name: field.value() for field in form if field.value()} | PUBLIC

    page = desk.post(url, data | {"show": "1"})

    assert FIELD in page.context["form"].errors
    assert FIELD not in desk.post(url, data | {"show": "1", FIELD: "on"}).context["form"].errors
