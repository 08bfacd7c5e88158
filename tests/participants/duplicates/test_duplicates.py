"""Who may be the same person: alike, but nothing known speaks against it."""

from collections import Counter
from datetime import date

import pytest

from participants.duplicates import pairs
from participants.duplicates.pairs import (
    find_possible_duplicates,
    likeness,
    possible_duplicates,
    record_possible_duplicates,
)
from participants.models import Participant, PossibleDuplicate
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db


def person(first="Ana", last="Hoxha", **facts):
    return ParticipantFactory(first_name=first, last_name=last, **facts)


def alike(one, other):
    """Whether `other` is found for `one`, by the search for one person and by that for many."""
    found = possible_duplicates(one, Participant.objects.all()) == [other]
    pairs = find_possible_duplicates([one], Participant.objects.all())
    assert (pairs == [(min(one.pk, other.pk), max(one.pk, other.pk))]) is found
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {}),
        ({"first": "Gëzim", "last": "Çela"}, {"first": "gezim", "last": "CELA"}),
        ({"last": "Hoxha"}, {"last": "Hoxhaj"}),
        ({"first": "Ana"}, {"first": "Ana Maria"}),
        ({"last": "Hoxha-Kola"}, {"last": "Kola"}),
        ({"first": "Hoxha", "last": "Ana"}, {}),
        ({"birth_year": 2009}, {"birth_date": date(2010, 3, 1)}),
        ({"birth_year": 2009}, {}),
        ({"told_age": 12, "age_told_on": date(2021, 10, 6)}, {"birth_year": 2009}),
        ({"father_name": "A."}, {"father_name": "Agim"}),
        ({"sex": "female"}, {}),
        ({"first": "Xhovana"}, {"first": "Giovanna"}),
        ({"first": "A.", "birth_year": 2009}, {"birth_year": 2009}),
    ],
)
def test_people_who_may_be_the_same_are_found(one, other):
    assert alike(person(**one), person(**other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"first": "Ben"}),
        ({"last": "Hoxha"}, {"last": "Hyka"}),
        ({"birth_year": 2009}, {"birth_year": 1985}),
        ({"sex": "female"}, {"sex": "male"}),
        ({"father_name": "Agim"}, {"father_name": "Skënder"}),
        ({"first": "Emri1", "last": "Mbiemri1"}, {"first": "Emri2", "last": "Mbiemri2"}),
        (
            {"last": "Hoxhaj", "birth_date": date(2009, 3, 1)},
            {"last": "Hoxha", "birth_date": date(2009, 4, 1)},
        ),
    ],
)
def test_people_of_whom_something_differs_are_not_found(one, other):
    assert not alike(person(**one), person(**other))


def test_people_outside_the_given_rows_are_never_found():
    ana, stranger = person(), person()

    among = Participant.objects.exclude(pk=stranger.pk)

    assert possible_duplicates(ana, among) == []
    assert find_possible_duplicates([ana], among) == []


def test_a_person_who_is_not_saved_can_be_searched_for():
    ana = person()

    unsaved = Participant(first_name="ana", last_name="hoxha", category=ana.category)

    assert possible_duplicates(unsaved, Participant.objects.all()) == [ana]


def test_pairs_are_recorded_once_and_a_decision_stands():
    ana, twin = person(), person()
    among = Participant.objects.all()

    assert record_possible_duplicates([ana, twin], among) == 1
    PossibleDuplicate.objects.update(is_different=True)

    assert record_possible_duplicates([twin], among) == 0
    assert PossibleDuplicate.objects.get().is_different


@pytest.mark.more
@pytest.mark.parametrize(
    "name",
    [lambda n: (f"Emri{n}", f"Mbiemri{n}"), lambda n: ("Ana", "Hoxha")],
    ids=["numbered", "all the same"],
)
def test_comparisons_grow_with_the_number_of_people_not_its_square(name, monkeypatch):
    category = CategoryFactory()
    compared = Counter()

    def counting(one, other):
        compared[size] += 1
        return likeness(one, other)

    monkeypatch.setattr(pairs, "likeness", counting)
    for size in (500, 2_000):
        people = Participant.objects.bulk_create(
            Participant(first_name=name(n)[0], last_name=name(n)[1], category=category)
            for n in range(size)
        )
        find_possible_duplicates(people, Participant.objects.filter(pk__gte=people[0].pk))

    assert compared[2_000] <= 5 * compared[500]
