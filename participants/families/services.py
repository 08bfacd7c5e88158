"""Recording a family, all or nothing: new people, ties and household; and who lives together."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from participants.consents.contacting import contactable
from participants.duplicates.pairs import record_possible_duplicates_later
from participants.duplicates.services import keep_apart
from participants.models import Guardianship, Household, Participant


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


@dataclass
class Stayed:
    """What was asked for of known people and not done, since something else is recorded.

    `no_phone`: who may not be contacted, so that no phone was added; `ties`: those that say
    something else; `elsewhere`: who lives in another household.
    """

    no_phone: list[Participant] = field(default_factory=list)
    ties: list[Guardianship] = field(default_factory=list)
    elsewhere: list[Participant] = field(default_factory=list)


@transaction.atomic
def record_family(
    *,
    adults: Sequence[Member],
    children: Sequence[Member],
    lives_together: bool,
    recorded_by: User,
    housemates: Collection[int] = (),
) -> Stayed:
    """Save who is new, tie `adults` to `children` (`Member`s), and let them live together.

    `housemates`: the ids of those not among them who were agreed to live with them.
    Of those who are known what is recorded stays: their names, ties and household.
    ValidationError where one of them was merged, a tie cannot be, or somebody else lives where they
    are to live. Possible duplicates are kept once the transaction has ended.
    """
    members, stayed = [*adults, *children], Stayed()
    _lock_known(members)
    new = [member for member in members if member.person.pk is None]
    for member in members:
        _save(member, stayed)
    for member in new:
        for other in member.apart:
            keep_apart(one=member.person, other=other)
    for adult in adults:
        for child in children if adult.relation else ():
            _tie(adult, child.person, stayed)
    if lives_together and len(members) > 1:
        _house([member.person for member in members], housemates, stayed)
    everybody = Participant.objects.visible_to(recorded_by).current()
    record_possible_duplicates_later([member.person for member in new], everybody)
    return stayed


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


def _save(member: Member, stayed: Stayed) -> None:
    person = member.person
    if person.pk is None:
        person.needs_completion = bool(person.lacks)
        person.save()
    elif member.phone and not person.phone and not contactable(person):
        stayed.no_phone.append(person)
    elif member.phone and not person.phone:
        person.phone = member.phone
        person.save(update_fields=["phone", "updated_at"])


def _tie(adult: Member, child: Participant, stayed: Stayed) -> None:
    """Tie the two, unless they are tied already, however that is."""
    tie = Guardianship.objects.filter(adult=adult.person, child=child).first()
    if tie:
        if tie.relation != adult.relation or (adult.may_collect and not tie.may_collect):
            tie.adult, tie.child = adult.person, child
            stayed.ties.append(tie)
        return
    tie = Guardianship(
        adult=adult.person, child=child, relation=adult.relation, may_collect=adult.may_collect
    )
    tie.full_clean()
    tie.save()


def home_of(people: Iterable[Participant]) -> Household | None:
    """The household in which `people` are to live: that of the first who has one."""
    return next((person.household for person in people if person.household_id), None)


def others_at(home: Household, people: Iterable[Participant]) -> QuerySet[Participant]:
    """Who lives at `home` and is not among `people`."""
    keys = [person.pk for person in people if person.pk]
    return home.members.current().exclude(pk__in=keys)


def _house(people: Sequence[Participant], agreed: Collection[int], stayed: Stayed) -> None:
    """One household for whoever has none: that of the first who has one, else a new one."""
    home = home_of(people)
    if home:
        stayed.elsewhere = [one for one in people if one.household_id not in (None, home.pk)]
    homeless = [person for person in people if person.household_id is None]
    if not homeless:
        return
    if home is None:
        home = Household.objects.create(name=people[0].last_name or people[0].first_name)
    elif set(others_at(home, people).values_list("pk", flat=True)) - set(agreed):
        raise ValidationError(
            _("Somebody else was recorded in this household just now. Look at it again.")
        )
    for person in homeless:
        person.household = home
        person.save(update_fields=["household", "updated_at"])


@transaction.atomic
def join_household(*, person: Participant, other: Participant) -> Household:
    """Put `person` into the household of `other`; one is made, named by the surname, if need be."""
    other, person = _locked(other.pk, person.pk)
    if other.household_id is None:
        other.household = Household.objects.create(name=other.last_name or other.first_name)
        other.save(update_fields=["household", "updated_at"])
    person.household = other.household
    person.save(update_fields=["household", "updated_at"])
    return other.household


def _locked(*keys: int) -> list[Participant]:
    rows = Participant.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in rows}
    return [found[key] for key in keys]
