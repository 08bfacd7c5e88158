"""What is told when several things happen before a mail is read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutgoingMail
from events.inviting.links import token_of
from events.inviting.reminding import queue_reminders
from events.inviting.services import answer_invitation, note_notified, withdraw
from events.models import Invitation
from tests.events.inviting.helping import (
    MONDAY,
    change,
    empty_outbox,
    invite_all,
    kinds,
    move,
    partner_user,
    status,
    waiting,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


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
