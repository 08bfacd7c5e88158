"""Ages recorded with attendances: what a birth that contradicts them is refused for, what follows.

A recorded age is a fact of its day. It is written again only where a fact about it changed, and on
a closed register only with a coordinator's reason.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from participants.births import age_after


@dataclass
class Corrected:
    """How many recorded ages were written again, and how many stand on closed registers."""

    changed: int = 0
    closed: int = 0


@transaction.atomic
def correct_ages(*, registrations, before, after, by=None, reason=""):
    """Let recorded ages follow what is known of a birth, from `before` to `after` (`Birth`).

    `registrations`: queryset of the places of one person, of those that hang on this fact. Where
    both are equal nothing is touched. Closed registers are touched only with a `reason`, which
    stands in their history: the caller has seen to it that a coordinator gave it.
    """
    if before == after:
        return Corrected()
    return _correct(
        registrations,
        lambda row, day: age_after(row.age, day=day, before=before, after=after),
        by,
        reason,
    )


@transaction.atomic
def correct_ages_of_day(*, registrations, was_on, by=None):
    """The same for the places of one event, which took place on another day than was recorded."""

    def age(row, day):
        birth = row.participant.birth
        return age_after(row.age, day=day, before=birth, after=birth, was_on=was_on)

    return _correct(registrations, age, by, "")


def _correct(registrations, age_of, by, reason):
    marked = registrations.exclude(attendance="unmarked").order_by("event_id", "pk")
    rows = marked.select_related("event", "participant")
    done = Corrected()
    with registrations.as_one_act("ages", by=by, reason=reason):
        for row in rows.select_for_update(of=("self", "event"), no_key=True):
            age = age_of(row, row.event.local_date)
            if age == row.age:
                continue
            is_closed = row.event.register_is_closed
            if is_closed and not reason:
                done.closed += 1
                continue
            _write(row, age, by, reason if is_closed else None)
            done.changed += 1
    return done


def _write(row, age, by, reason):
    row.age, row._change_reason = age, reason
    if by is not None:
        row._history_user = by
    row.save(update_fields=["age", "updated_at"])


def attended_before(person, birth, among=None):
    """The places (of `among`) where `person` is marked as having come before `birth`."""
    places = person.registrations.all() if among is None else among
    attended = places.active().attended().select_related("event")
    if not birth.is_known:
        return attended.none()
    return attended.filter(event__starts_on__lt=birth.days[0]).order_by("event__starts_on", "pk")


def refuse_birth(person, birth, *, seen=None):
    """ValidationError where `person` attended an event before `birth`; it names the first one.

    `seen`: function from a queryset of places to those of events that the reader may know of;
    without it all are told.
    """
    if person.pk is None:
        return
    attended = attended_before(person, birth)
    first = (seen(attended) if seen else attended).first()
    if first is not None:
        raise ValidationError(
            _(
                "This person is marked as having come to “%(event)s” on %(day)s, before this "
                "birth. Correct the one or the other."
            ),
            code="attended_before_birth",
            params={"event": first.event, "day": date_format(first.event.local_date)},
        )
    if attended.exists():
        raise ValidationError(
            _(
                "This person is marked as having come to an event of another centre before this "
                "birth. Ask the coordinator."
            ),
            code="attended_before_birth",
        )


def refuse_day(registrations, day):
    """ValidationError where one of `registrations` has come, and was certainly unborn on `day`."""
    for row in registrations.active().attended().select_related("participant"):
        check_born(row.participant, day)


def check_born(person, day):
    """Refuse to have somebody come to an event on `day`, before they were born."""
    if person.birth.is_after(day):
        raise ValidationError(
            _(
                "%(name)s was not born yet on %(day)s, by what is recorded of them. Ask for the "
                "date of birth, or look at the day of the event."
            ),
            code="unborn",
            params={"name": person.short_name, "day": date_format(day)},
        )
