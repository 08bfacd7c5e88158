"""A coordination meeting next week to which partners are invited, and which then moved."""

from datetime import time, timedelta

from django.utils import timezone

from accounts.models import OutgoingMail
from demonstration.words.texts import INVITED, REPRESENTATIVES
from events.event.services import save_event
from events.inviting.services import answer_invitation, invitable, invite
from events.models import Event, EventOrganisation, Invitation
from events.partner.representatives.services import name_representative
from participants.models import Category
from shkej.lib.dates import local_moment

Part = EventOrganisation.Part


def make_invitations(*, centre, organisations, users):
    """The municipality has an account, the police a telephone alone; UNICEF answers by link.

    After the invitation the meeting moves by an hour: that has to be told again.
    """
    for key, contact in INVITED.items():
        for name, value in contact.items():
            setattr(organisations[key], name, value)
        organisations[key].save()
    event = _meeting(centre, organisations, users["coordinator"])
    invite(event=event, organisations=invitable(event), invited_by=users["coordinator"])
    for first_name, last_name, sex in REPRESENTATIVES:
        name_representative(
            event=event,
            organisation=organisations["municipality"],
            named_by=users["partner"],
            first_name=first_name,
            last_name=last_name,
            sex=sex,
            category=Category.objects.get(code="institution"),
        )
    OutgoingMail.objects.waiting().update(sent_at=timezone.now(), content="")  # they arrived
    event.starts_at += timedelta(hours=1)
    event.ends_at += timedelta(hours=1)
    save_event(event=event, saved_by=users["coordinator"])
    answered = event.invitations.get(organisation=organisations["unicef"])
    answer_invitation(
        invitation=answered, answer=Invitation.Answer.YES, people=2, way=Invitation.Way.LINK
    )


def _meeting(centre, organisations, coordinator):
    day = timezone.localdate() + timedelta(days=5)
    event = Event(
        centre=centre,
        kind=Event.Kind.COORDINATION_MEETING,
        title_sq="Takim koordinimi me partnerët",
        title_en="Coordination meeting with partners",
        starts_at=local_moment(day, time(10)),
        ends_at=local_moment(day, time(12)),
        visibility=Event.Visibility.PARTNERS,
    )
    parts = [(organisations[key].pk, Part.INVITED) for key in INVITED]
    return save_event(event=event, saved_by=coordinator, parts=parts)
