"""What those invited are told of an event that became sensitive."""

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from events.inviting.notifying import notify_of_place
from events.inviting.services import withdraw
from events.models import Invitation
from tests.events.inviting.helping import (
    ahead,
    change,
    empty_outbox,
    invite_all,
    kinds,
    partner_user,
    status,
    waiting,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

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
