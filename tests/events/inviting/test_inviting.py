"""Whom to invite, with what words, until when they are to answer, and to which meetings."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from events.inviting.calling import invitations_ahead
from events.inviting.reminding import ask_once_more
from events.inviting.services import answer_invitation, invitable
from events.models import Invitation
from tests.events.factories import SeriesFactory
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    change,
    empty_outbox,
    move,
    newest,
    organisation_with_address,
    status,
    subjects,
    waiting,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def school(centre):
    return organisation_with_address("school@tirana.example", name_en="The school")


@pytest.fixture
def event(police, school):
    return ahead(10, police, school)


@pytest.fixture
def send(client, staff):
    client.force_login(staff)

    def post(event, *organisations, **sent):
        url = reverse("events:invite", args=[event.pk])
        keys = [organisation.pk for organisation in organisations]
        return client.post(url, {"chosen": "1", "organisations": keys, **sent})

    return post


def addresses():
    return {address for address, _content in waiting()}


# Choosing


def test_the_page_offers_whoever_is_not_invited_yet(client, staff, event):
    client.force_login(staff)

    page = client.get(reverse("events:invite", args=[event.pk])).content.decode()

    assert page.count('name="organisations"') == 2
    assert "The police" in page


def test_where_all_are_invited_no_button_is_offered_that_would_refuse(send, client, event):
    send(event, *invitable(event))

    page = client.get(reverse("events:invite", args=[event.pk])).content.decode()

    assert "Nobody is left to invite" in page
    assert "Send the invitations" not in page


def test_only_whom_was_chosen_is_invited(send, event, police, school):
    assert send(event, police).status_code == 302

    assert addresses() == {"police@tirana.example"}
    assert list(invitable(event)) == [school]


def test_all_at_once_goes_as_before(client, staff, event):
    client.force_login(staff)

    client.post(reverse("events:invite", args=[event.pk]))

    assert addresses() == {"police@tirana.example", "school@tirana.example"}


def test_nobody_chosen_is_said(send, event):
    response = send(event)

    assert "Choose at least one organisation." in response.content.decode()
    assert not waiting()


def test_who_has_no_part_cannot_be_chosen(send, event):
    stranger = organisation_with_address("stranger@tirana.example")

    assert send(event, stranger).status_code == 200
    assert not Invitation.objects.exists()


# A message


def test_the_message_stands_in_the_invitation_and_in_no_other_mail(send, event, police, staff):
    send(event, police, message="Bring the <new> list.\nThank you.")
    [(_address, first)] = empty_outbox()
    change(event, staff, venue_en="The library", venue_sq="Biblioteka")

    assert "Bring the <new> list." in first.text
    assert "Bring the &lt;new&gt; list.<br>Thank you." in first.html
    assert "Bring the" not in newest().text
    assert "Bring the" not in first.calendar


def test_of_a_sensitive_event_there_is_no_message(client, staff, send, police):
    event = ahead(10, police, is_sensitive=True)
    page = client.get(reverse("events:invite", args=[event.pk])).content.decode()
    assert 'name="message"' not in page

    send(event, police, message="CANARY")

    assert "CANARY" not in newest().text + newest().html


def test_a_message_is_taken_back_where_the_event_becomes_sensitive(send, event, police, staff):
    send(event, police, message="CANARY")
    assert "CANARY" in newest().text
    change(event, staff, is_sensitive=True)

    [(_address, content)] = waiting()
    assert "CANARY" not in content.text + content.html


# A day to answer by


@pytest.fixture
def asked(send, event, police, school):
    """Both are asked to answer by Saturday 10 October; the event is on Thursday the 15th."""
    send(event, police, school, answer_by="10.10.2026")
    return {row.organisation.name_en: row for row in Invitation.objects.all()}


def test_the_mail_says_until_when(asked):
    assert "Please answer by Saturday, 10 October 2026." in newest().text
    assert "Please answer by Saturday, 10 October 2026." in newest().html


@pytest.mark.parametrize("day", ["05.10.2026", "15.10.2026", "01.01.2026"])
def test_a_day_that_makes_no_sense_is_refused(send, event, police, day):
    assert send(event, police, answer_by=day).status_code == 200
    assert not Invitation.objects.exists()


def test_who_has_not_answered_is_asked_once_more_on_the_day_before(asked, clock):
    empty_outbox()
    answer_invitation(invitation=asked["The school"], answer="no", way="phone")
    clock.move_to(MONDAY + timedelta(days=3))
    assert ask_once_more() == 0
    clock.move_to(MONDAY + timedelta(days=4))  # Friday, 10:00

    assert [ask_once_more(), ask_once_more()] == [1, 0]

    assert addresses() == {"police@tirana.example"}
    assert newest().subject.startswith("Please answer: Meeting")
    assert "?answer=yes" in newest().html


def test_nobody_is_asked_before_nine_nor_about_what_is_off(asked, event, staff, clock):
    empty_outbox()
    clock.move_to(MONDAY + timedelta(days=4) - timedelta(hours=2))
    assert ask_once_more() == 0
    clock.move_to(MONDAY + timedelta(days=4))
    status(event, "cancelled", staff)

    assert ask_once_more() == 0
    assert {line.split(":")[0] for line in subjects()} == {"Cancelled"}


def test_a_day_long_before_the_event_puts_them_on_the_call_list(send, police, staff, clock):
    event = ahead(40, police)
    send(event, police, answer_by="10.10.2026")
    empty_outbox()
    clock.move_to(MONDAY + timedelta(days=5))
    on_the_day = [row.calls for row in invitations_ahead(staff)]
    clock.move_to(MONDAY + timedelta(days=6))

    assert on_the_day == [[]]
    assert [row.calls for row in invitations_ahead(staff)] == [["No answer yet"]]


def test_where_the_event_moved_it_is_asked_anew(asked, event, staff, clock):
    empty_outbox()
    clock.move_to(MONDAY + timedelta(days=4))
    assert ask_once_more() == 2
    empty_outbox()
    clock.move_to(MONDAY + timedelta(days=6))
    move(event, staff, days=10)

    row = Invitation.objects.first()
    assert (row.chased_at, row.answer_by) == (None, None)
    assert "Please answer by" not in newest().text


# A whole series


def test_the_later_meetings_of_the_series_are_invited_to_as_well(send, police):
    series = SeriesFactory()
    first, second, third = (
        ahead(days, series=series, series_day=(MONDAY + timedelta(days=days)).date())
        for days in (10, 17, 24)
    )
    first.parts.create(organisation=police, part="invited")
    third.parts.create(organisation=police, part="co_organiser")
    other = ahead(18)
    earlier = ahead(3, series=series, series_day=date(2026, 10, 8))
    off = ahead(31, series=series, series_day=date(2026, 11, 5), status="cancelled")

    send(first, police, with_series="on", answer_by="12.10.2026")

    rows = Invitation.objects.order_by("event__starts_at")
    assert [row.event for row in rows] == [first, second, third]
    assert [row.answer_by for row in rows] == [
        date(2026, 10, 12),
        date(2026, 10, 19),
        date(2026, 10, 26),
    ]
    assert len(waiting()) == 3
    assert second.parts.get().part == "invited"
    assert third.parts.get().part == "co_organiser"  # what it was stays
    assert not any(each.invitations.exists() for each in (other, earlier, off))


def test_without_a_series_there_is_nothing_to_tick(client, staff, event):
    client.force_login(staff)
    page = client.get(reverse("events:invite", args=[event.pk])).content.decode()
    assert 'name="with_series"' not in page
