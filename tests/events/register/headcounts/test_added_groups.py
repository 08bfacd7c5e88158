"""A group with any range of ages, added by hand."""

import pytest
from django.urls import reverse

from participants.models import Category
from tests.events.factories import HeadcountFactory
from tests.events.register.headcounts.pages import HTMX, counts, text, undo_of

pytestmark = pytest.mark.django_db


def test_the_form_of_other_ranges_stays_when_a_colleague_changes_something(desk, event):
    HeadcountFactory(event=event)

    answer = text(desk.get(reverse("events:register_changes", args=[event.pk]), headers=HTMX))

    assert 'id="headcount_age_from"' in answer


def test_a_group_that_is_added_can_be_taken_back(desk, event):
    address = reverse("events:add_headcount", args=[event.pk])
    group = {"category": "child", "sex": "unknown", "age_from": "6", "age_to": "8", "count": "8"}
    response = desk.post(address, group, headers=HTMX)
    assert "8 participants: 0 named, 8 counted" in text(response)
    assert counts(event) == {("child", "unknown", 6, 8): 8}

    [undo] = undo_of(response)
    desk.post(undo, headers=HTMX)

    assert not event.headcounts.exists()
    event.refresh_from_db()
    assert event.status == "planned"


def test_a_group_is_not_counted_twice(desk, event):
    headcount = HeadcountFactory(event=event)

    response = desk.post(
        reverse("events:add_headcount", args=[event.pk]),
        {"category": "parent", "sex": "unknown", "count": "7"},
    )

    assert "This group is counted already" in text(response)
    headcount.refresh_from_db()
    assert headcount.count == 5


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"count": "-1"}, {"count"}),
        ({"count": "0"}, {"count"}),
        ({"count": "100001"}, {"count"}),
        ({"count": "many"}, {"count"}),
        ({"age_from": "-1"}, {"age_from"}),
        ({"age_to": "121"}, {"age_to"}),
        ({"age_from": "9", "age_to": "5"}, {"age_to"}),
        ({"category": ""}, {"category"}),
        ({"sex": "both"}, {"sex"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_impossible_group_is_told_at_its_field(desk, event, answers, wrong, headers):
    group = {"category": "child", "sex": "unknown", "age_from": "", "age_to": "", "count": "8"}

    response = desk.post(
        reverse("events:add_headcount", args=[event.pk]), group | answers, headers=headers
    )

    form = response.context["headcount_form"]
    assert response.status_code == 200
    assert form.errors.keys() == wrong
    assert not event.headcounts.exists()
    for name, typed in (group | answers).items():
        assert form[name].value() == typed


def test_the_empty_form_follows_the_names_of_the_categories_and_the_language(desk, event, staff):
    address = reverse("events:register", args=[event.pk])

    def offered():
        page = desk.get(address).content.decode()
        fields = page[page.index('id="headcount_category"') :]
        return fields[: fields.index("</select>")]

    before = offered()
    Category.objects.filter(code="parent").update(label_en="Grown-ups", label_sq="Të rritur")

    assert ">Grown-ups<" in offered()
    assert ">Grown-ups<" not in before
    type(staff).objects.filter(pk=staff.pk).update(language="sq")
    assert ">Të rritur<" in offered()
    assert ">Grown-ups<" not in offered()


def test_a_number_that_fills_in_the_form_is_on_no_later_page(desk, event):
    address = reverse("events:register", args=[event.pk])

    assert 'value="4321"' in desk.get(f"{address}?count=4321").content.decode()
    assert 'value="4321"' not in desk.get(address).content.decode()
