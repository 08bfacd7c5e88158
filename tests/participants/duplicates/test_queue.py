"""Through the pairs that wait: one after the other, what differs marked, plain ones together."""

import re

import pytest
from django.urls import reverse

from accounts.models.access_log import AccessLog, Action
from participants.lib.names import set_apart
from participants.models import Merge, Participant, PossibleDuplicate
from tests.events.factories import CentreFactory, RegistrationFactory
from tests.participants.duplicates.pairs import BORN, LIST, PLAIN, pair_of, review
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client, coordinator):
    client.force_login(coordinator)
    return client


def names_of(number):
    """Another plain pair each time."""
    return {"first_name": "Besa" + "nmrt"[number], "last_name": "Kola"}


@pytest.fixture
def pairs(centre):
    return [pair_of(centre, names_of(n), names_of(n)) for n in range(3)]


def test_letters_that_differ_are_marked_and_the_rest_is_not():
    assert set_apart("Joana", "Xhoana") == (
        '<span translate="no"><mark class="differs">J</mark>oana</span>'
    )
    assert set_apart("Ana", "Ana") == '<span translate="no">Ana</span>'
    assert set_apart("Ana", "") == '<span translate="no">Ana</span>'
    assert set_apart("<b>", "<i>") == (
        '<span translate="no">&lt;<mark class="differs">b</mark>&gt;</span>'
    )


def test_one_goes_from_pair_to_pair(at_work, pairs):
    page = at_work.get(review(pairs[1]))

    queue = page.context["queue"]
    assert (queue.number, queue.total) == (2, 3)
    assert (queue.previous, queue.next) == (review(pairs[0]), review(pairs[2]))
    html = page.content.decode()
    assert 'data-step="ArrowLeft"' in html
    assert 'data-step="ArrowRight"' in html
    first = at_work.get(review(pairs[0])).context["queue"]
    assert (first.previous, first.next) == ("", review(pairs[1]))


def test_a_decision_leads_to_the_next_pair_and_the_last_one_to_the_list(at_work, pairs):
    def dismissed(pair):
        address = reverse("participants:duplicate_dismiss", args=[pair.pk])
        return at_work.post(f"{address}?queue=1").url

    assert dismissed(pairs[0]) == review(pairs[1])
    assert dismissed(pairs[2]) == review(pairs[1])
    assert dismissed(pairs[1]) == LIST
    assert PossibleDuplicate.objects.filter(is_different=True).count() == 3


def test_a_merge_leads_to_the_next_pair_too(at_work, pairs):
    asked = at_work.post(review(pairs[0]), {"kept": "first"})
    seen = re.search(r'name="seen"\s+value="(\w+)"', asked.content.decode())[1]

    merged = at_work.post(review(pairs[0]), {"kept": "first", "seen": seen})

    assert Merge.objects.get().kept == pairs[0].first
    assert merged.url == review(pairs[1])


def test_pairs_of_other_centres_are_no_step(at_work, pairs):
    hidden = pair_of(CentreFactory())

    assert at_work.get(review(pairs[2])).context["queue"].next == ""
    assert at_work.get(review(hidden)).status_code == 404


def test_what_differs_says_so_in_a_word_and_what_is_the_same_stands_apart(at_work, centre):
    pair = pair_of(centre, {"last_name": "Hoxha"}, {"last_name": "Hoxhaj", "father_name": "Agim"})

    html = at_work.get(review(pair)).content.decode()

    assert '<mark class="differs">j</mark>' in html
    assert html.count("≠ differs") == 1
    assert html.count("+ in one record only") == 1
    same = html[html.index("The same in both") :]
    assert "Female" in same.partition("</section>")[0]


# Plain ones together


def confirm(client, *pairs):
    keys = [pair.pk for pair in pairs]
    asked = client.post(PLAIN, {"pair": keys})
    seen = re.search(r'name="seen"\s+value="(\w+)"', asked.content.decode())[1]
    return client.post(PLAIN, {"pair": keys, "seen": seen})


def test_plain_pairs_are_joined_together_once_confirmed(at_work, pairs):
    assert [row.pair for row in at_work.get(PLAIN).context["pairs"]] == pairs
    at_work.post(PLAIN, {"pair": [pairs[0].pk, pairs[1].pk]})
    assert not Merge.objects.exists()

    confirm(at_work, pairs[0], pairs[1])

    assert {(merge.kept, merge.merged) for merge in Merge.objects.all()} == {
        (pair.first, pair.second) for pair in pairs[:2]
    }
    assert [row.pair for row in at_work.get(PLAIN).context["pairs"]] == [pairs[2]]
    assert at_work.get(LIST).context["merges"]
    logged = AccessLog.objects.filter(action=Action.MERGE).values_list("object_id", flat=True)
    assert sorted(logged) == sorted(str(pair.first_id) for pair in pairs[:2])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"birth_year": 2011}),
        ({}, {"last_name": "Hoxhaj"}),
        ({}, {"sex": "male"}),
        ({"birth_year": None}, {"birth_year": None}),
        ({"sex": "unknown"}, {"sex": "unknown"}),
        ({"father_name": "Agim"}, {"father_name": "Besim"}),
        ({"phone": "+355692345678"}, {"phone": "+355692345679"}),
        ({"last_name": ""}, {"last_name": ""}),
    ],
)
def test_a_pair_of_which_something_differs_is_not_plain(at_work, centre, first, second):
    pair = pair_of(centre, first, second)

    assert at_work.get(PLAIN).context["pairs"] == []
    at_work.post(PLAIN, {"pair": [pair.pk]})
    assert not Merge.objects.exists()


def test_who_were_at_one_event_together_are_not_plain(at_work, centre):
    pair = pair_of(centre)
    event = RegistrationFactory(participant=pair.first).event
    RegistrationFactory(participant=pair.second, event=event)

    assert at_work.get(PLAIN).context["pairs"] == []


def test_what_only_one_record_knows_stays(at_work, centre):
    pair = pair_of(centre, {}, {"phone": "+355692345678"})

    confirm(at_work, pair)

    kept = Participant.objects.get(pk=pair.first_id)
    assert (kept.phone, kept.birth_year) == ("+355692345678", 2010)


def test_nobody_is_joined_whose_record_changed_since_it_was_shown(at_work, pairs):
    keys = [pairs[0].pk]
    asked = at_work.post(PLAIN, {"pair": keys})
    seen = re.search(r'name="seen"\s+value="(\w+)"', asked.content.decode())[1]
    pairs[0].first.organisation = None
    pairs[0].first.save()

    again = at_work.post(PLAIN, {"pair": keys, "seen": seen})

    assert again.context["changed_meanwhile"]
    assert not Merge.objects.exists()


def test_of_three_records_of_one_person_two_are_joined_at_a_time(at_work, centre):
    pair = pair_of(centre)
    third = ParticipantFactory(
        centre=centre, first_name="Ana", last_name="Hoxha", category=pair.first.category, **BORN
    )
    PossibleDuplicate.objects.create(first=pair.first, second=third)

    assert [row.pair for row in at_work.get(PLAIN).context["pairs"]] == [pair]


def test_plain_pairs_of_other_centres_are_not_shown(at_work):
    pair = pair_of(CentreFactory())

    assert at_work.get(PLAIN).context["pairs"] == []
    at_work.post(PLAIN, {"pair": [pair.pk], "seen": "0"})
    assert not Merge.objects.exists()
