"""Joining two records of one person, and taking that back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from participants.merging.journal import Journal, take_back
from participants.merging.locking import lock_people
from participants.merging.parts import Joining, merge_parts
from participants.merging.records import AGE
from participants.models import Merge, Participant

UNDO_WITHIN = timedelta(days=30)


@transaction.atomic
def merge_participants(
    *,
    kept: Participant,
    merged: Participant,
    merged_by: User,
    facts: Mapping[str, Any] | None = None,
) -> Merge:
    """Join `merged` into `kept`: what belongs to it moves, and it leaves the lists.

    `facts`: {field of Participant: value} to set on `kept`. Every change is written down in the
    merge's journal, from which `undo_merge` puts all of it back. ValidationError where a record
    is merged already, or where the two cannot be one person.
    """
    kept, merged = lock_people(kept.pk, merged.pk)
    if kept.anonymised_on or merged.anonymised_on:
        raise ValidationError(_("Nobody’s name is known here any more: it stays as it is."))
    if kept.pk == merged.pk or kept.merged_into_id or merged.merged_into_id:
        raise ValidationError(_("One of these records was merged already. Load the page again."))
    refuse_two_people(kept, merged)
    joining = Joining(kept, merged, Journal(by=merged_by))
    births = {person.pk: person.birth for person in (kept, merged)}
    _set_facts(joining, {**_not_to_be_contacted(kept, merged), **(facts or {})})
    joining.births = {pk: birth for pk, birth in births.items() if birth != kept.birth}
    reason = _("Two records of one person were joined")
    with kept.registrations.as_one_act("merge", by=merged_by, reason=reason):
        for part in merge_parts():
            part.move(joining)
        joining.journal.change(merged, merged_into_id=kept.pk)
    return Merge.objects.create(
        kept=kept, merged=merged, merged_by=merged_by, journal=joining.journal.entries
    )


def refuse_two_people(one: Participant, other: Participant) -> None:
    """ValidationError where something that is recorded says that they are two people."""
    for part in merge_parts():
        part.refuse(one, other)


@transaction.atomic
def undo_merge(*, merge: Merge, undone_by: User) -> Merge:
    """Part two records again: all is as it was, but what somebody changed since stays.

    ValidationError after 30 days, a second time, or while a later merge of `kept` stands. The
    merge comes back with `stayed`: how many rows keep a later change.
    """
    kept, merged = lock_people(merge.kept_id, merge.merged_id)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    _refuse_undo(merge, kept)
    reason = _("Two records that had been joined are two people again")
    with kept.registrations.as_one_act("merge", by=undone_by, reason=reason):
        merge.stayed = take_back(merge.journal, by=undone_by)
        merge.undone_at, merge.undone_by, merge.journal = timezone.now(), undone_by, []
        merge.save(update_fields=["undone_at", "undone_by", "journal", "updated_at"])
        for part in merge_parts():
            part.after_undo(merge, undone_by)
    return merge


def _refuse_undo(merge: Merge, kept: Participant) -> None:
    if merge.undone_at:
        raise ValidationError(_("This merge was undone already."))
    if kept.anonymised_on:
        raise ValidationError(_("Nobody’s name is known here any more: it stays as it is."))
    if timezone.now() >= merge.created_at + UNDO_WITHIN:
        raise ValidationError(_("A merge can be undone within 30 days."))
    later = Merge.objects.standing().filter(kept=kept, pk__gt=merge.pk)
    later = Merge.objects.standing().filter(merged=kept) | later
    if last := later.select_related("kept", "merged").order_by("-pk").first():
        raise ValidationError(
            _("Undo the later merge of this person first: %(merged)s went into %(kept)s."),
            params={"merged": last.merged.code, "kept": last.kept.code},
        )


def forget_journals() -> int:
    """Forget what merges changed once they cannot be undone: names are in it. How many."""
    old = Merge.objects.filter(created_at__lte=timezone.now() - UNDO_WITHIN)
    return old.exclude(journal=[]).update(journal=[])


def _not_to_be_contacted(kept: Participant, merged: Participant) -> dict[str, Any]:
    """Of whom one record says *do not contact*, the one that stays says it too."""
    if kept.do_not_contact or not merged.do_not_contact:
        return {}
    reason = merged.do_not_contact_reason
    return {"do_not_contact": True, **({"do_not_contact_reason": reason} if reason else {})}


def _set_facts(joining: Joining, facts: Mapping[str, Any]) -> None:
    """Set `facts` on the record that stays, and whether it still lacks something."""
    kept = joining.kept
    columns = {}
    for name, value in facts.items():
        field = Participant._meta.get_field(name)
        columns[field.attname] = getattr(value, "pk", value) if field.is_relation else value
    wanted = Participant(
        **{name: getattr(kept, name) for name in ("last_name", "sex", "category_id", *AGE)}
    )
    for name, value in columns.items():
        setattr(wanted, name, value)
    is_asked_otherwise = kept.needs_completion and not kept.lacks
    needs = bool(wanted.lacks) or is_asked_otherwise
    joining.journal.change(kept, **columns, needs_completion=needs)
