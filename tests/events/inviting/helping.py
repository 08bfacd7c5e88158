"""What the tests of invitations share: an event ahead, and the mails that wait."""

import json
from datetime import UTC, datetime, timedelta

import icalendar
import time_machine
from django.utils import timezone

from accounts.encryption import decrypt
from accounts.models import OutgoingMail, Role
from accounts.outbox import Content
from events.event.services import change_status, save_event
from events.inviting.links import token_of
from events.inviting.services import answer_invitation, invitable, invite
from events.models import Event
from tests.accounts.factories import GrantFactory
from tests.events.factories import EventFactory
from tests.partners.factories import OrganisationFactory

MONDAY = datetime(2026, 10, 5, 8, tzinfo=UTC)  # 10:00 in Tirana


def at(days, hour, minute=0):
    """The clock of Tirana so many days after the Monday."""
    by = timedelta(days=days, hours=hour - 10, minutes=minute)
    return time_machine.travel(MONDAY + by, tick=False)


def ahead(days=10, *organisations, **fields):
    """A meeting at 10:00 in Tirana, shared with all partners; the organisations are there."""
    starts_at = MONDAY + timedelta(days=days)
    shown = {
        "status": "planned",
        "visibility": "all_partners",
        "title_sq": "Takim",
        "title_en": "Meeting",
        "venue_sq": "Salla",
        "venue_en": "The hall",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2),
    }
    event = EventFactory(**shown | fields)
    for organisation in organisations:
        event.parts.create(organisation=organisation, part="invited")
    return event


def invite_all(event, user):
    """Invite all who are among the event's organisations: [their invitations]."""
    return invite(event=event, organisations=invitable(event), invited_by=user)


def say_yes(invitation, people=3):
    return answer_invitation(invitation=invitation, answer="yes", people=people, way="phone")


def organisation_with_address(address="info@tirana.example", language="en", **fields):
    return OrganisationFactory(contact_email=address, language=language, **fields)


def partner_user(organisation, **fields):
    """Somebody with a password who acts for the organisation."""
    fields = {"language": "en", "with_password": True} | fields
    return GrantFactory(
        role=Role.PARTNER,
        organisation=organisation,
        **{f"user__{name}": value for name, value in fields.items()},
    ).user


def token_for_contact(invitation, language="en"):
    """The link in the mail to the contact of the organisation, which gets an address if need be."""
    organisation = invitation.organisation
    if not organisation.contact_email:
        organisation.contact_email = "contact@partner.example"
        organisation.save()
    return token_of(invitation, organisation.contact_email, language)


def change(event, user, **fields):
    """Save the event with other values, as its form does."""
    event = Event.objects.get(pk=event.pk)
    parts = fields.pop("parts", None)
    for name, value in fields.items():
        setattr(event, name, value)
    return save_event(event=event, saved_by=user, parts=parts)


def move(event, user, days=1):
    event = Event.objects.get(pk=event.pk)
    by = timedelta(days=days)
    return change(event, user, starts_at=event.starts_at + by, ends_at=event.ends_at + by)


def status(event, word, user):
    """Cancel, postpone or plan the event again."""
    return change_status(event=event, status=word, changed_by=user)


def waiting():
    """[(address, content)] of the mails that wait in the outbox, in order."""
    return [
        (mail.to, Content(**json.loads(decrypt(mail.content))))
        for mail in OutgoingMail.objects.waiting().order_by("pk")
    ]


def newest():
    """The content of the newest mail."""
    return waiting()[-1][1]


def subjects():
    return [content.subject for _address, content in waiting()]


def kinds():
    """What the mails that wait are about: ["Cancelled", …]."""
    return [line.split(":")[0] for line in subjects()]


def empty_outbox():
    """All mails that wait arrive: the same as `waiting()`."""
    arrived = waiting()
    OutgoingMail.objects.waiting().update(sent_at=timezone.now(), content="")
    return arrived


def entry_of(content):
    """(method, entry) of the calendar in a mail, as the library reads it."""
    calendar = icalendar.Calendar.from_ical(content.calendar)
    (entry,) = calendar.walk("VEVENT")
    return str(calendar["method"]), entry
