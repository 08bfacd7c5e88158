"""How many rows there are, read together with the first of them."""

import pytest

from partners.models import Organisation
from shkej.lib.queries.totals import with_total
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_the_first_rows_come_with_the_number_of_all_in_one_query(django_assert_num_queries):
    OrganisationFactory.create_batch(4)
    rows = Organisation.objects.filter(is_active=True).order_by("-pk")
    expected, number = list(rows[:2]), rows.count()

    with django_assert_num_queries(1):
        first = list(with_total(rows)[:2])

    assert first == expected
    assert {row.in_all for row in first} == {number}


def test_what_was_filtered_out_is_not_counted():
    OrganisationFactory.create_batch(3, is_active=False)
    kept = OrganisationFactory()

    [row] = with_total(Organisation.objects.filter(pk=kept.pk))

    assert row.in_all == 1


def test_of_nothing_there_is_nothing():
    assert not list(with_total(Organisation.objects.none()))
    assert not list(with_total(Organisation.objects.filter(pk=0))[:5])
