"""One order of locks: what people belong to (events, series) before people themselves.

Whoever takes a place locks the event first. Two orders would let PostgreSQL end one of two who
wait for each other.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participants.merging.parts import merge_parts
from participants.models import Participant


def lock_people(*keys):
    """The people with these ids as they are now, locked until the transaction ends.

    ValidationError where one of them came to stand somewhere else meanwhile.
    """
    above = {part: part.hangs_on(keys) for part in merge_parts()}
    for part, ids in above.items():
        part.lock(ids)
    rows = Participant.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    if any(part.hangs_on(keys) != ids for part, ids in above.items()):
        raise ValidationError(_("Something was recorded of these people just now. Try again."))
    return [found[key] for key in keys]
