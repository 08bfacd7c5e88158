"""Ages recorded with attendances: at a mark, and again once a fact about them changed.

Whose birth contradicts what is recorded is refused before (`participants/lib/ages.py`).
"""

from django.db import transaction

from events.models import Event, Registration
from participants.lib.ages import Corrected
from participants.lib.births import Birth, age_after
from participants.models import Participant


def ages_when_marked(registrations):
    """{registration's id: the age to be recorded with a mark}, in one query where one was before.

    Whoever was marked there already, and then was not for a while, is as old as was recorded then
    where that can be, unless a fact about the age or the day of the event has changed since.
    """
    ages = {row.pk: row.participant.age_on(row.event.local_date) for row in registrations}
    asked = [row.pk for row in registrations if getattr(row, "had_age", True)]
    if not asked:
        return ages
    versions = Registration.history.filter(id__in=asked, age__isnull=False)
    recorded = {row.id: row for row in versions.order_by("history_date", "history_id")}
    for row in registrations:
        version = recorded.get(row.pk)
        if version is not None and version.age != ages[row.pk]:
            ages[row.pk] = _as_recorded(version, row, ages[row.pk])
    return ages


def _as_recorded(version, row, worked_out):
    person = _then(Participant, version.participant_id, version)
    event = _then(Event, version.event_id, version)
    if person is None or event is None:
        return worked_out
    day, before, after = row.event.local_date, Birth.of(person), row.participant.birth
    return age_after(version.age, day=day, before=before, after=after, was_on=event.starts_on)


def _then(model, pk, version):
    """The row as it was when that version was written; None where nobody knows."""
    rows = model.history.filter(id=pk, history_date__lte=version.history_date)
    return rows.order_by("-history_date", "-history_id").first()


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
