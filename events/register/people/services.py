"""Who is on a register, as what and for whom: put there, corrected, taken off."""

from collections.abc import Iterable
from typing import TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Attendance, Event, RegisterAct, Registration
from events.models.one_act import as_act
from events.register.marks.services import MARK_FIELDS, WAITLISTED, mark_attendance, set_mark
from events.register.places.services import must_wait, pass_on_place
from events.register.state import (
    check_is_current,
    check_register_is_open,
    plan_again,
    save_by,
)
from participants.duplicates.pairs import record_possible_duplicates_later
from participants.duplicates.services import keep_apart
from participants.models import Category, Participant
from partners.models import Organisation
from shkej.lib.dates import today


@as_act(RegisterAct.Kind.ADD, by="registered_by")
@transaction.atomic
def register_participant(
    *,
    event: Event,
    participant: Participant,
    category: Category | None = None,
    organisation: Organisation | None = None,
    source: str,
    registered_by: User | None,
    attendance: str | None = None,
) -> Registration:
    """Put somebody on the register, and mark them at once where `attendance` is given.

    Without a category they attend as they usually do, for their usual organisation. Who stands
    there already keeps that place; who was taken off gets it back. Who is registered in advance
    for an event whose places are taken waits; who is marked as present is there, full or not.
    """
    event = lock_event(event)
    check_register_is_open(event)
    if category is None:
        category, organisation = participant.category, participant.organisation
    place = {
        "category": category,
        "organisation": _saved(organisation),
        "source": source,
    }
    registration = event.registrations.filter(participant=participant).first()
    if registration is None:
        registration = Registration(event=event, participant=participant)
        registration.status = Registration.Status.CANCELLED
    if registration.status == Registration.Status.CANCELLED:
        check_is_current(participant)
        waits = attendance is None and must_wait(event, category)
        place["status"] = WAITLISTED if waits else Registration.Status.REGISTERED
        place["waitlisted_at"] = timezone.now() if waits else None
        place["placed"], place["placed_through"] = "", None
        for name, value in place.items():
            setattr(registration, name, value)
        save_by(registration, by=registered_by)
    registration.participant = participant
    if attendance is not None:
        mark_attendance(registration=registration, attendance=attendance, marked_by=registered_by)
    return registration


@as_act(RegisterAct.Kind.ADD, by="registered_by")
@transaction.atomic
def register_new_person(
    *,
    event: Event,
    first_name: str,
    last_name: str,
    sex: str,
    age: int | None = None,
    birth_year: int | None = None,
    category: Category,
    organisation: Organisation | None = None,
    source: str,
    registered_by: User,
    attendance: str | None = None,
    apart: Iterable[Participant] = (),
) -> Registration:
    """Add somebody nobody knew yet, and register them.

    The age is as told on the event's day, or today where that is still ahead. Who lacks the sex,
    the age or more of the surname than its initial is to be completed later. `apart`: known people
    of whom was said that they are somebody else; who else is alike waits for a decision, looked for
    once the transaction has ended.
    """
    event = lock_event(event)
    check_register_is_open(event)
    participant = new_participant(
        event,
        first_name=first_name,
        last_name=last_name,
        sex=sex,
        age=age,
        birth_year=birth_year,
        category=category,
        organisation=_saved(organisation),
    )
    participant.full_clean(exclude=["code"])
    save_by(participant, by=registered_by)
    for other in apart:
        keep_apart(one=participant, other=other)
    among = Participant.objects.current().filter(centre=event.centre_id)
    record_possible_duplicates_later([participant], among)
    return register_participant(
        event=event,
        participant=participant,
        source=source,
        registered_by=registered_by,
        attendance=attendance,
    )


def new_participant(
    event: Event,
    *,
    first_name: str,
    last_name: str,
    sex: str,
    age: int | None,
    birth_year: int | None,
    category: Category,
    organisation: Organisation | None = None,
) -> Participant:
    """Somebody new as they are told at `event`, not yet saved nor checked otherwise."""
    if birth_year is not None and birth_year > event.local_date.year:
        raise ValidationError(
            {"birth_year": _("The year of birth cannot be after the year of the event.")}
        )
    participant = Participant(
        first_name=first_name,
        last_name=last_name,
        sex=sex,
        told_age=age,
        age_told_on=min(event.local_date, today()) if age is not None else None,
        birth_year=birth_year,
        category=category,
        organisation=organisation,
        centre_id=event.centre_id,
    )
    participant.needs_completion = bool(participant.lacks)
    return participant


class AddedAs(TypedDict):
    """How somebody is put on a register; `attendance`: the mark that they get at once."""

    attendance: str | None
    source: str


def circumstances(event: Event) -> AddedAs:
    """From the event's day on people are there when they are added; before, they are expected."""
    now, day = today(), event.local_date
    return {
        "attendance": Attendance.PRESENT if day <= now else None,
        "source": Registration.Source.WALK_IN if day == now else Registration.Source.STAFF,
    }


@as_act(RegisterAct.Kind.CHANGE, by="changed_by")
@transaction.atomic
def change_registration(
    *,
    registration: Registration,
    category: Category,
    organisation: Organisation | None,
    changed_by: User,
) -> Registration:
    """Correct what somebody attends as, and for whom."""
    registration.event = lock_event(registration.event)
    check_register_is_open(registration.event)
    registration.category, registration.organisation = category, _saved(organisation)
    save_by(registration, by=changed_by, fields=["category", "organisation", "updated_at"])
    pass_on_place(registration, by=changed_by)
    return registration


@as_act(RegisterAct.Kind.REMOVE, by="cancelled_by")
@transaction.atomic
def cancel_registration(*, registration: Registration, cancelled_by: User) -> Registration:
    """Take somebody off the register; the row and its history stay, the mark goes.

    The place goes to the first who waits.
    """
    registration.event = lock_event(registration.event)
    check_register_is_open(registration.event)
    set_mark(registration, Attendance.UNMARKED, cancelled_by, timezone.now())
    registration.status, registration.waitlisted_at = Registration.Status.CANCELLED, None
    save_by(registration, by=cancelled_by, fields=["status", "waitlisted_at", *MARK_FIELDS])
    plan_again(registration.event, by=cancelled_by)
    pass_on_place(registration, by=cancelled_by)
    return registration


def _saved(organisation: Organisation | None) -> Organisation | None:
    """The organisation, kept first where it is a new one that somebody typed."""
    if organisation is not None and organisation.pk is None:
        organisation.full_clean()
        organisation.save()
    return organisation


@transaction.atomic
def change_as_version(
    *,
    registration: Registration,
    category: Category,
    organisation: Organisation | None,
    changed_by: User,
) -> int | None:
    """Change as what and for whom somebody attends.

    Returns the number in the history by which `take_change_back` knows the change; None where
    nothing changed.
    """
    lock_event(registration.event)
    registration.refresh_from_db(fields=["category", "organisation"])
    before = registration.category_id, registration.organisation_id
    change_registration(
        registration=registration,
        category=category,
        organisation=organisation,
        changed_by=changed_by,
    )
    if (registration.category_id, registration.organisation_id) == before:
        return None
    return registration.history.latest("history_id").history_id
