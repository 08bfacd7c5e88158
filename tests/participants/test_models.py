from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from participants.models import Category, Consent, Guardianship, Participant
from partners.models import AdministrativeUnit, Municipality
from shkej.lib.dates import today
from tests.participants.factories import ParticipantFactory

SORTED_NAMES = (
    "Cuka Çela Çlirim Dritan Duro Dhurata Erion Ëngjëll Fatmir Genta Gurakuqi Gjergj Hoxha "
    "Luljeta Lumturi Llazar Nushi Njomza Roza Rrapo Silvana Sulejmani Shpresa Teuta Thoma Vjosa "
    "Xibraku Xhoana Zana Zhaneta"
).split()


def test_people_are_listed_in_the_order_of_the_albanian_alphabet(db):
    for name in sorted(SORTED_NAMES):
        ParticipantFactory(last_name=name)

    assert [person.last_name for person in Participant.objects.all()] == SORTED_NAMES


@pytest.mark.parametrize("query", ["cela", "ÇELA", "Çela engjell", "ëngjëll", "  cel  "])
def test_people_are_found_without_diacritics(db, query):
    found = ParticipantFactory(first_name="Ëngjëll", last_name="Çela")
    ParticipantFactory(first_name="Gjergj", last_name="Hoxha")

    assert list(Participant.objects.search(query)) == [found]


@pytest.mark.parametrize(
    ("facts", "day", "age"),
    [
        ({"birth_date": date(2010, 10, 6)}, date(2021, 10, 5), 10),
        ({"birth_date": date(2010, 10, 6)}, date(2021, 10, 6), 11),
        ({"birth_date": date(2008, 2, 29)}, date(2021, 2, 28), 12),
        ({"birth_date": date(2008, 2, 29)}, date(2021, 3, 1), 13),
        ({"birth_year": 2010}, date(2021, 1, 1), 11),
        ({"told_age": 10, "age_told_on": date(2020, 10, 6)}, date(2021, 10, 5), 10),
        ({"told_age": 10, "age_told_on": date(2020, 10, 6)}, date(2021, 10, 6), 11),
        ({"told_age": 10, "age_told_on": date(2020, 10, 6)}, date(2020, 10, 5), 10),
        ({"told_age": 10, "age_told_on": date(2020, 10, 6)}, date(2019, 10, 6), 9),
        ({}, date(2021, 10, 6), None),
        ({"birth_year": 2022}, date(2021, 10, 6), None),
        ({"birth_date": date(2021, 10, 7)}, date(2021, 10, 6), None),
    ],
)
def test_age_on_a_day_follows_from_the_one_fact_that_is_known(facts, day, age):
    assert Participant(**facts).age_on(day) == age


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_year": 2010, "birth_date": date(2010, 1, 1)},
        {"birth_year": 2010, "told_age": 11, "age_told_on": date(2021, 1, 1)},
        {"told_age": 11},
        {"told_age": 121, "age_told_on": date(2021, 1, 1)},
        {"birth_year": 1899},
        {"first_name": ""},
        {"disability": "yes"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(db, fields):
    with pytest.raises(ValidationError):
        ParticipantFactory.build(category=Category.objects.first(), **fields).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipantFactory(**fields)


def test_codes_are_short_random_and_hard_to_misread(db):
    codes = {ParticipantFactory().code for _person in range(20)}

    assert len(codes) == 20
    assert not set("".join(codes)) & set("01ILO")


def test_nobody_is_their_own_guardian(db):
    person = ParticipantFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.create(adult=person, child=person, relation="mother")


def test_a_consent_is_never_changed(db):
    consent = Consent.objects.create(
        participant=ParticipantFactory(),
        purpose="photo",
        answer="given",
        given_by="guardian",
        given_on=date(2021, 10, 6),
    )

    consent.answer = "withdrawn"
    with pytest.raises(PermissionDenied):
        consent.save()


def test_a_new_database_knows_the_categories_and_the_country(db):
    codes = list(Category.objects.values_list("code", flat=True))

    assert len(codes) == 11
    assert [row.code for row in Category.objects.on(today()) if not row.is_counted] == ["staff"]
    assert Municipality.objects.count() == 61
    assert AdministrativeUnit.objects.count() == 383
