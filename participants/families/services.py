"""Recording a family: new people, ties and household, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from participants.duplicates import record_possible_duplicates
from participants.models import Guardianship, Household, Participant
from participants.services import keep_apart


@dataclass
class Member:
    """One of a family. `person`: known, or somebody new, not saved yet.

    `apart`: the people who were said to be somebody else; `relation`: what a grown-up is to each
    of the children, "" for nothing; `phone`: recorded of a known one who has none.
    """

    person: Participant
    apart: tuple[Participant, ...] = ()
    relation: str = ""
    may_collect: bool = False
    phone: str = ""


@transaction.atomic
def record_family(
    *, adults: Sequence[Member], children: Sequence[Member], lives_together: bool, recorded_by: User
) -> None:
    """Save who is new, tie `adults` to `children` (`Member`s), and let them live together.

    Of those who are known what is recorded stays: their names, ties and household.
    ValidationError where one of them was merged or a tie cannot be. Possible duplicates are kept.
    """
    members = [*adults, *children]
    _lock_known(members)
    new = [member for member in members if member.person.pk is None]
    for member in members:
        _save(member)
    for member in new:
        for other in member.apart:
            keep_apart(one=member.person, other=other)
    for adult in adults:
        for child in children if adult.relation else ():
            _tie(adult, child.person)
    if lives_together and len(members) > 1:
        _house([member.person for member in members])
    everybody = Participant.objects.visible_to(recorded_by).current()
    record_possible_duplicates([member.person for member in new], everybody)


def _lock_known(members: Sequence[Member]) -> None:
    """Read those who are known as they are now."""
    keys = [member.person.pk for member in members if member.person.pk]
    rows = Participant.objects.current().filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
    if len(found) < len(keys):
        raise ValidationError(
            _("One of these people was joined with another record just now. Choose again.")
        )
    for member in members:
        if member.person.pk:
            member.person = found[member.person.pk]


def _save(member: Member) -> None:
    person = member.person
    if person.pk is None:
        person.needs_completion = bool(person.lacks)
        person.save()
    elif member.phone and not person.phone and not person.do_not_contact:
        person.phone = member.phone
        person.save(update_fields=["phone", "updated_at"])


def _tie(adult: Member, child: Participant) -> None:
    """Tie the two, unless they are tied so already."""
    if Guardianship.objects.filter(adult=adult.person, child=child).exists():
        return
    tie = Guardianship(
        adult=adult.person, child=child, relation=adult.relation, may_collect=adult.may_collect
    )
    tie.full_clean()
    tie.save()


def _house(people: Sequence[Participant]) -> None:
    """One household for whoever has none: that of the first who has one, else a new one."""
    home = next((person.household for person in people if person.household_id), None)
    if home is None:
        home = Household.objects.create(name=people[0].last_name or people[0].first_name)
    for person in people:
        if person.household_id is None:
            person.household = home
            person.save(update_fields=["household", "updated_at"])
