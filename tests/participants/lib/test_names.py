"""People of one name: told apart by what each reader may see."""

import pytest
from django.utils import translation

from participants.lib.names import tell_apart
from shkej.lib.texts import marked_up, with_names
from tests.participants.factories import ParticipantFactory

ANA = {"first_name": "Ana", "last_name": "Gjoni"}


def built(**facts):
    return ParticipantFactory.build(**{"birth_date": None, "birth_year": None, **ANA, **facts})


def listed(*people):
    with translation.override("en"):
        return [person.listed_name for person in tell_apart(people)]


def short(*people):
    return [person.short_name for person in tell_apart(people)]


def test_who_stands_alone_carries_nothing():
    assert listed(built(father_name="Agim"), built(first_name="Ben")) == ["Ana Gjoni", "Ben Gjoni"]
    assert short(built(), built(first_name="Ben")) == ["Ana G.", "Ben G."]


def test_staff_see_the_fathers_name_else_the_age_else_the_code():
    people = [
        built(father_name="Agim"),
        built(birth_year=2000),
        built(code="K7M2QX"),
    ]

    names = listed(*people)

    assert names[0] == "Ana Gjoni (Agim)"
    assert names[1].startswith("Ana Gjoni (")
    assert names[1].endswith(" years)")
    assert names[2] == "Ana Gjoni (K7M2QX)"


def test_what_two_share_tells_nobody_apart():
    people = [
        built(father_name="Agim", birth_year=2000),
        built(father_name="agim", birth_year=2000, code="AAAAAA"),
        built(father_name="Agim", birth_year=1990),
    ]

    first, second, third = listed(*people)

    assert first == f"Ana Gjoni ({people[0].code})"
    assert second == "Ana Gjoni (AAAAAA)"
    assert third.endswith(" years)")


def test_volunteers_see_as_few_letters_as_are_needed_and_nothing_else():
    people = [
        built(father_name="Agim", code="K7M2QX", birth_year=2000),
        built(last_name="Gjata", birth_year=1999),
        built(last_name="Gashi"),
        built(last_name="Hoxha"),
    ]

    assert short(*people) == ["Ana Gjo.", "Ana Gja.", "Ana Ga.", "Ana H."]


def test_a_surname_that_another_begins_with_stands_whole():
    assert short(built(last_name="Gjon"), built()) == ["Ana Gjon", "Ana Gjoni"]


def test_letters_that_tell_nobody_apart_are_not_shown():
    people = [built(father_name="Agim", birth_year=2000), built(code="K7M2QX")]

    assert short(*people) == ["Ana G.", "Ana G."]


def test_the_same_person_twice_on_a_list_is_one():
    person = ParticipantFactory.build(pk=1, **ANA)
    again = ParticipantFactory.build(pk=1, **ANA)

    assert listed(person, again) == ["Ana Gjoni", "Ana Gjoni"]


def test_a_first_name_alone_is_a_name():
    person = built(first_name="Suzi", last_name="")

    assert (person.full_name, person.short_name, str(person)) == ("Suzi", "Suzi", "Suzi")
    with translation.override("en"):
        assert "surname" in person.lacks
    assert short(person, built(first_name="Suzi")) == ["Suzi", "Suzi G."]


@pytest.mark.parametrize("text", ["%(name)s <b>", "<i>%(name)s: %(mark)s"])
def test_names_in_messages_are_escaped_and_marked(text):
    said = with_names(text, name="<Ana>", mark="<x>")

    assert '<span translate="no">&lt;Ana&gt;</span>' in said
    assert "<b>" not in said
    assert "<i>" not in said
    assert "<x>" not in said
    assert marked_up("A&B") == '<span translate="no">A&amp;B</span>'
