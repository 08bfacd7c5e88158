"""Acts on rows that organisations have a part in."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model


@transaction.atomic
def set_parts(*, owner: Model, pairs: Iterable[tuple[int, str]]) -> None:
    """Let exactly `pairs` (organisation's id, part) stand for `owner`, an event or a project."""
    wanted = set(pairs)
    for row in owner.parts.all():
        if (row.organisation_id, row.part) in wanted:
            wanted.discard((row.organisation_id, row.part))
        else:
            row.delete()
    for organisation_id, part in sorted(wanted):
        owner.parts.create(organisation_id=organisation_id, part=part)
