"""Plain pairs: nothing that is recorded speaks against them, seen by the reader or not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from participants.duplicates import plain_views
from participants.duplicates.services import keep_apart
from participants.models import Consent, Guardianship, Merge
from shkej.lib.dates import today
from tests.participants.duplicates.pairs import LIST, PLAIN, pair_of
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(client, coordinator):
    client.force_login(coordinator)
    return client


def offered(client):
    """The plain pairs that the page offers; the list offers the page exactly where it has some."""
    pairs = [row.pair for row in client.get(PLAIN).context["pairs"]]
    assert client.get(LIST).context["has_plain"] is bool(pairs)
    return pairs


def text(answer):
    """The words of the page, as the user reads them."""
    return " ".join(strip_tags(answer.content.decode()).split())


def tie(child, adult, relation="mother", **facts):
    return Guardianship.objects.create(adult=adult, child=child, relation=relation, **facts)


def answer(person, answer="given", **facts):
    facts = {"purpose": "photos", "given_by": "self", "given_on": today()} | facts
    return Consent.objects.create(participant=person, answer=answer, **facts)


@pytest.fixture
def adults(centre):
    return [ParticipantFactory(centre=centre) for _number in range(2)]


def test_children_of_different_mothers_are_not_plain(at_work, centre, adults):
    pair = pair_of(centre)
    tie(pair.first, adults[0])
    assert offered(at_work) == [pair]

    tie(pair.second, adults[1])

    assert offered(at_work) == []
    at_work.post(PLAIN, {"pair": [pair.pk]})
    assert not Merge.objects.exists()


def test_of_one_mother_with_another_word_about_collecting_they_are_not_plain(
    at_work, centre, adults
):
    pair = pair_of(centre)
    tie(pair.first, adults[0], may_collect=True)
    known = tie(pair.second, adults[0], may_collect=False)
    assert offered(at_work) == []

    Guardianship.objects.filter(pk=known.pk).update(may_collect=True)

    assert offered(at_work) == [pair]


def test_parents_of_different_children_are_not_plain(at_work, centre, adults):
    pair = pair_of(centre)
    tie(adults[0], pair.first)
    assert offered(at_work) == [pair]

    tie(adults[1], pair.second)

    assert offered(at_work) == []


def test_who_answers_for_the_other_is_not_plain(at_work, centre):
    pair = pair_of(centre)
    tie(pair.first, pair.second)

    assert offered(at_work) == []


@pytest.mark.parametrize(
    "other",
    [
        {"answer": "refused"},
        {"expires_on": today() - timedelta(days=1)},
        {"given_by": "representative"},
        {"assent": "refused"},
    ],
)
def test_who_answered_otherwise_about_one_thing_are_not_plain(at_work, centre, other):
    pair = pair_of(centre)
    answer(pair.first, assent="given")
    answer(pair.second, purpose="contact", answer="refused")
    assert offered(at_work) == [pair]

    answer(pair.second, **other)

    assert offered(at_work) == []


def test_for_whom_two_guardians_answered_are_not_plain(at_work, centre, adults):
    pair = pair_of(centre)
    answer(pair.first, given_by="guardian", guardian=adults[0])
    answer(pair.second, given_by="guardian", guardian=adults[0])
    assert offered(at_work) == [pair]

    answer(pair.second, given_by="guardian", guardian=adults[1])

    assert offered(at_work) == []


def test_an_answer_that_no_longer_counts_speaks_against_nobody(at_work, centre):
    pair = pair_of(centre)
    answer(pair.first, "refused", given_on=today() - timedelta(days=9))
    answer(pair.first)
    answer(pair.second)

    assert offered(at_work) == [pair]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"do_not_contact": True}),
        (
            {"do_not_contact": True, "do_not_contact_reason": "The father reads her phone"},
            {"do_not_contact": True, "do_not_contact_reason": "She asked for it"},
        ),
        ({"safe_contact": "Through the school"}, {"safe_contact": "Mornings only"}),
        ({}, {"language": "en"}),
        ({"first_name": "Besa"}, {"first_name": "BESA"}),
    ],
)
def test_what_is_not_asked_on_the_form_is_compared_too(at_work, centre, first, second):
    pair_of(centre, first, second)

    assert offered(at_work) == []


def test_a_disability_that_the_reader_may_not_see_is_compared_unseen(client, centre, coordinator):
    known = {"disability_method": "self_reported"}
    pair_of(centre, {"disability": "yes"} | known, {"disability": "no"} | known)
    names = {"first_name": "Vera"}
    plain = pair_of(centre, {"disability": "yes"} | known | names, names)
    client.force_login(coordinator)

    assert offered(client) == [plain]
    page = text(client.get(PLAIN))
    assert "isability" not in page


def test_plain_pairs_after_many_that_are_not_are_reached(at_work, centre, monkeypatch):
    for number in range(60):
        phones = ({"phone": f"+3556923400{number:02}"}, {"phone": f"+3556923401{number:02}"})
        pair_of(centre, *phones)
    last = pair_of(centre, {"first_name": "Vera"}, {"first_name": "Vera"})

    assert offered(at_work) == [last]


def test_only_a_few_are_joined_at_once_and_more_are_refused(at_work, centre):
    pairs = [
        pair_of(centre, {"first_name": name}, {"first_name": name})
        for name in ("Ana", "Besa", "Cara", "Dafina", "Era", "Fatime")
    ]
    assert offered(at_work) == pairs[: plain_views.AT_ONCE]

    answer = at_work.post(PLAIN, {"pair": [pair.pk for pair in pairs]})

    assert "Tick at most 5 pairs at once." in text(answer)
    assert "seen" not in answer.context


def test_a_pair_that_is_plain_no_longer_is_said_and_not_passed_over(at_work, centre):
    pairs = [pair_of(centre, {"first_name": name}, {"first_name": name}) for name in ("Ana", "Era")]
    keep_apart(one=pairs[1].first, other=pairs[1].second)

    page = at_work.post(PLAIN, {"pair": [pair.pk for pair in pairs]})

    assert page.context["changed_meanwhile"]
    assert [row.pair for row in page.context["pairs"]] == pairs[:1]
    assert not Merge.objects.exists()


def test_the_list_of_plain_pairs_takes_as_many_queries_for_five_as_for_one(at_work, centre):
    def queries():
        with CaptureQueriesContext(connection) as made:
            at_work.get(PLAIN)
        return len(made)

    pair_of(centre)
    at_work.get(PLAIN)
    one = queries()
    for name in ("Besa", "Cara", "Dafina", "Era"):
        pair_of(centre, {"first_name": name}, {"first_name": name})

    assert queries() == one
