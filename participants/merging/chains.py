"""Records that became one, one merge after the other."""

from participants.models import Participant


def all_records(keys):
    """The ids of these records and of all that were merged into them, however often."""
    found, new = set(), set(keys)
    while new:
        found |= new
        rows = Participant.objects.filter(merged_into__in=new).values_list("pk", flat=True)
        new = set(rows) - found
    return found
