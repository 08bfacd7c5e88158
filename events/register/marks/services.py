"""The register of an event: the only functions that write registrations, marks and headcounts.

Those that take an event lock its row first, so that the register cannot close meanwhile (SQLite
needs no lock: its transactions start as IMMEDIATE). Refusals are `ValidationError`s for the reader.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.utils import bulk_update_with_history

from events.lib.locks import lock_event
from events.models import Attendance, Event, Registration
from events.models.registrations import ATTENDED
from events.register.acts.services import settle_conflicts
from events.register.closing.oddities import refuse_unseen_oddities
from events.register.places.services import CAME, must_wait, pass_on_place, take_place
from participants.models import Participant
from shkej.lib.dates import today

MARK_FIELDS = ["attendance", "age", "marked_by", "marked_at", "updated_at"]
LONGEST_REASON = 100
TAKEN = "register taken"  # why an event is held, in its history
WAITLISTED = Registration.Status.WAITLISTED


def check_register_is_open(event):
    """Refuse what would change the register of an event that is closed or called off."""
    if event.is_called_off:
        raise ValidationError(
            _("This event was cancelled or postponed. Nobody can be registered or marked for it."),
            code="called_off",
        )
    if event.register_is_closed:
        raise ValidationError(
            _("The register is closed. A coordinator can reopen it to correct it."), code="closed"
        )


def check_day_has_come(event):
    """Refuse marks and counts before the day of the event."""
    if event.local_date > today():
        raise ValidationError(
            _("This event is on %(day)s. Attendance can be marked from that day."),
            code="too_early",
            params={"day": date_format(event.local_date)},
        )


@transaction.atomic
def register_participant(
    *, event, participant, category=None, organisation=None, source, registered_by, attendance=None
):
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
        waits = attendance is None and must_wait(event, category)
        place["status"] = WAITLISTED if waits else Registration.Status.REGISTERED
        place["waitlisted_at"] = timezone.now() if waits else None
        for name, value in place.items():
            setattr(registration, name, value)
        _save(registration, by=registered_by)
    registration.participant = participant
    if attendance is not None:
        mark_attendance(registration=registration, attendance=attendance, marked_by=registered_by)
    return registration


@transaction.atomic
def register_new_person(
    *,
    event,
    first_name,
    last_name,
    sex,
    age=None,
    birth_year=None,
    category,
    organisation=None,
    source,
    registered_by,
    attendance=None,
):
    """Add somebody nobody knew yet, and register them; the age is as told on the event's day.

    Who lacks the sex, the age or more of the surname than its initial is to be completed later.
    """
    event = lock_event(event)
    check_register_is_open(event)
    if birth_year is not None and birth_year > event.local_date.year:
        raise ValidationError(
            {"birth_year": _("The year of birth cannot be after the year of the event.")}
        )
    participant = Participant(
        first_name=first_name,
        last_name=last_name,
        sex=sex,
        told_age=age,
        age_told_on=event.local_date if age is not None else None,
        birth_year=birth_year,
        category=category,
        organisation=_saved(organisation),
        centre_id=event.centre_id,
        needs_completion=(
            sex == "unknown"
            or (age is None and birth_year is None)
            or len(last_name.rstrip(".")) < 2
        ),
    )
    participant.full_clean(exclude=["code"])
    _save(participant, by=registered_by)
    return register_participant(
        event=event,
        participant=participant,
        source=source,
        registered_by=registered_by,
        attendance=attendance,
    )


def mark_attendance(*, registration, attendance, marked_by, moment=None):
    """Record or correct one attendance (also back to unmarked), and the age at the event with it.

    `moment`: one for all that are marked as one act. Call it inside a transaction, with the event's
    row locked where a register can close meanwhile. The first mark on or after its day makes a
    planned event a held one. Who waits and comes takes a place; a place of somebody excused before
    the start goes to the first who waits.
    """
    event = registration.event
    check_register_is_open(event)
    if registration.status == Registration.Status.CANCELLED:
        raise ValidationError(_("This person was taken off the register."), code="cancelled")
    if attendance == registration.attendance:
        return registration
    if attendance != Attendance.UNMARKED:
        check_day_has_come(event)
        _leave_waiting_list(registration, attendance, marked_by)
        hold(event, by=marked_by)
    _set_mark(registration, attendance, marked_by, moment or timezone.now())
    _save(registration, by=marked_by, fields=MARK_FIELDS)
    if attendance == Attendance.UNMARKED:
        plan_again(event, by=marked_by)
    if attendance == Attendance.EXCUSED and not event.has_started:
        registration.passed_on_to = pass_on_place(registration, by=marked_by)
    return registration


def _leave_waiting_list(registration, attendance, marked_by):
    """Whoever comes to the door is there; of who only waits there is nothing else to mark."""
    if registration.status != WAITLISTED:
        return
    if attendance not in ATTENDED:
        raise ValidationError(
            _(
                "This person is on the waiting list and was not expected. Mark them as present "
                "if they came."
            ),
            code="waiting",
        )
    take_place(registration, by=marked_by, reason=CAME)


@transaction.atomic
def mark_unmarked(*, event, attendance, marked_by, expected=None):
    """Mark all who are not yet marked, as one act: they share one `marked_at`.

    `expected`: how many the user was told it would be; refused where it is another number now.
    Returns the registrations marked.
    """
    event = lock_event(event)
    check_register_is_open(event)
    check_day_has_come(event)
    places = event.registrations.active().filter(attendance=Attendance.UNMARKED)
    registrations = list(places.select_related("participant"))
    number = len(registrations)
    if expected is not None and number != expected:
        raise ValidationError(
            ngettext(
                "Meanwhile %(n)s person is not yet marked. Look at the list and try again.",
                "Meanwhile %(n)s people are not yet marked. Look at the list and try again.",
                number,
            ),
            code="number_changed",
            params={"n": number},
        )
    if registrations:
        hold(event, by=marked_by)
        _mark_many(registrations, attendance, marked_by)
    return registrations


@transaction.atomic
def undo_mark_unmarked(*, event, marked_at, marked_by):
    """Take one `mark_unmarked` of `marked_by` back; whoever was marked again since stays so."""
    event = lock_event(event)
    check_register_is_open(event)
    places = event.registrations.active().filter(marked_at=marked_at, marked_by=marked_by)
    registrations = list(places.select_related("participant"))
    _mark_many(registrations, Attendance.UNMARKED, marked_by)
    plan_again(event, by=marked_by)
    return registrations


@transaction.atomic
def change_registration(*, registration, category, organisation, changed_by):
    """Correct what somebody attends as, and for whom."""
    registration.event = lock_event(registration.event)
    check_register_is_open(registration.event)
    registration.category, registration.organisation = category, _saved(organisation)
    _save(registration, by=changed_by, fields=["category", "organisation", "updated_at"])
    registration.passed_on_to = pass_on_place(registration, by=changed_by)
    return registration


@transaction.atomic
def cancel_registration(*, registration, cancelled_by):
    """Take somebody off the register; the row and its history stay, the mark goes.

    The place goes to the first who waits.
    """
    registration.event = lock_event(registration.event)
    check_register_is_open(registration.event)
    _set_mark(registration, Attendance.UNMARKED, cancelled_by, timezone.now())
    registration.status, registration.waitlisted_at = Registration.Status.CANCELLED, None
    _save(registration, by=cancelled_by, fields=["status", "waitlisted_at", *MARK_FIELDS])
    plan_again(registration.event, by=cancelled_by)
    registration.passed_on_to = pass_on_place(registration, by=cancelled_by)
    return registration


@transaction.atomic
def close_register(*, event, closed_by, seen=None):
    """Close the register: from then on only a coordinator can have it corrected.

    `seen`: the keys of what is odd (`oddities.py`) that the user was shown; where more is odd by
    now, it is told instead.
    """
    event = lock_event(event)
    check_register_is_open(event)
    check_day_has_come(event)
    if event.status != Event.Status.HELD:
        raise ValidationError(
            _(
                "Nobody is marked or counted yet. Mark who came first; "
                "if the event did not take place, cancel it."
            ),
            code="not_taken",
        )
    if seen is not None:
        refuse_unseen_oddities(event, seen)
    event.register_closed_at, event.register_closed_by = timezone.now(), closed_by
    _save(event, by=closed_by, fields=["register_closed_at", "register_closed_by", "updated_at"])
    return event


@transaction.atomic
def reopen_register(*, event, reason, reopened_by):
    """Open a closed register again; the reason stays in the event's history."""
    event = lock_event(event)
    reason = reason.strip()
    if not event.register_is_closed:
        raise ValidationError(_("The register is open already."), code="open")
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ValidationError(
            _("Say in at most %(n)s characters why the register is opened again."),
            code="reason",
            params={"n": LONGEST_REASON},
        )
    event.register_closed_at = event.register_closed_by = None
    event._change_reason = reason
    _save(event, by=reopened_by, fields=["register_closed_at", "register_closed_by", "updated_at"])
    return event


@transaction.atomic
def correct_attendance(*, registration, attendance, reason, corrected_by):
    """Correct one mark of a closed register; the reason stands in the registration's history.

    The age that was recorded at the event stays; the register stays closed.
    """
    event = lock_event(registration.event)
    registration = event.registrations.select_related("participant").get(pk=registration.pk)
    registration.event = event
    reason = reason.strip()
    if not event.register_is_closed:
        raise ValidationError(
            _("The register is open: mark the person there."), code="register_open"
        )
    if registration.status == Registration.Status.CANCELLED:
        raise ValidationError(_("This person was taken off the register."), code="cancelled")
    if not 0 < len(reason) <= LONGEST_REASON:
        raise ValidationError(
            {
                "reason": ValidationError(
                    _("Say in at most %(n)s characters why it is corrected."),
                    code="reason",
                    params={"n": LONGEST_REASON},
                )
            }
        )
    if attendance == registration.attendance:
        raise ValidationError(
            {"attendance": ValidationError(_("The person is marked so already."), code="same_mark")}
        )
    _leave_waiting_list(registration, attendance, corrected_by)
    recorded = registration.age
    _set_mark(registration, attendance, corrected_by, timezone.now())
    if recorded is not None and attendance != Attendance.UNMARKED:
        registration.age = recorded
    registration._change_reason = reason
    _save(registration, by=corrected_by, fields=MARK_FIELDS)
    settle_conflicts(registration, by=corrected_by)
    return registration


def hold(event, *, by):
    """Turn a planned event into a held one: somebody was there."""
    if event.status == Event.Status.PLANNED:
        event.status, event._change_reason = Event.Status.HELD, TAKEN
        _save(event, by=by, fields=["status", "updated_at"])
        event._change_reason = None


def plan_again(event, *, by):
    """Turn an event back into a planned one, where only a mark or count taken back had held it."""
    if event.status != Event.Status.HELD or event.register_is_taken:
        return
    before = event.history.filter(status=Event.Status.PLANNED).first()
    since = event.history.filter(status=Event.Status.HELD).order_by("history_date", "history_id")
    if before is not None:
        since = since.filter(history_id__gt=before.history_id)
    held = since.first()
    if held is not None and held.history_change_reason == TAKEN:
        event.status = Event.Status.PLANNED
        _save(event, by=by, fields=["status", "updated_at"])


def _set_mark(registration, attendance, marked_by, moment):
    if attendance not in Attendance.values:
        raise ValidationError(_("Choose how the person is to be marked."), code="unknown_mark")
    is_marked = attendance != Attendance.UNMARKED
    age = registration.participant.age_on(registration.event.local_date) if is_marked else None
    registration.attendance, registration.age = attendance, age
    registration.marked_by = marked_by if is_marked else None
    registration.marked_at = moment if is_marked else None


def _mark_many(registrations, attendance, marked_by):
    moment = timezone.now()
    for registration in registrations:
        _set_mark(registration, attendance, marked_by, moment)
        registration.updated_at = moment
    bulk_update_with_history(
        registrations, Registration, MARK_FIELDS, batch_size=200, default_user=marked_by
    )


def _saved(organisation):
    """The organisation, kept first where it is a new one that somebody typed."""
    if organisation is not None and organisation.pk is None:
        organisation.full_clean()
        organisation.save()
    return organisation


def _save(row, *, by, fields=None):
    """Save with the user that the history is to name."""
    row._history_user = by
    row.save(update_fields=fields)
