"""Words of the code that stand in the SQL itself."""

import pytest
from django.db import connection

from events.models import RegisterAct
from shkej.lib.queries.literals import Literal
from tests.events.factories import RegistrationFactory


def test_a_word_stands_in_the_statement_and_finds_what_a_value_finds(db):
    place = RegistrationFactory()
    asked = {"event": place.event, "registration": place, "attendance": "absent"}
    conflict = RegisterAct.objects.create(kind="mark", outcome="conflict", **asked)
    RegisterAct.objects.create(kind="mark", outcome="done", **asked)

    by_word = RegisterAct.objects.filter(outcome=Literal("conflict"))

    assert by_word.query.sql_with_params()[1] == ()
    assert list(by_word) == [conflict] == list(RegisterAct.objects.filter(outcome="conflict"))


def test_open_conflicts_of_a_place_are_found_by_their_index(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table of few rows rather than an index.")

    plan = RegisterAct.objects.open_conflicts().filter(registration=1).explain()

    assert "register_act_open_conflict" in plan


@pytest.mark.parametrize("word", ["it's", "50%", "", "Po", "a b", "ë", "done\n"])
def test_nothing_but_a_plain_word_comes_into_a_statement(db, word):
    with pytest.raises(ValueError, match="plain word"):
        list(RegisterAct.objects.filter(outcome=Literal(word)))
