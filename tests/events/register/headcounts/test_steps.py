"""Counting people without names by steps, and the way back."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Headcount, RegisterAct
from events.register.headcounts.services import set_headcount
from participants.models import Category
from tests.events.factories import HeadcountFactory, RegistrationFactory
from tests.events.register.headcounts.pages import HTMX, counts, text, undo_of
from tests.participants.factories import CategoryFactory

pytestmark = pytest.mark.django_db
MOTHERS = {"category": "parent", "sex": "female", "age_from": "25", "age_to": "59"}
KEY = "5f0c1f9e-7f5e-4a3c-9d55-0f8f2f3b1a01"


@pytest.fixture
def step(desk, event):
    """`step(data)`: what a tap sends."""
    address = reverse("events:step_headcount", args=[event.pk])

    def post(data, *, headers=HTMX):
        return desk.post(address, data, headers=headers)

    return post


def test_a_step_begins_a_group_and_says_the_number(step, event):
    first, second = (step({**MOTHERS, "step": "1"}) for _tap in range(2))

    assert counts(event) == {("parent", "female", 25, 59): 2}
    assert "Parents, female, 25–59 years: 1" in text(first)
    assert "Parents, female, 25–59 years: 2" in text(second)
    assert "2 participants: 0 named, 2 counted" in text(second)
    event.refresh_from_db()
    assert event.status == "held"


def test_a_step_leaves_other_groups_as_they_were(step, event):
    others = [
        HeadcountFactory(event=event, sex="female", age_from=25, age_to=None),
        HeadcountFactory(event=event, sex="male", age_from=25, age_to=59),
        HeadcountFactory(sex="female", age_from=25, age_to=59),
    ]

    step({**MOTHERS, "step": "1"})

    for other in others:
        other.refresh_from_db()
        assert other.count == 5


@pytest.mark.parametrize(
    ("start", "change", "after"),
    [
        (0, {"step": "1"}, 1),
        (3, {"step": "-1"}, 2),
        (3, {"step": "-3"}, 0),
        (3, {"step": "-9"}, 0),
        (3, {"count": "20"}, 20),
        (3, {"count": "0"}, 0),
    ],
)
def test_every_change_is_undone_by_its_real_difference(
    step, desk, event, django_user_model, start, change, after
):
    parents = CategoryFactory(code="parent")
    group = {"event": event, "category": parents, "sex": "female", "age_from": 25, "age_to": 59}
    if start:
        set_headcount(count=start, **group)
    [address] = undo_of(step({**MOTHERS, **change}))
    assert sum(counts(event).values()) == after
    set_headcount(count=after + 2, **group)  # a colleague counted two more

    desk.post(address, headers=HTMX)

    assert counts(event) == {("parent", "female", 25, 59): start + 2}


def test_an_undo_says_what_it_undoes_and_nobody_s_name(step):
    step({**MOTHERS, "step": "1"})

    act = RegisterAct.objects.get()
    assert (act.kind, act.registration) == ("count", None)
    assert act.before == {"count": 0}
    assert act.after == {
        "category": Category.objects.get(code="parent").pk,
        "sex": "female",
        "age_from": 25,
        "age_to": 59,
        "count": 1,
    }


def test_a_step_that_changes_nothing_offers_no_way_back(step, event):
    response = step({**MOTHERS, "step": "-1"})

    assert undo_of(response) == []
    assert not Headcount.history.exists()
    assert "No longer counted: Parents, female, 25–59 years" in text(response)


@pytest.mark.parametrize(
    "wrong",
    [
        {"category": "nobody"},
        {"category": ""},
        {"sex": "both"},
        {"age_from": "-1"},
        {"age_to": "121"},
        {"age_from": "60", "age_to": "59"},
        {"age_from": "x"},
    ],
)
def test_a_group_that_the_page_never_offers_is_a_bad_request(step, event, wrong):
    assert step({**MOTHERS, "step": "1", **wrong}).status_code == 400
    assert not event.headcounts.exists()


@pytest.mark.parametrize(
    "wrong",
    [{}, {"step": "x"}, {"count": "-1"}, {"count": "100001"}, {"step": "100001"}]
    + [{"step": "1", "count": "5"}],
)
def test_an_impossible_number_is_refused_and_changes_nothing(step, event, wrong):
    headcount = HeadcountFactory(event=event, sex="female", age_from=25, age_to=59)

    response = step({**MOTHERS, **wrong})

    assert response.status_code == 409
    assert "Enter a number of people from 1 to 100,000." in text(response)
    headcount.refresh_from_db()
    assert headcount.count == 5


@pytest.mark.parametrize(
    "columns",
    [
        {"register_closed_at": timezone.now(), "status": "held"},
        {"status": "cancelled"},
        {"starts_at": timezone.now() + timedelta(days=3)},
    ],
)
def test_nobody_is_counted_where_nobody_can_be_marked(step, event, columns):
    for name, value in columns.items():
        setattr(event, name, value)
    event.ends_at = None
    event.save()

    response = step({**MOTHERS, "step": "1"})

    assert response.status_code == 409
    assert "data-refusal" in text(response)
    assert not event.headcounts.exists()


def test_a_step_that_is_sent_twice_under_one_key_counts_once(step, event):
    answers = [step({**MOTHERS, "step": "1", "key": KEY}) for _sending in range(2)]

    assert counts(event) == {("parent", "female", 25, 59): 1}
    assert Headcount.history.count() == 1
    assert undo_of(answers[0]) == undo_of(answers[1])


def test_the_key_and_the_count_stand_or_fall_together(step, event, monkeypatch):
    def refuse(**facts):
        raise RuntimeError

    monkeypatch.setattr(RegisterAct.objects, "create", refuse)
    with pytest.raises(RuntimeError), transaction.atomic():
        step({**MOTHERS, "step": "1", "key": KEY})

    assert not event.headcounts.exists()
    assert not Headcount.history.exists()
    assert not RegisterAct.objects.exists()


def test_a_step_takes_as_many_queries_among_many_groups(step, event, django_assert_max_num_queries):
    RegistrationFactory(event=event)
    step({**MOTHERS, "step": "1"})
    with django_assert_max_num_queries(30) as few:
        step({**MOTHERS, "step": "1"})
    for age in range(30):
        HeadcountFactory(event=event, age_from=age, age_to=age)
    RegistrationFactory.create_batch(30, event=event)

    with django_assert_max_num_queries(30) as many:
        step({**MOTHERS, "step": "1"})

    assert len(many) == len(few)
