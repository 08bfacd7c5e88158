"""What a merge does with people themselves, their families, consents and possible duplicates."""

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from participants.lib.ties import between, refuse_birth_between_ties
from participants.merging.parts import Group, MergePart, StayingPart
from participants.models import (
    Consent,
    Guardianship,
    Merge,
    NameWord,
    Participant,
    PossibleDuplicate,
)
from shkej.lib.texts import with_names

AGE = ("birth_date", "birth_year", "told_age", "age_told_on")


class PersonPart(StayingPart):
    """The two records: the facts chosen for the one, and that the other went into it."""

    model = Participant
    people = ("merged_into",)
    together = (
        Group(AGE),
        Group(("municipality_id", "administrative_unit_id")),
        Group(("disability", "disability_method")),
        Group(("do_not_contact",), along=("do_not_contact_reason",)),
    )
    always = ("needs_completion",)

    def complete(self, row, *, as_left):
        """Somebody completed the record since, or took something away: ask again what lacks."""
        if as_left or row.needs_completion == bool(row.lacks):
            return set()
        row.needs_completion = bool(row.lacks)
        return {"needs_completion"}


class WordsPart(StayingPart):
    """By which words each record is found: they follow the names of its own."""

    model = NameWord
    people = ("participant",)


class MergesPart(StayingPart):
    """Who was joined into whom."""

    model = Merge
    people = ("kept", "merged")


class ConsentsPart(MergePart):
    """All that was answered, of both. The two people are locked, which is enough."""

    model = Consent
    people = ("participant", "guardian")

    def refuse(self, one, other):
        """Refuse to make somebody answer for themselves as their own guardian."""
        both = [one.pk, other.pk]
        if Consent.objects.filter(participant__in=both, guardian__in=both).exists():
            raise ValidationError(
                _(
                    "One of these people answered for the other about consent, so they are two "
                    "people."
                ),
                code="own_answer",
            )

    def rows(self, field, person):
        """The answers of `person`, the oldest first."""
        return Consent.objects.filter(**{field: person}).order_by("pk")


class GuardianshipsPart(MergePart):
    """Family ties; of two to the same person the one of the record that stays counts."""

    model = Guardianship
    people = ("adult", "child")

    def refuse(self, one, other):
        """Refuse to make somebody their own guardian, also through others."""
        both = [one.pk, other.pk]
        if Guardianship.objects.filter(adult__in=both, child__in=both).exists():
            raise ValidationError(
                _(
                    "One of these people is recorded as the parent or guardian of the other, so "
                    "they are two people. If that is a mistake, take the tie away first."
                ),
                code="own_guardian",
            )
        for adult, child in ((one, other), (other, one)):
            if chain := between(adult, child):
                _refuse_circle(chain)

    def move(self, joining):
        """Move the ties; refuse a birth by which one of them would be the wrong way round."""
        super().move(joining)
        if joining.births:
            refuse_birth_between_ties(joining.kept)


def _refuse_circle(chain):
    """`chain`: the ids of those through whom the one of two records answers for the other."""
    people = Participant.objects.in_bulk(chain)
    names = [people[key].full_name for key in chain]
    if len(names) == 1:
        raise ValidationError(
            with_names(
                _(
                    "%(name)s is recorded as the parent or guardian of one of these people, and "
                    "as the child of the other. Take the tie away that is wrong first."
                ),
                name=names[0],
            ),
            code="tie_both_ways",
        )
    raise ValidationError(
        with_names(
            _(
                "Through %(names)s one of these people answers for the other, so they are two "
                "people. Take the tie away that is wrong first."
            ),
            names=", ".join(names),
        ),
        code="tie_in_a_circle",
    )


class PairsPart(MergePart):
    """Who may be the same: what was asked or said of the one holds for the other.

    "Not the same person" stays said, and a third record that is alike waits for a decision still.
    """

    model = PossibleDuplicate
    people = ("first", "second")

    def move(self, joining):
        """Ask, or say, of the record that stays what is at the one that goes."""
        kept, merged = joining.kept.pk, joining.merged.pk
        pairs = PossibleDuplicate.objects.filter(Q(first=merged) | Q(second=merged))
        for pair in pairs.order_by("pk"):
            third = pair.second_id if pair.first_id == merged else pair.first_id
            if third == kept:
                continue
            first, second = sorted((kept, third))
            own = PossibleDuplicate.objects.select_for_update()
            own = own.filter(first=first, second=second).first()
            if own is None:
                own = PossibleDuplicate(first_id=first, second_id=second)
                own.is_different = pair.is_different
                joining.journal.add(own)
            elif pair.is_different:
                joining.journal.change(own, is_different=True)


PARTS = (PersonPart(), WordsPart(), MergesPart(), ConsentsPart(), GuardianshipsPart(), PairsPart())
