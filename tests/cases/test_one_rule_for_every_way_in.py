"""What the form of a person refuses, every other way in refuses too."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.partner.representatives.services import name_representative
from events.register.people.services import register_new_person
from participants.models import Participant
from shkej.lib.dates import today
from tests.events.factories import EventFactory, HeadcountFactory
from tests.events.importing.import_files import attendance, load
from tests.participants.factories import CategoryFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
NEXT_YEAR = str(today().year + 1)
TOMORROW = str(today() + timedelta(days=1))
# What is typed for a person, under the names of the person's form.
REFUSED = {
    "figures in the first name": {"first_name": "Ana2"},
    "a name without letters": {"last_name": "--"},
    "markup in a name": {"last_name": "<b>Hoxha</b>"},
    "an identity number as a name": {"last_name": "J12345678K"},
    "an identity number with spaces": {"first_name": "J 1234 5678 K"},
    "no first name": {"first_name": ""},
    "a name that is too long": {"first_name": "ë" * 101},
    "a father's name with figures": {"father_name": "Agim 1"},
    "a birth tomorrow": {"birth_date": TOMORROW},
    "a birth before 1900": {"birth_date": "1899-12-31"},
    "a birth 121 years ago": {"birth_date": f"{today().year - 122}-01-01"},
    "a year of birth ahead": {"birth_year": NEXT_YEAR},
    "a year of birth 125 years ago": {"birth_year": str(today().year - 125)},
    "an age of 121": {"told_age": "121"},
    "a negative age": {"told_age": "-1"},
    "a number that is no telephone": {"phone": "J12345678K"},
    "an unknown sex": {"sex": "x"},
}
ANA = {"first_name": "Ana", "last_name": "Hoxha", "sex": "female"}


def new_form(client, facts):
    answers = {**ANA, "category": CategoryFactory().pk, "language": "sq", **facts}
    client.post(reverse("participants:participant_create"), answers)


def edited_form(client, facts):
    person = Participant.objects.create(
        **ANA, category=CategoryFactory(), centre_id=EventFactory().centre_id
    )
    new = {**ANA, "category": person.category_id, "language": "sq", **facts}
    client.post(reverse("participants:participant_update", args=[person.pk]), new)
    unchanged = Participant.objects.filter(**ANA, birth_date=None, birth_year=None, told_age=None)
    unchanged.filter(phone="", father_name="").delete()


def at_the_door(client, facts, event=None):
    url = reverse("events:add_new_person", args=[(event or EventFactory()).pk])
    client.post(url, {**ANA, "category": "parent", **_quick(facts)})


def from_a_device(client, facts):
    url = reverse("events:add_new_person", args=[EventFactory().pk])
    client.post(
        url,
        {**ANA, "category": "parent", **_quick(facts)},
        headers={"HX-Request": "true", "X-Act": "3b241101-e2bb-4255-8caf-4136c566a962"},
    )


def ahead_of_the_day(client, facts):
    starts_at = EventFactory().starts_at.replace(year=today().year + 2)
    at_the_door(client, facts, EventFactory(planned=True, starts_at=starts_at))


def naming(client, facts):
    group = HeadcountFactory()
    url = reverse("events:name_counted", args=[group.event_id, group.pk])
    client.post(url, {**ANA, **_quick(facts)})


def _quick(facts):
    return {"age" if name == "told_age" else name: value for name, value in facts.items()}


def by_the_service(client, facts):
    known = {"first_name", "last_name", "sex", "age", "birth_year"}
    facts = {name: value for name, value in _quick(facts).items() if name in known}
    numbers = {name: int(facts[name]) for name in ("age", "birth_year") if name in facts}
    _refused(
        register_new_person,
        event=EventFactory(),
        source="staff",
        registered_by=None,
        category=CategoryFactory(),
        **{**ANA, **facts, **numbers},
    )


def by_a_partner(client, facts):
    starts_at = EventFactory().starts_at.replace(year=today().year + 2)
    _refused(
        name_representative,
        event=EventFactory(planned=True, starts_at=starts_at),
        organisation=OrganisationFactory(),
        named_by=None,
        category=CategoryFactory(code="institution"),
        **{**ANA, **facts},
    )


def _refused(service, **answers):
    with pytest.raises(ValidationError):
        service(**answers)


def by_import(client, facts):
    assert load([attendance(**_quick(facts))]).is_refused


def by_import_of_a_plan(client, facts):
    row = attendance("Plan", f"{today().year + 2}-01-10 10:00", status="planned")
    assert load([{**row, "attendance": "unmarked", **_quick(facts)}]).is_refused


QUICK = {"first_name", "last_name", "sex", "told_age", "birth_year"}
WAYS = {
    new_form: QUICK | {"father_name", "birth_date", "phone"},
    edited_form: QUICK | {"father_name", "birth_date", "phone"},
    at_the_door: QUICK,
    from_a_device: QUICK,
    ahead_of_the_day: QUICK,
    naming: QUICK,
    by_the_service: QUICK,
    by_a_partner: {"first_name", "last_name", "sex"},
    by_import: QUICK | {"father_name", "birth_date", "phone"},
    by_import_of_a_plan: QUICK | {"father_name", "birth_date", "phone"},
}
TABLE = [
    pytest.param(way, facts, id=f"{way.__name__}: {what}")
    for way, takes in WAYS.items()
    for what, facts in REFUSED.items()
    if set(facts) <= takes
]


@pytest.mark.parametrize(("way", "facts"), TABLE)
def test_what_the_form_refuses_is_refused(client, staff, way, facts):
    client.force_login(staff)

    way(client, facts)

    assert not Participant.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_what_it_takes_is_taken(client, staff, way):
    client.force_login(staff)

    if way in (by_the_service, by_a_partner):
        with pytest.raises(pytest.fail.Exception):
            way(client, {})
    elif way in (by_import, by_import_of_a_plan):
        with pytest.raises(AssertionError):
            way(client, {})
    elif way is edited_form:
        way(client, {"father_name": "Agim"})
    else:
        way(client, {})

    assert Participant.objects.count() == 1


def test_names_come_in_with_single_spaces(client, staff):
    client.force_login(staff)

    for way in (new_form, at_the_door):
        way(client, {"first_name": "Ana  Maria", "last_name": f"Hoxha {way.__name__[:3]}"})

    assert set(Participant.objects.values_list("first_name", flat=True)) == {"Ana Maria"}
