"""Who may still read a mail, in which language, and what is no news to them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutgoingMail
from accounts.services import change_account, take_grant
from events.inviting.links import read_token, token_of
from events.inviting.notifying import notify_of_place
from events.inviting.reminding import queue_reminders
from events.inviting.sending import give_up_mails_to_strangers
from events.inviting.services import answer_invitation, note_notified
from events.lib.shared_facts import facts_of
from events.models import Event
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    change,
    empty_outbox,
    invite_all,
    move,
    organisation_with_address,
    partner_user,
    waiting,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# Who may still read


def change_account_off(user, by):
    user.is_active = False
    change_account(user=user, changed_by=by)


def test_mail_to_who_no_longer_speaks_for_the_organisation_is_given_up(event, institution, staff):
    hana, ana = (partner_user(institution, email=f"{name}@tirana.example") for name in ("h", "a"))
    invite_all(event, staff)
    change_account_off(hana, staff)
    take_grant(grant=ana.grants.get(), taken_by=staff)
    institution.contact_email = "new@tirana.example"
    institution.save()

    call_command("send_outbox")

    rows = OutgoingMail.objects.all()
    assert {row.failure for row in rows} == {"not theirs"}
    assert {row.content for row in rows} == {""}


def test_mails_of_those_who_speak_for_it_are_kept(event, institution, staff):
    institution.contact_email = "Info@Tirana.example"
    institution.save()
    partner_user(institution, email="hana@tirana.example")
    invite_all(event, staff)
    other = OutgoingMail.objects.create(to="x@tirana.example", content="x", message_id="<x>")

    assert give_up_mails_to_strangers() == 0
    other.refresh_from_db()
    assert other.failed_at is None


def test_organisation_that_became_inactive_gets_nothing_more(event, unread, institution, client):
    institution.is_active = False
    institution.save()

    call_command("send_outbox")

    assert OutgoingMail.objects.get().sent_at is None
    assert not event.invitations.standing().exists()


@pytest.mark.parametrize("parts", [True, False])
def test_what_was_taken_from_an_inactive_organisation_stays_taken(
    client, event, invitation, institution, staff, parts
):
    page = reverse("answer_by_link", args=[token_of(invitation, "info@tirana.example", "en")])
    institution.is_active = False
    institution.save()
    if parts:
        change(event, staff, title_en="KANARINA", parts=[])
    else:
        change(event, staff, title_en="KANARINA", visibility="centre")
    institution.is_active = True
    institution.save()

    assert client.get(page).status_code == 404
    assert not event.invitations.standing().exists()


def test_reminder_after_a_pause_tells_the_day_of_now(event, invitation, institution, staff, clock):
    institution.is_active = False
    institution.save()
    move(event, staff, days=-1)
    institution.is_active = True
    institution.save()
    clock.move_to(MONDAY + timedelta(days=8))

    queue_reminders()

    ((_address, content),) = waiting()
    assert content.subject.startswith("Tomorrow: Meeting, Wednesday, 14 October")


@pytest.mark.parametrize("gone", ["account", "role", "contact"])
def test_link_is_dead_once_its_reader_does_not_speak_for_the_organisation(
    invitation, institution, staff, gone
):
    hana = partner_user(institution, email="hana@tirana.example")
    address = "info@tirana.example" if gone == "contact" else "hana@tirana.example"
    token = token_of(invitation, address, "en")
    assert read_token(token) == (invitation, "en")

    if gone == "account":
        change_account_off(hana, staff)
    elif gone == "role":
        take_grant(grant=hana.grants.get(), taken_by=staff)
    else:
        institution.contact_email = "new@tirana.example"
        institution.save()

    assert read_token(token) is None


def test_link_shows_nobody_the_address_that_it_is_for(invitation):
    token = token_of(invitation, "info@tirana.example", "en")

    assert "info" not in token
    assert "@" not in token


# The address of the centre


def test_other_address_is_a_new_version_of_what_takes_place_there(institution, staff, centre):
    here = ahead(10, institution, venue_sq="", venue_en="")
    elsewhere, over = ahead(11, institution), ahead(-3, venue_sq="", venue_en="")
    before = {event.pk: event.history.count() for event in (here, elsewhere, over)}
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        centre.address_sq = centre.address_en = "Rruga e Re 1"
        centre.save()
        notify_of_place(centre)

    here, elsewhere, over = (Event.objects.get(pk=pk) for pk in before)
    assert here.history.count() == before[here.pk] + 1
    assert here.updated_at == MONDAY + timedelta(hours=1)
    assert elsewhere.history.count() == before[elsewhere.pk]
    assert over.history.count() == before[over.pk]


# What nobody there reads is no news


@pytest.fixture
def albanian(centre):
    return organisation_with_address("zyra@tirana.example", language="sq")


@pytest.fixture
def seen(albanian, staff, clock):
    """An invitation to a meeting with no English title; it arrived and was seen."""
    event = ahead(10, albanian, title_en="", title_sq="Takim")
    (invitation,) = invite_all(event, staff)
    empty_outbox()
    clock.shift(timedelta(minutes=1))
    note_notified(invitation=invitation)
    clock.shift(timedelta(minutes=1))
    return invitation


@pytest.mark.parametrize(
    "fields", [{"title_en": "Meeting"}, {"venue_en": "Hall street"}, {"aim_sq": "Tjetër"}]
)
def test_text_in_the_other_language_is_no_news(seen, staff, fields):
    change(seen.event, staff, **fields)

    seen.refresh_from_db()
    assert waiting() == []
    assert seen.has_seen_all
    assert seen.told == facts_of(Event.objects.get(pk=seen.event_id))


def test_other_english_address_of_the_centre_is_no_news(seen, staff, centre):
    centre.address_sq, centre.address_en = "Rruga e Lanës 1", "Lana street 1"
    centre.save()
    change(seen.event, staff, venue_sq="", venue_en="")
    empty_outbox()
    seen.refresh_from_db()
    note_notified(invitation=seen)
    centre.address_en = "Lana Street 1"
    centre.save()

    notify_of_place(centre)

    seen.refresh_from_db()
    assert waiting() == []
    assert seen.has_seen_all


def test_text_is_told_to_those_alone_who_read_it(seen, albanian, staff):
    partner_user(albanian, email="reader@tirana.example", language="en")

    change(seen.event, staff, title_en="Meeting")

    ((address, content),) = waiting()
    assert address == "reader@tirana.example"
    assert content.subject.startswith("Changed: Meeting")


def test_time_is_news_in_both_languages(seen, albanian, staff):
    partner_user(albanian, email="reader@tirana.example", language="en")

    move(seen.event, staff)

    assert {address for address, _content in waiting()} == {
        "reader@tirana.example",
        "zyra@tirana.example",
    }
    seen.refresh_from_db()
    assert not seen.has_seen_all


def test_hour_that_nobody_is_told_moves_no_answer(seen, staff):
    change(seen.event, staff, is_all_day=True)
    empty_outbox()
    seen.refresh_from_db()
    answer_invitation(invitation=seen, answer="yes", way="phone")

    event = Event.objects.get(pk=seen.event_id)
    change(seen.event, staff, starts_at=event.starts_at + timedelta(hours=1))

    seen.refresh_from_db()
    assert waiting() == []
    assert seen.answer == "yes"
