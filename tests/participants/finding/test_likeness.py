"""What agrees makes up for other spellings; families stay apart all the same."""

from datetime import date

import pytest

from participants.finding.index import current_nicknames
from participants.finding.likeness import ALIKE, GivenNames, likeness
from participants.models import Participant

pytestmark = pytest.mark.django_db
ANA = {
    "first_name": "Xhoana",
    "father_name": "Agim",
    "last_name": "Çela",
    "sex": "female",
    "birth_date": date(2009, 3, 27),
    "phone": "+355691234567",
}


def alike(one, other, usual=()):
    names = GivenNames(current_nicknames(), frozenset(usual))
    identities = [names.of(Participant(**facts)) for facts in (one, other)]
    there, back = likeness(*identities), likeness(*reversed(identities))
    assert (there >= ALIKE) is (back >= ALIKE)
    return there >= ALIKE


@pytest.mark.parametrize(
    "facts",
    [
        {"first_name": "Joana", "last_name": "Cela"},
        {"first_name": "Xhona"},
        {"first_name": "Cela", "last_name": "Joana"},
        {"last_name": ""},
        {"last_name": "Ç."},
        {"last_name": "Kamberi"},
        {"sex": "male"},
        {"father_name": "Agron"},
        {"birth_date": date(2009, 3, 21)},
        {"birth_date": date(2009, 7, 23)},
        {"birth_date": None, "birth_year": 2010},
        {"birth_date": None, "phone": "", "father_name": ""},
    ],
)
def test_one_person_told_otherwise_is_found(facts):
    assert alike(ANA, ANA | facts)


def test_a_nickname_is_one_by_its_letters():
    agron = {"first_name": "Agron", "last_name": "Hoxha", "sex": "male"}

    assert alike(agron, agron | {"first_name": "Goni"})
    assert not alike(agron, agron | {"first_name": "Gjon"})


@pytest.mark.parametrize(
    "facts",
    [
        {"first_name": "Drita"},  # a sister, or a twin
        {"first_name": "Drita", "birth_date": date(2011, 5, 2)},
        {"first_name": "Andi", "sex": "male"},  # a twin brother
        {"first_name": "Agim", "father_name": "Hysen", "sex": "male", "birth_date": None},
        {"birth_date": date(1985, 3, 7)},  # the aunt of that name
        {"birth_date": None, "birth_year": 2013},
        {"last_name": "Hoxha", "phone": "", "father_name": "Ilir"},
        {"last_name": "", "birth_date": None, "phone": "", "father_name": ""},
        {"sex": "male", "birth_date": None, "phone": "", "father_name": ""},
        {"father_name": "Skënder", "birth_date": None, "phone": ""},
        {"first_name": "Xhoana2"},
    ],
)
def test_another_person_is_not_found(facts):
    assert not alike(ANA, ANA | facts)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Kristian", "Christian"),
        ("Xhovana", "Giovanna"),
        ("Xhuljano", "Giuliano"),
        ("Xhesika", "Gessica"),
        ("Sofia", "Sophia"),
        ("Mikel", "Michael"),
        ("Aleksandër", "Alexander"),
        ("Uendi", "Wendy"),
        ("Xhevahire", "Gjevahire"),
    ],
)
def test_a_name_spelt_as_abroad_is_the_same_name(name, written):
    bare = ANA | {"phone": "", "father_name": "", "first_name": name}

    assert alike(bare, bare | {"first_name": written, "birth_date": None})
    assert not alike(bare, bare | {"first_name": written, "birth_date": date(1985, 3, 27)})


@pytest.mark.parametrize("written", ["X.", "X"])
def test_an_initial_is_enough_where_something_else_agrees(written):
    initial = {"first_name": written, "last_name": "Çela"}

    assert alike(ANA, ANA | initial | {"father_name": "", "phone": ""})
    assert not alike(ANA, initial | {"first_name": "D."} | {"phone": ANA["phone"]})
    assert not alike(ANA, initial | {"sex": "unknown"})
    assert not alike(ANA, ANA | initial | {"father_name": "Ilir", "birth_date": None, "phone": ""})


def test_a_father_and_the_son_who_has_his_name_are_two():
    father = ANA | {"first_name": "Agim", "sex": "male", "birth_date": date(1980, 1, 1)}
    son = father | {"birth_date": date(2008, 1, 1), "father_name": "Agim"}

    assert not alike(father | {"father_name": "Hysen"}, son)
    assert not alike(father, son)


def test_twins_whose_names_are_two_usual_names_are_two():
    anila, anisa = ANA | {"first_name": "Anila"}, ANA | {"first_name": "Anisa"}

    assert alike(anila, anisa)  # one letter: a slip, as far as anybody knows
    assert not alike(anila, anisa, usual=["anila", "anisa"])
    assert alike(anila, anisa, usual=["anila"])


def test_a_nickname_stands_for_the_name():
    lulzim = ANA | {"first_name": "Lulzim", "sex": "male"}

    assert alike(lulzim, lulzim | {"first_name": "Luli"})
    assert not alike(lulzim, lulzim | {"first_name": "Luan"}, usual=["luan", "lulzim"])
