"""What tells people apart while a name is typed: who answers for them, beside how often they came.

For readers who know the records of those found. Whoever sees short names alone is told neither.
"""

from django.db.models import Exists, OuterRef

from participants.models import Guardianship, Participant

RELATIONS = Guardianship.Relation.values  # the mother first, then the father


def with_parents(people, reader):
    """`people` as a list, each with `answered_by`: the tie to a parent or guardian, or None.

    Two queries for all of them, of the reader's events and of the ties. The adult is one whom
    `reader` sees; of several, the mother is named before the father, and both before others.
    """
    people, nearest = list(people), {}
    for tie in _ties(people, reader) if people else ():
        known = nearest.get(tie.child_id)
        if known is None or _place(tie) <= _place(known):
            nearest[tie.child_id] = tie
    for person in people:
        person.answered_by = nearest.get(person.pk)
    return people


def _ties(people, reader):
    adults = Participant.objects.visible_to(reader, few=True).current().order_by()
    # Looked up for each tie: as a set SQLite would read all whom the reader sees.
    is_seen = Exists(adults.filter(pk=OuterRef("adult")))
    ties = Guardianship.objects.filter(is_seen, child__in=people)
    return ties.select_related("adult").order_by("-pk")


def _place(tie):
    return RELATIONS.index(tie.relation)
