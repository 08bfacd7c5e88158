"""Writing ages recorded with attendances again, once a fact about them changed.

Whose birth contradicts what is recorded is refused before (`participants/ages.py`).
"""

from django.db import transaction

from participants.ages import Corrected
from participants.births import age_after


def write_ages(*, registrations, before, after, by, reason):
    """Let the ages of one person's places follow a birth, from `before` to `after`."""

    def age(row, day):
        return age_after(row.age, day=day, before=before, after=after)

    return _correct(registrations, age, by, reason)


@transaction.atomic
def correct_ages_of_day(*, registrations, was_on, by=None):
    """Write ages of one event's places anew: it took place on another day than was recorded."""

    def age(row, day):
        birth = row.participant.birth
        return age_after(row.age, day=day, before=birth, after=birth, was_on=was_on)

    return _correct(registrations, age, by, "")


def _correct(registrations, age_of, by, reason):
    marked = registrations.exclude(attendance="unmarked").order_by("event_id", "pk")
    rows = marked.select_related("event", "participant")
    done = Corrected()
    with registrations.as_one_act("ages", by=by, reason=reason):
        for row in rows.select_for_update(of=("self",), no_key=True):  # their events are locked
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
