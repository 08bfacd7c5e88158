"""The pages on which two records are compared, joined or told apart."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.models import AccessLog
from participants.models import Merge, PossibleDuplicate
from tests.events.factories import CentreFactory, RegistrationFactory
from tests.participants.duplicates.pairs import LIST
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(centre):
    return ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=centre)


@pytest.fixture
def merged(centre):
    return ParticipantFactory(
        first_name="Ana", last_name="Hoxhaj", centre=centre, birth_year=2009, sex="female"
    )


@pytest.fixture
def pair(kept, merged):
    return PossibleDuplicate.objects.create(first=kept, second=merged)


def url(name, row):
    return reverse(f"participants:{name}", args=[row.pk])


def confirm(client, pair, choices, **more):
    """Choose, look at what it does, and confirm that."""
    looked = client.post(url("duplicate_review", pair), choices)
    assert not Merge.objects.exists()
    seen = {"seen": looked.context["places"].seen}
    return client.post(url("duplicate_review", pair), choices | seen, **more)


def test_coordinator_compares_merges_and_undoes(client, coordinator, pair, kept, merged):
    RegistrationFactory(participant=merged, present=True)
    client.force_login(coordinator)
    assert "Hoxhaj" in strip_tags(client.get(LIST).content.decode())  # the last letter is marked

    compared = client.get(url("duplicate_review", pair))
    form = compared.context["form"]
    # the record seen more often is first
    assert [person.pk for person in form.people] == [merged.pk, kept.pk]
    title = compared.content.decode().partition("<title>")[2].partition("</title>")[0]
    assert f"Compare {merged.code} and {kept.code}" in squeezed(title)
    assert set(form.fields) == {"kept", "last_name", "sex", "age"}

    choices = {"kept": "first", "last_name": "second", "sex": "first", "age": "first"}
    done = confirm(client, pair, choices, follow=True)
    merged.refresh_from_db()
    kept.refresh_from_db()
    assert (merged.last_name, merged.birth_year, kept.merged_into) == ("Hoxha", 2009, merged)
    merge = Merge.objects.get()
    assert url("merge_undo", merge) in done.content.decode()
    assert AccessLog.objects.filter(action="merge", user=coordinator).count() == 1
    assert client.get(url("duplicate_review", pair)).status_code == 404

    client.post(url("merge_undo", merge))
    kept.refresh_from_db()
    assert kept.merged_into is None


def test_answers_that_are_missing_or_tampered_with_merge_nothing(client, coordinator, pair):
    client.force_login(coordinator)

    response = client.post(url("duplicate_review", pair), {"kept": "third", "sex": "x"})

    assert set(response.context["form"].errors) == {"kept", "last_name", "sex", "age"}
    assert not Merge.objects.exists()


def test_not_the_same_is_remembered(client, coordinator, pair):
    client.force_login(coordinator)

    client.post(url("duplicate_dismiss", pair))

    pair.refresh_from_db()
    assert pair.is_different
    assert client.get(LIST).context["pairs"] == []


def test_a_second_record_can_be_named(client, coordinator, kept, merged):
    client.force_login(coordinator)
    address = url("duplicate_create", kept)

    found = search_on(client, address, "hoxhaj")
    assert list(found.context["found"]) == [merged]
    response = client.post(address, {"other": merged.pk})

    assert response.url == url("duplicate_review", PossibleDuplicate.objects.get())


def test_contacts_and_disability_stay_hidden_in_the_comparison(client, coordinator, pair, kept):
    kept.phone, kept.disability, kept.disability_method = "+355692345678", "yes", "imported"
    kept.save()
    client.force_login(coordinator)

    response = client.get(url("duplicate_review", pair))

    assert "692345678" not in response.content.decode().replace(" ", "")
    assert "phone" in response.context["form"].fields
    assert "disability" not in response.context["form"].fields


def test_disability_that_only_one_record_knows_is_kept_unseen(client, coordinator, pair, merged):
    merged.disability, merged.disability_method = "yes", "imported"
    merged.save()
    client.force_login(coordinator)

    confirm(client, pair, {"kept": "first", "last_name": "first", "sex": "second", "age": "second"})

    assert Merge.objects.get().kept.disability == "yes"


def test_pairs_of_other_centres_do_not_exist(client, coordinator, kept):
    foreign = ParticipantFactory(centre=CentreFactory())
    first, second = sorted((kept, foreign), key=lambda person: person.pk)
    pair = PossibleDuplicate.objects.create(first=first, second=second)
    merge = Merge.objects.create(kept=first, merged=second)
    client.force_login(coordinator)

    assert client.get(LIST).context["pairs"] == []
    assert not client.get(LIST).context["merges"]
    assert client.get(url("duplicate_review", pair)).status_code == 404
    assert client.post(url("duplicate_dismiss", pair)).status_code == 404
    assert client.post(url("merge_undo", merge)).status_code == 404


def test_list_of_pairs_needs_as_many_queries_for_20_pairs_as_for_one(
    client, coordinator, centre, pair, django_assert_num_queries
):
    client.force_login(coordinator)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _number in range(19):
        first, second = ParticipantFactory(centre=centre), ParticipantFactory(centre=centre)
        PossibleDuplicate.objects.create(first=first, second=second)

    with django_assert_num_queries(len(few)):
        client.get(LIST)
