"""Ages recorded with attendances: what a birth that contradicts them is refused for, what follows.

A recorded age is a fact of its day. It is written again only where a fact about it changed, and on
a closed register only with a coordinator's reason; the app that has the registers writes it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shkej.lib.texts import with_names


@dataclass
class Corrected:
    """How many recorded ages were written again, and how many are on closed registers."""

    changed: int = 0
    closed: int = 0


_writers: list[Callable[..., Corrected]] = []


def register_writer(write: Callable[..., Corrected]) -> None:
    """Have `correct_ages` ask `write`, of the app whose rows have the ages (`AppConfig.ready`)."""
    if write not in _writers:
        _writers.append(write)


@transaction.atomic
def correct_ages(*, registrations, before, after, by=None, reason=""):
    """Let recorded ages follow what is known of a birth, from `before` to `after` (`Birth`).

    `registrations`: queryset of the places of one person, of those that hang on this fact; their
    events are locked (`lock_people`). Where both are equal nothing is touched. Closed registers are
    touched only with a `reason`, which is in their history: the caller has seen to it that a
    coordinator gave it.
    """
    done = Corrected()
    for write in _writers if before != after else ():
        part = write(registrations=registrations, before=before, after=after, by=by, reason=reason)
        done.changed, done.closed = done.changed + part.changed, done.closed + part.closed
    return done


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
                "This person is marked as having come to an event that you do not see, before this "
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
            with_names(
                _(
                    "%(name)s was not born yet on %(day)s, by what is recorded of them. Ask for "
                    "the date of birth, or look at the day of the event."
                ),
                name=person.short_name,
                day=date_format(day),
            ),
            code="unborn",
        )
