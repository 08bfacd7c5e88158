"""The database of a test is as new: no row, number or table of the last one is left."""

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import User
from participants.models import Category, Nickname
from tests.accounts.factories import UserFactory
from tests.databases import begin_with, make_as_new
from tests.upgrade import dump

pytestmark = pytest.mark.django_db(transaction=True)
TABLE, INDEX = "CREATE TABLE of_this_test (name text)", "CREATE INDEX x ON accounts_user (name)"


def run(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def schema():
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, "accounts_user")
        return sorted(connection.introspection.table_names(cursor)), sorted(indexes)


@pytest.mark.parametrize(
    "act",
    [
        lambda: UserFactory.create_batch(3),
        lambda: Category.objects.update(label_en="Somebody"),
        lambda: Nickname.objects.first().delete(),
        lambda: run(TABLE),
        lambda: run(INDEX),
    ],
    ids=["rows", "a row that was there", "a row taken away", "a table", "an index"],
)
def test_nothing_is_left_of_what_a_test_did(act):
    before = dump.rows_of(apps), schema()
    act()
    assert (dump.rows_of(apps), schema()) != before

    make_as_new()

    assert (dump.rows_of(apps), schema()) == before


def test_numbers_begin_anew():
    make_as_new()  # what was rolled back has used numbers
    first = UserFactory().pk

    make_as_new()

    assert UserFactory().pk == first


def test_what_was_kept_comes_back_and_goes_again():
    begin_with("somebody", lambda: UserFactory(name="Somebody"))
    UserFactory(name="Somebody else")

    begin_with("somebody", lambda: pytest.fail("It is kept."))
    assert User.objects.get().name == "Somebody"

    make_as_new()
    assert not User.objects.exists()
