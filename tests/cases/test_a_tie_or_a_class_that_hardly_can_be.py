"""Family ties and categories: the impossible is refused, the unlikely is asked about."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from events.models import Registration
from events.register.forms import RegistrationForm
from participants.lib.ties import tie_questions
from participants.lib.usual_ages import USUAL_AGES, fits
from participants.merging.services import merge_participants
from participants.models import Guardianship, Participant
from shkej.lib.dates import today
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.events.importing.import_files import attendance, load, rejected
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db


def aged(years, **facts):
    names = {"first_name": "Ana", "last_name": f"Hoxha {chr(65 + years % 26)}."}
    return ParticipantFactory(birth_year=today().year - years, **names, **facts)


def tie(client, child, adult, **answers):
    url = reverse("participants:guardian_create", args=[child.pk])
    return client.post(url, {"other": adult.pk, "relation": "mother", **answers})


@pytest.fixture
def at_work(client, staff):
    client.force_login(staff)
    return client


@pytest.mark.parametrize("years", [11, 12])
def test_a_guardian_no_older_than_the_child_is_refused(at_work, centre, years):
    child, other = aged(12, centre=centre), aged(years, centre=centre)

    response = tie(at_work, child, other, sure=["minor-1-11"])

    assert response.context["form"].non_field_errors()
    assert not Guardianship.objects.exists()


def test_a_tie_both_ways_round_is_refused_also_through_others(at_work, centre):
    one, two, three = (ParticipantFactory(centre=centre) for _person in range(3))
    Guardianship.objects.create(adult=one, child=two, relation="mother")
    Guardianship.objects.create(adult=two, child=three, relation="mother")

    for child in (one, two):
        assert tie(at_work, one, three).context["form"].non_field_errors()
        assert tie(at_work, child, two if child is one else three).status_code == 200

    assert Guardianship.objects.count() == 2


def test_the_database_holds_that_two_are_tied_once():
    one, two = ParticipantFactory(), ParticipantFactory()
    Guardianship.objects.create(adult=one, child=two, relation="mother")

    with pytest.raises(IntegrityError), transaction.atomic():
        Guardianship.objects.create(adult=two, child=one, relation="mother")


@pytest.mark.parametrize(
    ("adult", "child", "relation", "asked"),
    [
        ({"years": 17}, 2, "mother", ["minor"]),
        ({"years": 17}, 2, "other", ["minor"]),
        ({"years": 25}, 12, "mother", ["apart"]),
        ({"years": 26}, 12, "mother", []),
        ({"years": 25}, 12, "legal_guardian", []),
        ({"years": 39}, 12, "grandmother", ["apart"]),
        ({"years": 40}, 12, "grandmother", []),
        ({"years": 40, "sex": "male"}, 12, "mother", ["sex"]),
        ({"years": 40, "sex": "female"}, 12, "mother", []),
        ({"years": 39, "sex": "female"}, 12, "grandfather", ["sex", "apart"]),
        ({"years": 40, "sex": "male"}, 12, "legal_guardian", []),
    ],
)
def test_what_is_unlikely_about_a_tie(adult, child, relation, asked):
    years = adult.pop("years")
    one, other = aged(years, **adult), aged(child)

    questions = tie_questions(one, other, relation)

    assert sorted(question.key.split("-")[0] for question in questions) == sorted(asked)


def test_a_second_mother_is_asked_about(at_work, centre):
    child, one, other = aged(9, centre=centre), aged(40, centre=centre), aged(41, centre=centre)
    tie(at_work, child, one)

    asked = tie(at_work, child, other)

    assert asked.context["form"].asks
    tie(at_work, child, other, sure=[f"second-{child.pk}-mother"])
    assert Guardianship.objects.count() == 2


def test_an_unlikely_tie_is_asked_about_once_and_taken_when_it_is_right(at_work, centre):
    child, mother = aged(3, centre=centre), aged(16, centre=centre)

    asked = tie(at_work, child, mother)

    assert not Guardianship.objects.exists()
    keys = [key for key, _text in asked.context["form"].fields["sure"].choices]
    assert len(keys) == 2
    page = tie(at_work, child, mother, sure=keys[:1])
    assert page.status_code == 200
    assert tie(at_work, child, mother, sure=keys).status_code == 302
    assert Guardianship.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "reaches"),
    [
        ({"birth_year": today().year - 17}, False),
        ({"birth_year": today().year - 18}, True),
        ({}, True),
        ({"category": "child"}, False),
        ({"told_age": 17, "age_told_on": today()}, False),
    ],
)
def test_who_is_under_18_never_satisfies_can_be_reached(facts, reaches):
    category = CategoryFactory(code=facts.pop("category", "parent"))
    adult = ParticipantFactory(phone="+355692345678", category=category, **facts)
    child = aged(5)
    Guardianship.objects.create(adult=adult, child=child, relation="other")

    assert Participant.objects.with_safeguards(today()).get(pk=child.pk).has_contact is reaches


def edit(client, person, **changed):
    facts = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "sex": person.sex,
        "category": person.category_id,
        "birth_year": person.birth_year or "",
        "language": "sq",
    }
    url = reverse("participants:participant_update", args=[person.pk])
    return client.post(url, facts | changed)


def test_a_birth_that_makes_a_guardian_younger_than_the_child_is_refused_at_it(at_work, centre):
    child, mother = aged(12, centre=centre), aged(40, centre=centre)
    Guardianship.objects.create(adult=mother, child=child, relation="mother")

    for person, year in ((mother, today().year - 12), (child, today().year - 40)):
        response = edit(at_work, person, birth_year=year)
        assert "birth_year" in response.context["form"].errors
        assert mother.full_name in response.context["form"].errors["birth_year"][0]


def test_a_file_makes_no_guardian_younger_than_the_child():
    rows = [attendance(first_name=name, person=name) for name in ("Ana", "Beni")]
    load(rows)
    mother, child = (Participant.objects.get(first_name=name) for name in ("Ana", "Beni"))
    Guardianship.objects.create(adult=mother, child=child, relation="mother")
    load([rows[1] | {"birth_year": "2010"}])

    refused = load([rows[0] | {"birth_year": "2012"}])

    assert rejected(refused) == {2: "birth_year"}
    assert mother.full_name in refused.rejected[0].reason
    mother.refresh_from_db()
    assert mother.birth_year is None
    assert not load([rows[0] | {"birth_year": "1985"}]).is_refused


def test_a_file_that_tells_both_births_is_held_against_their_tie():
    rows = [attendance(first_name=name, person=name) for name in ("Ana", "Beni")]
    load(rows)
    mother, child = (Participant.objects.get(first_name=name) for name in ("Ana", "Beni"))
    Guardianship.objects.create(adult=mother, child=child, relation="mother")

    refused = load([rows[0] | {"birth_year": "2012"}, rows[1] | {"birth_year": "2010"}])

    assert rejected(refused) == {2: "birth_year"}


@pytest.mark.parametrize("kept_has_the_tie", [True, False])
def test_joining_two_records_makes_no_guardian_younger_than_the_child(kept_has_the_tie):
    child, tied, other = aged(14), ParticipantFactory(), aged(12)
    Guardianship.objects.create(adult=tied, child=child, relation="mother")
    kept, merged = (tied, other) if kept_has_the_tie else (other, tied)

    with pytest.raises(ValidationError) as refused:
        merge_participants(
            kept=kept, merged=merged, merged_by=None, facts={"birth_year": other.birth_year}
        )

    assert refused.value.code == "not_older"


def test_an_edit_that_is_about_neither_asks_nothing(at_work, centre):
    child, mother = aged(3, centre=centre), aged(16, centre=centre)
    Guardianship.objects.create(adult=mother, child=child, relation="mother")

    assert edit(at_work, mother, phone="069 234 5678").status_code == 302


def test_ties_that_are_wrong_already_are_said_on_the_page(at_work, centre):
    child, mother = aged(40, centre=centre), aged(12, centre=centre)
    Guardianship.objects.create(adult=mother, child=child, relation="mother")

    for person in (child, mother):
        page = at_work.get(reverse("participants:participant_detail", args=[person.pk]))
        assert any(mother.full_name in sentence for sentence in page.context["doubts"])


# Categories


def test_every_bound_is_that_of_a_category_there_is():
    codes = set(type(CategoryFactory()).objects.values_list("code", flat=True))

    assert set(USUAL_AGES) <= codes
    assert all(fits(code, None) for code in codes)


@pytest.mark.parametrize(
    ("category", "age", "is_usual"),
    [
        ("child", 17, True),
        ("child", 18, False),
        ("parent", 13, False),
        ("parent", 14, True),
        ("police", 17, False),
        ("young_person", 9, False),
        ("young_person", 29, True),
        ("young_person", 30, False),
        ("other", 3, True),
    ],
)
def test_a_category_goes_with_an_age_or_not(category, age, is_usual):
    assert fits(category, age) is is_usual


def test_the_form_of_a_person_asks_about_a_category_against_the_age(at_work, centre):
    person = aged(40, centre=centre)
    child = CategoryFactory(code="child")

    asked = edit(at_work, person, category=child.pk)

    assert asked.context["form"].asks
    person.refresh_from_db()
    assert person.category.code == "parent"
    assert "sure" in asked.content.decode()
    edit(at_work, person, category=child.pk, sure=["category-child-40"])
    person.refresh_from_db()
    assert person.category.code == "child"


NEW = {"first_name": "Ana", "last_name": "Hoxha", "sex": "female", "age": "8", "category": "parent"}


def test_the_door_asks_about_a_category_against_the_age(at_work, centre):
    url = reverse("events:add_new_person", args=[EventFactory().pk])

    asked = at_work.post(url, NEW)

    assert not Participant.objects.exists()
    assert "category-parent-8" in asked.content.decode()
    at_work.post(url, {**NEW, "sure": ["category-parent-8"]})
    assert Participant.objects.get().told_age == 8


def test_a_box_ticked_for_another_age_is_no_answer(at_work, centre):
    url = reverse("events:add_new_person", args=[EventFactory().pk])

    at_work.post(url, {**NEW, "age": "9", "sure": ["category-parent-8"]})

    assert not Participant.objects.exists()


def test_naming_one_of_the_counted_asks_too(at_work, centre):
    group = HeadcountFactory()
    url = reverse("events:name_counted", args=[group.event_id, group.pk])

    at_work.post(url, NEW)
    assert not Participant.objects.exists()
    at_work.post(url, {**NEW, "sure": ["category-parent-8"]})
    assert Participant.objects.exists()


def test_what_somebody_attends_as_is_asked_about_on_the_register(at_work, centre):
    place = RegistrationFactory(present=True, age=40, participant__centre=centre)
    url = reverse("events:registration", args=[place.event_id, place.pk])

    at_work.post(url, {"category": "child", "organisation": ""})
    assert Registration.objects.get().category.code == "parent"
    at_work.post(url, {"category": "child", "organisation": "", "sure": ["category-child-40"]})
    assert Registration.objects.get().category.code == "child"


def test_a_reader_who_sees_no_ages_learns_none_from_a_question(centre):
    place = RegistrationFactory(present=True, age=40)
    known = {"categories": [CategoryFactory(code="child")], "organisations": None}

    shown, short = (
        RegistrationForm({"category": "child"}, registration=place, is_short=is_short, **known)
        for is_short in (False, True)
    )

    assert not shown.is_valid()
    assert short.is_valid()


def test_an_import_says_what_is_unlikely_and_takes_it():
    rows = [
        attendance(person="1", age="40", category="child"),
        attendance(person="2", age="12", category="child", last_name="Kola"),
    ]

    result = load(rows)

    assert [note.row for note in result.unlikely] == [2]
    assert result.counts["registrations"]["created"] == 2
