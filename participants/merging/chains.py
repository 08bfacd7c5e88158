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


def current_records(keys):
    """{id: the id of the record that it became part of, its own where of none}."""
    into = dict(Participant.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))
    found = {}
    for key in keys:
        found[key] = key
        while found[key] in into:
            found[key] = into[found[key]]
    return found
