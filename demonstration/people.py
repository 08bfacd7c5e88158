"""The invented people of the demonstration and its accounts."""

from datetime import date

from accounts.demonstration import DOMAIN
from accounts.models import Grant, User
from demonstration.texts import MEN, SURNAMES, WOMEN
from participants.models import Category, Guardianship, Participant

ACCOUNTS = [
    ("admin", "Administrimi", {}),
    (
        "coordinator",
        "Koordinatorja",
        {"sees_sensitive": True, "exports": True, "exports_names": True},
    ),
    ("staff", "Stafi i qendrës", {"sees_sensitive": True}),
    ("volunteer", "Vullnetarja", {}),
    ("partner", "Përfaqësuesi i partnerit", {}),
    ("observer", "Vëzhguesi", {}),
]


def make_accounts(*, centre, organisation, password):
    """One account per role, all with `password`; returns {role: user}."""
    users = {}
    for role, name, extra in ACCOUNTS:
        user = User.objects.create_user(f"{role}@{DOMAIN}", password, name=name)
        Grant.objects.create(
            user=user,
            role=role,
            centre=centre if role in ("staff", "volunteer") else None,
            organisation=organisation if role == "partner" else None,
            **extra,
        )
        users[role] = user
    return users


def make_person(chance, category, *, centre, ages=None, organisation=None, year=2021, **fields):
    """One invented person; `ages`: the range from which their age in `year` is drawn."""
    sex = fields.pop("sex", None) or chance.choice(["female", "male"])
    names = WOMEN if sex == "female" else MEN
    birth = {}
    if ages:
        age = chance.randint(*ages)
        if chance.random() < 0.5:
            birth["birth_date"] = date(year - 1 - age, chance.randint(1, 12), chance.randint(1, 28))
        else:
            birth["birth_year"] = year - age
    disability = chance.choices(["no", "yes", "unknown"], [8, 1, 2])[0]
    return Participant.objects.create(
        first_name=chance.choice(names),
        last_name=fields.pop("last_name", None) or chance.choice(SURNAMES),
        sex=sex,
        category=Category.objects.get(code=category),
        centre=centre,
        municipality=centre.municipality,
        organisation=organisation,
        disability=disability,
        disability_method="" if disability == "unknown" else "washington_group",
        needs_completion=not birth,
        **birth,
        **fields,
    )


def make_families(chance, *, centre, number, year=2021):
    """Parents with one or two children of the same surname; returns (parents, children)."""
    parents, children = [], []
    for surname in chance.sample(SURNAMES, number):
        parent = make_person(
            chance, "parent", centre=centre, ages=(27, 52), last_name=surname, year=year
        )
        parents.append(parent)
        for _child in range(chance.randint(1, 2)):
            child = make_person(
                chance, "child", centre=centre, ages=(9, 16), last_name=surname, year=year
            )
            Guardianship.objects.create(
                adult=parent,
                child=child,
                relation="mother" if parent.sex == "female" else "father",
                may_collect=True,
            )
            children.append(child)
    return parents, children
