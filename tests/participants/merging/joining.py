"""Joining two records, and taking it back."""

from participants.merging.services import merge_participants, undo_merge
from participants.models import Consent


def join(kept, merged, **facts):
    return merge_participants(kept=kept, merged=merged, merged_by=None, facts=facts)


def undo(merge):
    return undo_merge(merge=merge, undone_by=None)


def consent(person, answer, day):
    return Consent.objects.create(
        participant=person, purpose="data", answer=answer, given_by="self", given_on=day
    )
