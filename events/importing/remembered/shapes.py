"""How lists of one shape were answered about: offered again for the next list with these headings.

Of the shape are the columns, the order of day and month, the letters, what an empty cell or ☒ is.
Which event it is, which sheets and which hidden rows are of one file, and are asked each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.importing.remembered.keys import Keys, all_keys
from events.importing.shape.asking import OF_COLUMN
from events.models import Centre
from events.models.imported import ImportedShape

OF_SHAPE = ("dates", "empty", "crossed", "letters")


@dataclass(frozen=True)
class Offer:
    """What was answered before: {name of a question: answer}, by whom and when."""

    answers: dict[str, str] = field(default_factory=dict)
    by: User | None = None
    on: date | None = None


@transaction.atomic
def keep_answers(*, centre: Centre, user: User, shape: str, answers: dict[str, Any]) -> None:
    """Keep for lists of this shape what was answered on the page; nothing where nothing was."""
    newest = all_keys()[0]
    kept: dict[str, Any] = {name: answers[name] for name in OF_SHAPE if answers.get(name)}
    columns = answers.get("columns", {})
    if columns:
        kept["columns"] = {newest.heading(name): key for name, key in columns.items()}
    if not shape or not kept:
        return
    found = _found(centre, shape)
    before, keys = found if found else (None, newest)
    if before is not None and keys is not newest:
        before.delete()  # its headings are hashed with a key that goes
        before = None
    if before is not None:
        earlier = before.answers.get("columns", {})
        kept = before.answers | kept | {"columns": earlier | kept.get("columns", {})}
    ImportedShape.objects.update_or_create(
        centre=centre, key=newest.shape(shape), defaults={"answers": kept, "by": user}
    )


def offer_for(centre: Centre, shape: str, names: Sequence[str]) -> Offer:
    """What of the questions `names` was answered about such a list before."""
    found = _found(centre, shape) if shape else None
    if found is None:
        return Offer()
    kept, keys = found
    columns = kept.answers.get("columns", {})
    answers = {}
    for name in names:
        if name.startswith(OF_COLUMN):
            key = columns.get(keys.heading(name.removeprefix(OF_COLUMN)))
        else:
            key = kept.answers.get(name) if name in OF_SHAPE else None
        if key is not None:
            answers[name] = key
    return Offer(answers, kept.by, timezone.localdate(kept.updated_at)) if answers else Offer()


def _found(centre: Centre, shape: str) -> tuple[ImportedShape, Keys] | None:
    for keys in all_keys():
        kept = ImportedShape.objects.filter(centre=centre, key=keys.shape(shape))
        if found := kept.select_related("by").first():
            return found, keys
    return None
