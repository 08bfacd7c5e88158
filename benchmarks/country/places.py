"""Where the country works and with whom: centres, organisations, projects, accounts."""

from dataclasses import dataclass

from accounts.models import Grant, User
from benchmarks.country.bulk import fill, next_id, write_history
from benchmarks.country.words import MEN, ORGANISATIONS, SURNAMES, WOMEN
from events.models import Centre
from partners.models import Municipality, Organisation, Project

PER_MUNICIPALITY = 5
PROJECTS = 6
BANDS = [0, 5, 10, 15, 18, 25, 60]


@dataclass
class Places:
    """Numbers of rows: `staff` by centre, the rest in a list."""

    centres: list
    municipalities: list
    organisations: list
    projects: list
    staff: dict


def make_places(plan):
    """Write them with their history; accounts have no password, so nobody signs in by one."""
    chance = plan.chance("places")
    municipalities = list(Municipality.objects.order_by("pk").values_list("pk", "name"))
    centres = _centres(plan, municipalities)
    organisations = _organisations(plan, municipalities)
    projects = _projects(plan)
    staff = _accounts(plan, chance, centres, organisations)
    for model, first in ((Centre, centres), (Organisation, organisations), (Project, projects)):
        write_history(model, "+", at="created_at", by="NULL", where=f"id >= {first[0]}")
    return Places(centres, [pk for pk, _name in municipalities], organisations, projects, staff)


def _centres(plan, municipalities):
    first = next_id(Centre)
    numbers = range(first, first + plan.centres)
    fill(
        Centre,
        (
            {
                "id": pk,
                "created_at": plan.opened,
                "code": f"b-{pk}",
                "name_sq": f"Qendra {name} {place // len(municipalities) + 1}",
                "name_en": f"{name} Centre {place // len(municipalities) + 1}",
                "municipality_id": municipality,
            }
            for place, pk in enumerate(numbers)
            for municipality, name in [municipalities[place % len(municipalities)]]
        ),
    )
    return list(numbers)


def _organisations(plan, municipalities):
    first, number = next_id(Organisation), plan.part(300, len(ORGANISATIONS))
    fill(
        Organisation,
        (
            {
                "id": first + place,
                "created_at": plan.opened,
                "kind": kind,
                "name_sq": f"{in_albanian} {name}",
                "name_en": f"{in_english} {name}",
                "municipality_id": municipality,
                "contact_email": f"zyra{place}@partner.example",
            }
            for place in range(number)
            for kind, in_albanian, in_english in [ORGANISATIONS[place % len(ORGANISATIONS)]]
            for municipality, name in [municipalities[place // 6 % len(municipalities)]]
        ),
    )
    return list(range(first, first + number))


def _projects(plan):
    first = next_id(Project)
    fill(
        Project,
        (
            {
                "id": first + number,
                "created_at": plan.opened,
                "code": f"B-{number}",
                "title_sq": f"Projekti {number}",
                "title_en": f"Project {number}",
                "starts_on": plan.first_day,
                "ends_on": None,
                "age_band_starts": BANDS,
            }
            for number in range(PROJECTS)
        ),
    )
    return list(range(first, first + PROJECTS))


def _accounts(plan, chance, centres, organisations):
    """Two of the staff and a volunteer a centre; two who coordinate; one of every tenth partner."""
    wanted = [("coordinator", None, None)] * 2 + [("admin", None, None), ("observer", None, None)]
    for centre in centres:
        wanted += [("staff", centre, None)] * 2 + [("volunteer", centre, None)]
    wanted += [("partner", None, organisation) for organisation in organisations[::10]]
    first, staff = next_id(User), {}
    users, grants = [], []
    for pk, (role, centre, organisation) in enumerate(wanted, first):
        name = f"{chance.choice(WOMEN + MEN)} {chance.choice(SURNAMES)}"
        users.append(
            {
                "id": pk,
                "created_at": plan.opened,
                "email": f"{role}{pk}@shkej.example",
                "name": name,
                "password": "!no-password",
            }
        )
        grants.append(
            {
                "created_at": plan.opened,
                "user_id": pk,
                "role": role,
                "centre_id": centre,
                "organisation_id": organisation,
            }
        )
        if role == "staff":
            staff.setdefault(centre, []).append(pk)
    fill(User, users)
    fill(Grant, grants)
    return staff
