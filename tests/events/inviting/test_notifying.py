"""What is told when several things happen before a mail is read, or who reads it has gone."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from accounts.services import change_account, take_grant
from events.inviting.links import read_token, token_of
from events.inviting.notifying import notify_of_place
from events.inviting.outbox import give_up_mails_to_strangers, queue_reminders
from events.inviting.services import answer_invitation, note_notified, withdraw
from events.lib.shared_facts import facts_of
from events.models import Event, Invitation
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    change,
    empty_outbox,
    invite_all,
    move,
    organisation_with_address,
    partner_user,
    status,
    subjects,
    waiting,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def institution(centre):
    return organisation_with_address()


@pytest.fixture
def event(institution):
    return ahead(10, institution)


@pytest.fixture
def unread(event, staff):
    """An invitation whose mail still waits."""
    (made,) = invite_all(event, staff)
    return made


@pytest.fixture
def invitation(unread, clock):
    """An invitation whose mail arrived a minute ago."""
    empty_outbox()
    clock.shift(timedelta(minutes=1))
    return unread


def kinds():
    return [line.split(":")[0] for line in subjects()]


# What nobody has read yet


def test_what_is_undone_before_it_is_sent_is_told_to_nobody(event, invitation, staff):
    told_at = invitation.told_at
    status(event, "cancelled", staff)
    status(event, "planned", staff)

    assert not waiting()
    invitation.refresh_from_db()
    assert invitation.told_at == told_at


def test_what_is_undone_once_it_was_sent_is_told(event, invitation, staff):
    status(event, "cancelled", staff)
    empty_outbox()

    status(event, "planned", staff)

    assert kinds() == ["Takes place again"]


def test_what_is_just_being_sent_counts_as_told(event, invitation, staff):
    status(event, "cancelled", staff)
    OutgoingMail.objects.waiting().update(sending_since=timezone.now())

    status(event, "planned", staff)

    assert kinds() == ["Cancelled", "Takes place again"]


def test_what_one_of_several_has_read_is_told_to_all(event, institution, staff, clock):
    partner_user(institution, email="hana@tirana.example")
    invite_all(event, staff)
    empty_outbox()
    clock.shift(timedelta(minutes=1))
    status(event, "cancelled", staff)
    first = OutgoingMail.objects.waiting().first()
    OutgoingMail.objects.filter(pk=first.pk).update(sent_at=timezone.now(), content="")

    status(event, "planned", staff)

    assert sorted(kinds()) == ["Cancelled", *["Takes place again"] * 2]


def test_what_was_confirmed_on_the_page_counts_as_told(event, invitation, staff):
    status(event, "cancelled", staff)
    note_notified(invitation=Invitation.objects.get())
    status(event, "planned", staff)

    assert kinds() == ["Cancelled", "Takes place again"]


def test_several_changes_are_one_mail_that_compares_with_what_they_know(event, invitation, staff):
    change(event, staff, title_en="Training")
    change(event, staff, title_en="Workshop", venue_en="Library")

    ((_address, content),) = waiting()
    assert content.subject.startswith("Changed: Workshop")
    assert "Meeting → Workshop" in content.text
    assert "The hall → Library" in content.text
    assert "Training" not in str(content)


def test_invitation_that_waits_is_written_anew(event, unread, staff):
    change(event, staff, title_en="Training")

    ((_address, content),) = waiting()
    assert content.subject.startswith("Invitation: Training")


def test_who_has_not_read_the_invitation_hears_nothing_of_its_end(event, unread, staff):
    status(event, "cancelled", staff)
    assert not waiting()

    status(event, "planned", staff)
    assert kinds() == ["Invitation"]

    withdraw(invitation=Invitation.objects.get())
    assert not waiting()


def test_withdrawal_takes_the_place_of_a_change_that_waits(event, invitation, staff):
    change(event, staff, title_en="Training", venue_en="Shelter")

    withdraw(invitation=Invitation.objects.get())

    ((_address, content),) = waiting()
    assert content.subject.startswith("Invitation withdrawn: Meeting")
    assert "Shelter" not in str(content)


def test_withdrawal_is_told_where_only_the_cancellation_waited(event, invitation, staff):
    status(event, "cancelled", staff)

    withdraw(invitation=Invitation.objects.get())

    assert kinds() == ["Invitation withdrawn"]


def test_invitation_sent_long_ago_is_not_taken_for_unread(event, invitation, staff):
    OutgoingMail.objects.all().delete()  # the outbox has forgotten it
    Invitation.objects.update(told_at=MONDAY - timedelta(days=40))

    change(event, staff, title_en="Training")

    assert kinds() == ["Changed"]


def test_two_who_withdraw_at_once_send_one_mail(invitation):
    first, second = Invitation.objects.get(), Invitation.objects.get()

    withdraw(invitation=first)
    withdraw(invitation=second)

    assert kinds() == ["Invitation withdrawn"]
    assert Invitation.objects.get().withdrawals == 1


def test_old_page_that_withdraws_writes_nothing_back(event, invitation, staff):
    old = Invitation.objects.get()
    answer_invitation(invitation=invitation, answer="yes", people=3, way="phone")

    withdraw(invitation=old)

    assert Invitation.objects.get().people == 3


def test_reminder_that_was_taken_back_is_written_again(event, invitation, staff, clock):
    clock.move_to(MONDAY + timedelta(days=9))
    change(event, staff, title_en="Training")
    assert queue_reminders() == 1

    change(event, staff, title_en="Meeting")

    assert not waiting()
    assert queue_reminders() == 1


def test_reminder_is_kept_where_the_event_moved_and_came_back(event, invitation, staff, clock):
    clock.move_to(MONDAY + timedelta(days=9) - timedelta(hours=2))
    change(event, staff, starts_at=event.starts_at + timedelta(minutes=30))
    change(event, staff, starts_at=event.starts_at)
    assert not waiting()

    clock.move_to(MONDAY + timedelta(days=9))

    assert queue_reminders() == 1


def test_reminder_is_not_sent_again_where_a_move_was_undone(event, invitation, staff, clock):
    clock.move_to(MONDAY + timedelta(days=9))
    queue_reminders()
    empty_outbox()
    clock.shift(timedelta(minutes=1))

    change(event, staff, starts_at=event.starts_at + timedelta(minutes=30))
    change(event, staff, starts_at=event.starts_at)

    assert queue_reminders() == 0
    assert not waiting()


def test_withdrawal_is_not_lost_with_an_invitation_nobody_read(event, invitation, staff, clock):
    for _time in range(2):
        withdraw(invitation=Invitation.objects.get())
        clock.shift(timedelta(minutes=1))
        invite_all(event, staff)
        clock.shift(timedelta(minutes=1))

    withdraw(invitation=Invitation.objects.get())

    assert kinds() == ["Invitation withdrawn"]


def test_new_date_of_a_postponed_event_is_told_once_it_takes_place(event, invitation, staff, clock):
    answer_invitation(invitation=invitation, answer="yes", people=3, way="phone")
    clock.shift(timedelta(minutes=1))
    status(event, "postponed", staff)
    empty_outbox()
    clock.shift(timedelta(minutes=1))

    move(event, staff)
    move(event, staff)
    assert not waiting()

    status(event, "planned", staff)
    ((_address, content),) = waiting()
    assert content.subject.startswith("Takes place again: Meeting, Saturday, 17 October")
    assert "no longer counts" in content.text


def test_who_was_asked_again_is_not_told_that_nothing_moved(event, invitation, staff, clock):
    answer_invitation(invitation=invitation, answer="yes", people=3, way="phone")
    clock.shift(timedelta(minutes=1))
    move(event, staff)
    empty_outbox()
    clock.shift(timedelta(minutes=1))

    move(event, staff)
    move(event, staff, days=-1)

    assert not waiting()


# What became sensitive

NAMES = ("Meeting", "Takim", "The hall", "Salla")


def nothing_names_it():
    return not any(word in str(content) for word in NAMES for _address, content in waiting())


@pytest.mark.parametrize("visibility", ["all_partners", "centre"])
def test_invitation_that_waits_names_no_sensitive_event(event, unread, staff, visibility):
    change(event, staff, is_sensitive=True, visibility=visibility)

    assert nothing_names_it()
    assert kinds() == (["Invitation"] if visibility == "all_partners" else [])


@pytest.mark.parametrize("arrived", [True, False])
def test_cancellation_that_waits_names_no_sensitive_event(event, unread, staff, arrived):
    if arrived:
        empty_outbox()
    status(event, "cancelled", staff)

    change(event, staff, is_sensitive=True)

    assert nothing_names_it()
    assert kinds() == (["Cancelled"] if arrived else [])
    assert not any(word in str(Invitation.objects.get().told) for word in NAMES)


def test_cancellation_that_one_has_read_still_goes_to_the_other(event, institution, staff):
    partner_user(institution, email="hana@tirana.example")
    invite_all(event, staff)
    empty_outbox()
    status(event, "cancelled", staff)
    first = OutgoingMail.objects.waiting().first()
    OutgoingMail.objects.filter(pk=first.pk).update(sent_at=timezone.now(), content="")

    change(event, staff, is_sensitive=True)

    assert nothing_names_it()
    assert kinds() == ["Cancelled", "Cancelled"]


def test_withdrawal_that_waits_names_no_sensitive_event(event, invitation, staff):
    withdraw(invitation=invitation)

    change(event, staff, is_sensitive=True)

    assert kinds() == ["Invitation withdrawn"]
    assert nothing_names_it()


def test_withdrawal_that_arrived_is_not_told_again(event, invitation, staff):
    withdraw(invitation=invitation)
    empty_outbox()

    change(event, staff, is_sensitive=True)

    assert not waiting()


def test_sensitive_event_says_that_the_centre_tells_more(event, invitation, staff, centre):
    centre.phone = "+355 4 234 5678"
    centre.save()

    change(event, staff, is_sensitive=True)

    ((_address, content),) = waiting()
    for text in (content.text, content.html):
        assert "The centre tells you title, time and place by telephone." in text
        assert "+355 4 234 5678" in text


def test_sensitive_event_at_the_centre_does_not_name_the_centre(institution, staff, centre):
    event = ahead(10, institution, is_sensitive=True, venue_sq="", venue_en="")
    invite_all(event, staff)

    ((_address, content),) = waiting()
    for name in (centre.name_sq, centre.name_en):
        assert name not in str(content)


# Answers


def test_who_answered_is_asked_again_where_the_time_moved(client, event, invitation, staff):
    words = "your earlier answer no longer counts"
    answer_invitation(invitation=invitation, answer="yes", people=3, way="phone")
    move(event, staff)

    ((address, content),) = waiting()
    page = reverse("answer_by_link", args=[token_of(Invitation.objects.get(), address, "en")])

    assert words in content.text
    assert words in content.html
    assert words in client.get(page).content.decode()
    answer_invitation(invitation=invitation, answer="no", way="phone")
    assert words not in client.get(page).content.decode()


def test_who_never_answered_is_not_told_that_the_answer_counts_no_more(event, invitation, staff):
    move(event, staff)

    ((_address, content),) = waiting()
    assert "no longer counts" not in content.text


def test_answer_that_was_lost_is_asked_for_also_where_the_time_came_back(
    event, invitation, staff, clock
):
    answer_invitation(invitation=invitation, answer="yes", people=3, way="phone")
    clock.shift(timedelta(minutes=1))
    move(event, staff)
    move(event, staff, days=-1)

    ((_address, content),) = waiting()
    assert content.subject.startswith("Changed: Meeting, Thursday, 15 October")
    assert "no longer counts" in content.text


def test_cancellation_is_confirmed_by_its_link(client, event, invitation, staff):
    status(event, "cancelled", staff)
    page = reverse("answer_by_link", args=[token_of(invitation, "info@tirana.example", "en")])
    assert "We know of it" in client.get(page).content.decode()
    assert not Invitation.objects.get().has_seen_all

    client.post(page, {"known": Invitation.objects.get().told_at.isoformat()})

    assert Invitation.objects.get().has_seen_all
    assert "the centre sees that you know of it" in client.get(page).content.decode()


def test_page_of_a_postponement_does_not_confirm_the_cancellation(
    client, event, invitation, staff, clock
):
    status(event, "postponed", staff)
    page = reverse("answer_by_link", args=[token_of(invitation, "info@tirana.example", "en")])
    shown = Invitation.objects.get().told_at.isoformat()
    empty_outbox()
    clock.shift(timedelta(minutes=1))
    status(event, "cancelled", staff)

    response = client.post(page, {"known": shown}, follow=True)

    assert "This event was cancelled." in response.content.decode()
    assert not Invitation.objects.get().has_seen_all


# Who may still read


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


def change_account_off(user, by):
    user.is_active = False
    change_account(user=user, changed_by=by)


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


def test_event_that_became_sensitive_meanwhile_is_not_named_by_a_new_address(
    institution, staff, centre
):
    event = ahead(10, institution, venue_sq="", venue_en="")
    invite_all(event, staff)
    empty_outbox()
    centre.address_sq = centre.address_en = "Rruga e Re 1"
    centre.save()
    change(event, staff, is_sensitive=True)

    notify_of_place(centre)

    assert nothing_names_it()
    assert all("Rruga" not in str(content) for _address, content in waiting())


# What nobody there reads is no news.


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
