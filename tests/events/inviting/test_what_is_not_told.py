"""What no mail says, and when no mail is written."""

from contextlib import nullcontext

import pytest
from django.core import mail
from django.db import transaction

from accounts.models import OutgoingMail
from events.inviting.reminding import queue_reminders
from events.inviting.services import withdraw
from events.models import Invitation
from tests.events.factories import RegistrationFactory
from tests.events.inviting.helping import (
    MONDAY,
    ahead,
    at,
    change,
    empty_outbox,
    invite_all,
    move,
    newest,
    partner_user,
    status,
    waiting,
)
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), MORE_ON_POSTGRESQL]


# What is not told


def test_sensitive_event_tells_neither_title_nor_place_in_any_mail(institution, staff):
    event = ahead(
        10,
        institution,
        is_sensitive=True,
        **dict.fromkeys(("title_sq", "title_en", "venue_sq", "venue_en"), "KANARINA"),
    )
    event.centre.address = "KANARINA"
    event.centre.save()
    acts = {
        "Invitation": lambda: invite_all(event, staff),
        "Changed": lambda: move(event, staff),
        "Tomorrow": queue_reminders,
        "Cancelled": lambda: status(event, "cancelled", staff),
        "Takes place again": lambda: status(event, "planned", staff),
        "Invitation withdrawn": lambda: withdraw(invitation=Invitation.objects.get()),
    }
    for kind, act in acts.items():
        with at(10, 9) if kind == "Tomorrow" else nullcontext():
            act()
        ((_address, content),) = empty_outbox()
        assert content.subject.startswith(f"{kind}: Activity"), kind
        assert "KANARINA" not in str(content)
        assert "LOCATION" not in content.calendar


@pytest.mark.parametrize("visibility", ["all_partners", "centre"])
def test_event_that_becomes_sensitive_repeats_its_old_words_in_no_mail(
    event, invitation, staff, visibility
):
    change(event, staff, is_sensitive=True, visibility=visibility)

    ((_address, content),) = waiting()
    assert "Activity" in content.subject
    for words in ("Meeting", "Takim", "The hall", "Salla", "LOCATION"):
        assert words not in str(content)


def test_event_that_is_sensitive_no_more_is_told_by_its_title(institution, staff):
    event = ahead(10, institution, is_sensitive=True)
    invite_all(event, staff)
    empty_outbox()

    change(event, staff, is_sensitive=False)

    assert "Title: Activity → Meeting" in newest().text


def test_mail_names_nobody_and_tells_nothing_else_of_the_event(institution, staff):
    event = ahead(10, institution, aim_en="KANARINA", next_steps_en="KANARINA")
    registration = RegistrationFactory(event=event)
    partner_user(institution, name="KANARINA")

    invite_all(event, staff)
    move(event, staff)

    for _address, content in waiting():
        assert "KANARINA" not in str(content)
        assert registration.participant.last_name not in str(content)


def test_no_mail_shows_the_address_of_another(institution, staff):
    partner_user(institution, email="hana@tirana.example")

    invite_all(ahead(10, institution), staff)

    for address, content in waiting():
        (other,) = {"info@tirana.example", "hana@tirana.example"} - {address}
        assert other not in str(content)


def test_title_cannot_add_markup_or_lines(institution, staff):
    title = "<b>x</b>\r\nATTENDEE:mailto:x@y.example"

    invite_all(ahead(10, institution, title_en=title), staff)

    content = newest()
    assert "<b>" not in content.html
    assert "\r\nATTENDEE:mailto:x@" not in content.calendar
    assert "<b>x</b>" in content.text


# The outbox


def test_what_is_rolled_back_leaves_no_mail(event, invitation, staff):
    with transaction.atomic():
        move(event, staff)
        assert waiting()
        transaction.set_rollback(True)

    assert not waiting()
    invitation.refresh_from_db()
    assert invitation.told["starts_at"].startswith("2026-10-15")


def test_no_save_touches_the_mail_server(settings, event, staff):
    settings.EMAIL_BACKEND = "a.backend.that.does.not.exist"

    invite_all(event, staff)
    move(event, staff)

    assert OutgoingMail.objects.count() == 1
    assert not mail.outbox


def test_mail_is_worth_nothing_once_the_day_is_over(event, staff):
    invite_all(event, staff)

    assert OutgoingMail.objects.get().useless_after == MONDAY.replace(day=15, hour=22)


def test_mail_that_waits_names_no_event_that_became_sensitive(event, institution, staff):
    invite_all(event, staff)

    change(event, staff, is_sensitive=True)

    ((_address, content),) = waiting()
    assert "Activity" in content.subject
