"""Rows of an import written many at a time, with their history."""

from collections.abc import Sequence

from django.db.models import Model
from simple_history.utils import bulk_create_with_history, get_history_manager_for_model

from accounts.models import User
from events.importing.known import chunks
from events.importing.undoing.noting import note_changed, note_made, versions_before
from participants.models import Participant
from participants.models.people import new_code

BATCH = 500


def create(model: type[Model], rows: list, *, by: User | None) -> list:
    """Create rows; they get their keys."""
    if not rows:
        return []
    made = bulk_create_with_history(rows, model, batch_size=BATCH, default_user=by)
    note_made(model, made)
    return made


def update(model: type[Model], rows: list, columns: Sequence[str], *, by: User | None) -> None:
    """Update rows that were changed, as an insert that meets each row: CASEs take far longer.

    Derived columns and the moment are named by hand.
    """
    if not rows:
        return
    before = versions_before(model, rows)
    derived = [field.name for field in model._meta.fields if hasattr(field, "derive")]
    made = [row.created_at for row in rows]
    model._default_manager.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=[*columns, "updated_at", *derived],
    )
    for row, moment in zip(rows, made, strict=True):
        row.created_at = moment
    history = get_history_manager_for_model(model)
    history.bulk_history_create(rows, batch_size=BATCH, update=True, default_user=by)
    note_changed(model, rows, before)


def give_codes(people: list[Participant]) -> None:
    """Give each new person a code that nobody has; among many, chance alone would repeat one."""
    taken = set()
    waiting = people
    while waiting:
        for person in waiting:
            while person.code in taken:
                person.code = new_code()
            taken.add(person.code)
        clashing = {
            code
            for part in chunks(person.code for person in waiting)
            for code in Participant.objects.filter(code__in=part).values_list("code", flat=True)
        }
        waiting = [person for person in waiting if person.code in clashing]
