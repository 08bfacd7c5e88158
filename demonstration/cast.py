"""Who comes to the centre: the families of 2021, and those of today."""

from dataclasses import dataclass
from datetime import date

from demonstration.people import InventedPeople
from demonstration.words.names import COLLEAGUES
from participants.duplicates.pairs import record_possible_duplicates
from participants.models import Participant, PossibleDuplicate
from shkej.lib.dates import today

FIRST_DAY = date(2021, 10, 6)
QUARTERS = (1, 2, 3)
GRANDMOTHER_SAYS = "Përmes vajzës së saj, pas orës 17."
FATHER_SAYS = "Punon jashtë vendit; lajmërohet tezja kur vjen te dera."
SHARED_NAME = ("Ajla", "female")


@dataclass
class Cast:
    """Everybody, saved. `clubs` and `families`: {quarter of the running project: [Family, …]}."""

    then: list
    then_in_kamez: list
    then_young: list
    newcomer: Participant
    guests: list
    clubs: dict
    families: dict
    group: list
    young: list
    colleagues: list
    twice: Participant


def make_cast(*, centre, organisations, chance, by):
    """Draw and save everybody; who looks alike is found, and decided where it is no question."""
    people = InventedPeople(centre=centre, chance=chance)
    then = [people.family(day=FIRST_DAY, ages=[9, 12], relation="father", first_name="Dritan")]
    then += [_family(people, FIRST_DAY, 7, 12) for _n in range(8)]
    then_in_kamez = [_family(people, FIRST_DAY, 7, 12, asked=True) for _n in range(5)]
    works_for = [organisations[key] for key in ("municipality", "protection", "police", "services")]
    works_as = ["institution", "institution", "police", "service_provider"]
    colleagues = [
        people.person(
            works_as[n % 4],
            first,
            last,
            sex=sex,
            born={"birth_year": today().year - 31 - 2 * n},
            organisation=works_for[n % 4],
        )
        for n, (first, last, sex) in enumerate(COLLEAGUES)
    ]
    clubs = {n: [_family(people, today(), 9, 14, asked=True) for _n in "123"] for n in QUARTERS}
    families = {n: [_family(people, today(), 7, 14) for _n in "1234"] for n in QUARTERS}
    group = _group(people)
    twice = families[3][0].adult
    cast = Cast(
        then=then,
        then_in_kamez=then_in_kamez,
        then_young=[people.young(family, day=FIRST_DAY) for family in then[:5]],
        newcomer=people.person("parent", "Lindita", "Lamaj", sex="female"),
        guests=colleagues[:4],
        clubs=clubs,
        families=families,
        group=group,
        young=[people.young(family, day=today()) for family in families[1] + families[2]],
        colleagues=colleagues[4:],
        twice=people.person(
            "parent",
            twice.first_name,
            twice.last_name,
            sex=twice.sex,
            born={"birth_year": twice.birth.days[0].year},
        ),
    )
    _give_telephones(people)
    cast.twice.phone = twice.phone = "+35542001999"
    people.save(by=by)
    record_possible_duplicates([cast.twice], Participant.objects.all())
    return cast


def _family(people, day, youngest, oldest, **more):
    chance = people.chance
    ages = [chance.randint(youngest, oldest) for _child in range(chance.randint(1, 2))]
    return people.family(day=day, ages=ages, relation=chance.choice(["mother", "father"]), **more)


def _group(people):
    """Those of the group after school: among them a grandmother, and two children of one name."""
    day = today()
    grandmother = people.family(
        day=day, ages=[8, 11, 13], relation="grandmother", safe_contact=GRANDMOTHER_SAYS
    )
    reserved = people.family(
        day=day,
        ages=[12],
        relation="father",
        do_not_contact=True,
        do_not_contact_reason=FATHER_SAYS,
    )
    others = [_family(people, day, 8, 14) for _n in range(4)]
    name, sex = SHARED_NAME
    same = []
    for father, age in [("Genti", 9), ("Pal", 13)]:
        family = people.family(day=day, ages=[age])
        child = family.children[0]
        child.first_name, child.father_name, child.sex = name, father, sex
        same.append(family)
    # Of one surname too, though not of one family.
    surname = same[0].adult.last_name
    for person in same[1].people:
        person.last_name = surname
    return [grandmother, reserved, *same, *others]


def _give_telephones(people):
    """To all who answer for a child but every ninth, and the two who said why not.

    Numbers of no real line.
    """
    adults = list(dict.fromkeys(id(adult) for adult, _child, _relation in people.ties))
    by_id = {id(adult): adult for adult, _child, _relation in people.ties}
    for number, key in enumerate(adults):
        adult = by_id[key]
        if number % 9 != 4 and not (adult.safe_contact or adult.do_not_contact):
            adult.phone = f"+35542001{number:03}"


def decide_namesakes(cast):
    """Somebody has looked at the two children of one name: they are two."""
    first, second = (family.children[0] for family in cast.group[2:4])
    PossibleDuplicate.objects.update_or_create(
        first=first, second=second, defaults={"is_different": True}
    )
