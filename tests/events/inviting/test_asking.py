"""Before a change is kept: who would be told, and saving it without telling anybody."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.inviting.calling import invitations_ahead
from events.inviting.reminding import queue_reminders
from events.inviting.services import answer_invitation, note_notified
from events.models import Event, Invitation
from tests.events.factories import SeriesFactory
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    change,
    empty_outbox,
    invite_all,
    newest,
    organisation_with_address,
    subjects,
    waiting,
)
from tests.squeezing import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def school(centre):
    """It has no address: it must be called."""
    return organisation_with_address("", name_en="The school")


@pytest.fixture
def event(police, school):
    return ahead(10, police, school)


@pytest.fixture
def invitations(event, staff, clock):
    """{the organisation's name: its invitation}, all told and answered a minute ago."""
    made = invite_all(event, staff)
    empty_outbox()
    for invitation in made:
        answer_invitation(invitation=invitation, answer="yes", people=2, way="phone")
    clock.shift(timedelta(minutes=1))
    return {row.organisation.name_en: row for row in made}


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def form_of(client, event, **changed):
    """What the event's form would send, with what is `changed` in it."""
    form = client.get(reverse("events:event_update", args=[event.pk])).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value not in (None, "", [], False) and field.name not in ("topics", "projects"):
            sent[field.html_name] = field.field.prepare_value(value)
    return sent | changed


def save(client, event, **changed):
    url = reverse("events:event_update", args=[event.pk])
    return client.post(url, form_of(client, event, **changed))


def answers_of(response):
    """{"tell": the value of that button, "quietly": …} on the page that asks."""
    found = re.findall(r'name="telling"\s+value="((\w+):\w+)"', response.content.decode())
    return {word: value for value, word in found}


def state(invitation):
    invitation.refresh_from_db()
    names = ("answer", "people", "seen_at", "told_at", "told", "must_answer_again")
    return {name: getattr(invitation, name) for name in names}


# Asking


def test_a_change_that_somebody_would_be_told_of_is_asked_about_and_not_kept(
    desk, event, invitations
):
    before = {name: state(row) for name, row in invitations.items()}

    response = save(desk, event, venue_sq="Biblioteka", venue_en="The library")

    assert response.status_code == 409
    text = response.content.decode()
    assert "1 organisation would get an email" in text
    assert "1 organisation without email must be telephoned" in text
    assert "The police" in text
    assert "The school" in text
    assert Event.objects.get(pk=event.pk).venue_en == "The hall"
    assert not waiting()
    assert before == {name: state(row) for name, row in invitations.items()}
    assert "The library" in text  # what was typed stays


def test_a_change_that_nobody_sees_is_saved_without_a_question(desk, event, invitations):
    response = save(desk, event, capacity="40")

    assert response.status_code == 302
    assert Event.objects.get(pk=event.pk).capacity == 40


def test_an_invitation_that_nobody_has_read_is_written_anew_without_a_question(desk, event, staff):
    invite_all(event, staff)

    response = save(desk, event, venue_sq="Biblioteka", venue_en="The library")

    assert response.status_code == 302
    assert "The library" in newest().text


def test_telling_them_mails_and_says_how_many(desk, event, invitations):
    asked = save(desk, event, venue_en="The library", venue_sq="Biblioteka")

    response = desk.post(
        reverse("events:event_update", args=[event.pk]),
        form_of(
            desk,
            event,
            venue_en="The library",
            venue_sq="Biblioteka",
            telling=answers_of(asked)["tell"],
        ),
        follow=True,
    )

    assert [address for address, _content in waiting()] == ["police@tirana.example"]
    assert "1 organisation will be told by email." in response.content.decode()


def test_who_was_not_shown_is_not_told_instead(desk, event, invitations, staff):
    """Another organisation is invited between the question and the answer."""
    asked = answers_of(save(desk, event, venue_en="The library", venue_sq="Biblioteka"))
    third = organisation_with_address("third@tirana.example", name_en="The third")
    event.parts.create(organisation=third, part="invited")
    invite_all(event, staff)
    empty_outbox()

    response = save(desk, event, venue_en="Library", venue_sq="B", telling=asked["tell"])

    assert response.status_code == 409
    assert not waiting()
    assert "The third" in response.content.decode()


# Telling nobody


@pytest.fixture
def hushed(desk, event, invitations):
    """The place and the day changed, and nobody was told."""
    changed = {"venue_en": "The library", "venue_sq": "Biblioteka", "date": "16.10.2026"}
    asked = save(desk, event, **changed)
    response = save(desk, event, **changed, telling=answers_of(asked)["quietly"])
    assert response.status_code == 302
    return invitations


def test_without_telling_there_is_no_mail_and_all_that_they_said_and_saw_stays(
    desk, event, hushed, staff
):
    assert Event.objects.get(pk=event.pk).venue_en == "The library"
    assert not waiting()
    for invitation in hushed.values():
        invitation.refresh_from_db()
        assert invitation.has_seen_all
        assert invitation.answer == "yes"
        assert not invitation.must_answer_again
        assert (invitation.quiet_by, invitation.quiet_at) == (staff, timezone.now())
    assert [row.calls for row in invitations_ahead(staff)] == [[], []]


def test_the_page_of_the_event_says_that_nobody_was_told_and_who_wanted_it_so(
    desk, event, hushed, staff
):
    text = desk.get(reverse("events:event_detail", args=[event.pk])).content.decode()
    listed = desk.get(reverse("events:invitations")).content.decode()

    assert text.count("Not told of the last change, on purpose") == 2
    assert staff.name in text
    assert listed.count("The last change was saved without telling them") == 2


def test_the_next_change_that_is_told_says_all_of_it(desk, event, hushed, staff):
    change(event, staff, title_en="Training", title_sq="Trajnim")

    (content,) = [content for _address, content in waiting()]
    assert "Where: The hall → The library" in content.text
    assert "Title: Meeting → Training" in content.text
    police = hushed["The police"]
    police.refresh_from_db()
    assert police.answer == "none"  # now they know of the other day, and are asked again
    assert police.quietly is None


def test_another_save_that_changes_nothing_they_see_tells_nobody_of_it_either(
    desk, event, hushed, staff
):
    change(event, staff, capacity=12)

    assert not waiting()
    assert all(Invitation.objects.values_list("quietly", flat=True))


def test_what_was_changed_quietly_and_back_is_as_they_know_it(desk, event, hushed, staff):
    change(
        event,
        staff,
        venue_en="The hall",
        venue_sq="Salla",
        starts_at=event.starts_at,
        ends_at=event.ends_at,
    )

    assert not waiting()
    assert not any(Invitation.objects.values_list("quietly", flat=True))


def test_the_reminder_says_how_it_is(event, hushed, clock):
    clock.move_to(MONDAY + timedelta(days=10, hours=2))

    assert queue_reminders() == 2

    assert "The library" in newest().text
    hushed["The police"].refresh_from_db()
    assert hushed["The police"].quietly is None


def test_whoever_answers_afterwards_knows_how_it_is(event, hushed):
    note_notified(invitation=hushed["The school"])

    hushed["The school"].refresh_from_db()
    assert hushed["The school"].told["place_en"] == "The library"


# Cancelling


def cancel(client, event, **sent):
    url = reverse("events:event_status", args=[event.pk])
    return client.post(url, {"status": "cancelled", **sent})


def test_cancelling_asks_who_is_told(desk, event, invitations):
    response = cancel(desk, event)

    assert response.status_code == 409
    page = squeezed(response.content.decode())
    assert "1 organisation would get an email" in page
    assert ">Cancel and tell them</button>" in page
    assert ">Cancel without telling anybody</button>" in page
    assert "Save and tell" not in page
    assert Event.objects.get(pk=event.pk).status == "planned"
    assert not waiting()


def test_cancelled_quietly_it_is_on_no_call_list(desk, event, invitations, staff, clock):
    clock.shift(timedelta(days=8))  # two days before
    desk.force_login(staff)
    asked = cancel(desk, event)

    response = cancel(desk, event, telling=answers_of(asked)["quietly"])

    assert response.status_code == 302
    assert Event.objects.get(pk=event.pk).status == "cancelled"
    assert not waiting()
    assert not any(row.calls for row in invitations_ahead(staff))


def test_cancelled_and_told_it_mails_and_the_school_is_to_be_called(
    desk, event, invitations, staff, clock
):
    clock.shift(timedelta(days=8))
    desk.force_login(staff)
    asked = cancel(desk, event)

    cancel(desk, event, telling=answers_of(asked)["tell"])

    assert len(subjects()) == 1
    called = {row.organisation.name_en for row in invitations_ahead(staff) if row.calls}
    assert called == {"The police", "The school"}


def test_taking_a_quiet_cancellation_back_tells_nobody(desk, event, invitations):
    cancel(desk, event, telling=answers_of(cancel(desk, event))["quietly"])

    response = desk.post(reverse("events:event_status", args=[event.pk]) + "?status=planned")

    assert response.status_code == 302
    assert not waiting()
    assert not any(Invitation.objects.values_list("quietly", flat=True))


def test_undoing_a_cancellation_that_was_read_asks_too_and_goes_on(desk, event, invitations):
    cancel(desk, event, telling=answers_of(cancel(desk, event))["tell"])
    empty_outbox()
    url = reverse("events:event_status", args=[event.pk]) + "?status=planned"

    asked = desk.post(url)
    desk.post(url, {"telling": answers_of(asked)["tell"]})

    assert asked.status_code == 409
    assert [line.split(":")[0] for line in subjects()] == ["Takes place again"]


def test_an_event_kept_to_the_centre_quietly_is_withdrawn_without_a_mail(
    desk, event, invitations, staff
):
    asked = save(desk, event, visibility="centre")
    save(desk, event, visibility="centre", telling=answers_of(asked)["quietly"])

    assert not waiting()
    assert Invitation.objects.filter(withdrawn_at=None).count() == 0
    assert invitations_ahead(staff) == []


# The other ways


def test_postponing_asks(desk, event, invitations):
    url = reverse("events:event_postpone", args=[event.pk])
    sent = {"date": "20.10.2026", "start_time": "10:00", "end_time": "12:00"}

    asked = desk.post(url, sent)
    done = desk.post(url, sent | {"telling": answers_of(asked)["tell"]})

    assert (asked.status_code, done.status_code) == (409, 302)
    assert ">Postpone and tell them</button>" in squeezed(asked.content.decode())
    assert len(waiting()) == 1


def test_changing_a_series_asks_once_about_all_its_meetings(desk, police, school, staff, centre):
    series = SeriesFactory(
        starts_on=MONDAY.date(),
        ends_on=MONDAY.date() + timedelta(days=30),
        title_sq="Takim",
        title_en="Meeting",
        venue_sq="Salla",
        venue_en="The hall",
        visibility="all_partners",
        start_time=time(10),
        end_time=time(12),
    )
    events = [
        ahead(days, police, school, series=series, series_day=(MONDAY + timedelta(days)).date())
        for days in (1, 8)
    ]
    for meeting in events:
        for invitation in invite_all(meeting, staff):
            note_notified(invitation=invitation)
    empty_outbox()
    url = reverse("events:series_update", args=[series.pk])
    form = desk.get(url).context["form"]
    sent = {
        field.html_name: field.value()
        for field in form
        if field.value() not in (None, "", [], False)
    }
    sent |= {"venue_en": "The library", "venue_sq": "Biblioteka"}
    sent["shown"] = desk.post(url, sent | {"show": "1"}).context["form"].data["shown"]

    asked = desk.post(url, sent | {"save": "1"})

    assert asked.status_code == 409
    assert "1 organisation would get an email" in asked.content.decode()
    assert "1 organisation without email must be telephoned" in asked.content.decode()
    done = desk.post(url, sent | {"telling": answers_of(asked)["quietly"]})
    assert done.status_code == 302
    assert not waiting()


def test_another_address_of_the_centre_asks(client, coordinator, event, invitations, centre):
    Event.objects.filter(pk=event.pk).update(venue_sq="", venue_en="")
    change(event, coordinator, venue_sq="", venue_en="")
    empty_outbox()
    client.force_login(coordinator)
    url = reverse("events:centre_update", args=[centre.pk])
    form = client.get(url).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value()}
    sent["address_en"] = "Elsewhere 7"

    asked = client.post(url, sent)
    done = client.post(url, sent | {"telling": answers_of(asked)["quietly"]})

    assert (asked.status_code, done.status_code) == (409, 302)
    assert not waiting()
