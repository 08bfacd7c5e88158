"""A pair that was decided, and what a decision takes away with it."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from participants.duplicates.services import keep_apart
from participants.models import Merge, PossibleDuplicate
from tests.participants.duplicates.pairs import pair_of, review
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client, coordinator):
    client.force_login(coordinator)
    return client


def text(answer):
    """The words of the page, as the user reads them."""
    return " ".join(strip_tags(answer.content.decode()).split())


def three_of_one(centre):
    pair = pair_of(centre)
    third = ParticipantFactory(
        centre=centre,
        first_name="Ana",
        last_name="Hoxha",
        sex="female",
        birth_year=2010,
        category=pair.first.category,
    )
    rows = [PossibleDuplicate(first=one, second=third) for one in (pair.first, pair.second)]
    return [pair, *PossibleDuplicate.objects.bulk_create(rows[::-1])]


def test_a_merge_leads_past_pairs_that_are_gone_with_it(at_work, centre):
    of_both, of_merged, of_kept = three_of_one(centre)
    assert of_merged.first == of_both.second
    asked = at_work.post(review(of_both), {"kept": "first"})

    answer = at_work.post(review(of_both), {"kept": "first", "seen": asked.context["seen"]})

    assert Merge.objects.get().kept == of_both.first
    assert answer.url == review(of_kept)
    assert at_work.get(answer.url).status_code == 200


def test_a_pair_that_was_decided_says_so_and_has_no_place_in_the_queue(at_work, centre):
    pair = pair_of(centre)
    at_work.post(reverse("participants:duplicate_dismiss", args=[pair.pk]))

    page = at_work.get(review(pair))

    assert "Said to be two people." in text(page)
    assert "Pair " not in text(page)
    assert "Not the same person" not in text(page)
    assert "Said to be two people." in text(at_work.post(review(pair), {"kept": "first"}))


def test_who_was_said_to_be_two_people_meanwhile_is_asked_about_again(at_work, centre):
    pair = pair_of(centre)
    asked = at_work.post(review(pair), {"kept": "first"})
    keep_apart(one=pair.first, other=pair.second)

    again = at_work.post(review(pair), {"kept": "first", "seen": asked.context["seen"]})

    assert again.context["changed_meanwhile"]
    assert not Merge.objects.exists()
