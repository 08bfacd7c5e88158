"""What a partner does on a register: name whom it sends, and take that back until the start."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Attendance, Event, Registration
from events.partner.representatives.people import (
    categories,
    named_for,
    representatives_of,
    usual_category,
)
from events.register.people.services import (
    cancel_registration,
    register_new_person,
    register_participant,
)
from events.register.state import check_register_is_open
from participants.models import Category, Participant
from partners.models import Organisation
from shkej.lib.albanian import fold

PARTNER = Registration.Source.PARTNER
MOST = 30  # of one organisation at one event


@transaction.atomic
def name_representative(
    *,
    event: Event,
    organisation: Organisation,
    named_by: User,
    known: Iterable[Participant] = (),
    person: Participant | None = None,
    first_name: str = "",
    last_name: str = "",
    sex: str = "unknown",
    category: Category | None = None,
) -> Registration:
    """Put somebody on the register for `organisation`: `person`, or somebody new.

    `known`: whom it sent before; a new name that is one of theirs is that person. Nobody else is
    searched: what the organisation may not see, it does not find. ValidationError once the event
    has begun.
    """
    event = lock_event(event)
    _check_is_ahead(event)
    if representatives_of(organisation).filter(event=event).count() >= MOST:
        raise ValidationError(_("You have named as many people as one event takes."))
    person = person or _same_name(known, first_name, last_name)
    common = {"event": event, "registered_by": named_by, "source": PARTNER}
    if person is None:
        return register_new_person(
            first_name=first_name,
            last_name=last_name,
            sex=sex,
            category=category,
            organisation=organisation,
            **common,
        )
    category = category or _category_of(person, organisation)
    return register_participant(
        participant=person, category=category, organisation=organisation, **common
    )


@transaction.atomic
def take_back_representative(*, registration: Registration, taken_by: User) -> Registration:
    """Take somebody off again whom the partner itself named; ValidationError once it has begun."""
    _check_is_ahead(lock_event(registration.event))
    registration.refresh_from_db()
    if registration.attendance != Attendance.UNMARKED:
        raise ValidationError(
            _("The centre has marked this person already: ask it to change that.")
        )
    if registration.source != PARTNER:
        raise ValidationError(
            _("The centre put this person on the register: ask it to change that.")
        )
    return cancel_registration(registration=registration, cancelled_by=taken_by)


def _category_of(person: Participant | None, organisation: Organisation) -> Category:
    """As what they came last for this organisation; a parent may also come for their work."""
    earlier = named_for(organisation).filter(participant=person).order_by("-pk").first()
    return earlier.category if earlier else categories().get(code=usual_category(organisation))


def _same_name(known: Iterable[Participant], first_name: str, last_name: str) -> Participant | None:
    name = (fold(first_name), fold(last_name))
    same = [person for person in known if (fold(person.first_name), fold(person.last_name)) == name]
    return same[0] if same else None


def _check_is_ahead(event: Event) -> None:
    check_register_is_open(event)
    if event.has_started:
        raise ValidationError(
            _("This event has begun. Ask the centre to write down who else comes.")
        )
