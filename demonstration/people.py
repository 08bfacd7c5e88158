"""The invented people of the demonstration: families, those who come for their work, accounts."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from simple_history.utils import bulk_create_with_history

from accounts.demonstration import DOMAIN
from accounts.models import Grant, User
from demonstration.words.names import BOYS, GIRLS, MEN, SURNAMES, WOMEN
from participants.finding.index import reindex
from participants.lib.births import ADULT_AGE
from participants.models import Category, Guardianship, Participant
from participants.models.people import CODE_LETTERS
from shkej.lib.dates import today, years_before

ACCOUNTS = [
    ("admin", "Sokol Hysaj", {}),
    (
        "coordinator",
        "Ardita Lleshi",
        {"sees_sensitive": True, "exports": True, "exports_names": True},
    ),
    ("staff", "Mirela Dushku", {"sees_sensitive": True}),
    ("volunteer", "Klea Marashi", {}),
    ("partner", "Elda Gjata", {}),
    ("observer", "Helen Ward", {}),
]
# Freezes what the first has checked; nobody signs in as her.
SECOND = ("second.coordinator", "Bardha Kodra")
RELATIONS = {"mother": "female", "father": "male", "grandmother": "female"}


def make_accounts(*, centre, organisation, password):
    """One account per role, all with `password`; {role: user}, and "second" who freezes reports."""
    users = {}
    hashed = make_password(password)  # once: it takes as long as all their rows together
    for role, name, extra in ACCOUNTS:
        users[role] = _account(role, name, hashed)
        Grant.objects.create(
            user=users[role],
            role=role,
            centre=centre if role in ("staff", "volunteer") else None,
            organisation=organisation if role == "partner" else None,
            **extra,
        )
    address, name = SECOND
    users["second"] = _account(address, name, make_password(None))
    Grant.objects.create(user=users["second"], role="coordinator")
    return users


def _account(address, name, hashed):
    user = User(email=f"{address}@{DOMAIN}", name=name, password=hashed)
    user.save()
    return user


@dataclass
class Family:
    """Who answers for the children, and these."""

    adult: Participant
    relation: str
    children: list

    @property
    def people(self):
        """All of them, the adult first."""
        return [self.adult, *self.children]


class InventedPeople:
    """Draws people of one centre; they are written together by `save`.

    Each family has a surname of its own, and no given name twice.
    """

    def __init__(self, *, centre, chance):
        self.centre, self.chance = centre, chance
        self.categories = {row.code: row for row in Category.objects.all()}
        self.surnames = iter(SURNAMES)
        self.people, self.ties = [], []

    def family(self, *, day, ages, relation="mother", first_name="", asked=False, **fields):
        """A family whose children are as old as `ages` on `day`.

        `first_name`: of the adult, where the story knows it; `asked`: whether of every child it is
        known if it has a disability.
        """
        surname, taken = next(self.surnames), set()
        older = 48 if relation == "grandmother" else 22
        age = max(ages) + older + self.chance.randint(0, 12 - (max(ages) - min(ages)))
        sex = RELATIONS[relation]
        first_name = first_name or self._given(WOMEN if sex == "female" else MEN, taken)
        adult = self.person(
            "parent", first_name, surname, sex=sex, born=self._born(age, day), **fields
        )
        children = []
        for child_age in ages:
            sex = self.chance.choice(["female", "male"])
            name = self._given(GIRLS if sex == "female" else BOYS, taken)
            child = self.child(name, surname, sex=sex, age=child_age, day=day, asked=asked)
            self.ties.append((adult, child, relation))
            children.append(child)
        return Family(adult, relation, children)

    def child(self, first_name, surname, *, sex, age, day, asked=False):
        """A child of `age` on `day`; who has grown up since is a young person today."""
        person = self.person("child", first_name, surname, sex=sex, born=self._born(age, day))
        if person.age_on(today()) >= ADULT_AGE:
            person.category = self.categories["young_person"]
        if asked:
            person.disability = self.chance.choices(["no", "yes"], [5, 1])[0]
            person.disability_method = "washington_group"
        return person

    def young(self, family, *, day):
        """A grown-up brother or sister of somebody in `family`."""
        sex = self.chance.choice(["female", "male"])
        taken = {person.first_name for person in family.people}
        name = self._given(GIRLS if sex == "female" else BOYS, taken)
        born = self._born(self.chance.randint(18, 20), day)
        return self.person("young_person", name, family.adult.last_name, sex=sex, born=born)

    def person(self, category, first_name, surname, *, sex, born=None, **fields):
        """One person, not yet saved."""
        disability = self.chance.choices(["no", "yes", "unknown"], [8, 1, 2])[0]
        person = Participant(
            first_name=first_name,
            last_name=surname,
            sex=sex,
            category=self.categories[category],
            code="".join(self.chance.choices(CODE_LETTERS, k=6)),
            centre=self.centre,
            municipality=self.centre.municipality,
            disability=disability,
            disability_method="" if disability == "unknown" else "washington_group",
            needs_completion=born is None,
            **(born or {}),
            **fields,
        )
        self.people.append(person)
        return person

    def save(self, *, by):
        """Write all who were drawn since; the ties of their families with them."""
        people = bulk_create_with_history(self.people, Participant, default_user=by)
        reindex(people)
        ties = [
            Guardianship(adult=adult, child=child, relation=relation, may_collect=True)
            for adult, child, relation in self.ties
        ]
        bulk_create_with_history(ties, Guardianship, default_user=by)
        self.people, self.ties = [], []

    def _given(self, names, taken):
        name = self.chance.choice([name for name in names if name not in taken])
        taken.add(name)
        return name

    def _born(self, age, day):
        """The date, or of every third the year alone."""
        date = years_before(day, age) - timedelta(days=self.chance.randint(0, 364))
        if self.chance.random() < 1 / 3:
            return {"birth_year": date.year}
        return {"birth_date": date}
