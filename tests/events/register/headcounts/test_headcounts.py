"""Counting people without names on the register: the grid, its steps, the way back."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Headcount, RegisterAct
from events.register.headcounts.grid import BANDS, HeadcountGrid
from events.register.headcounts.services import set_headcount
from participants.models import Category
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MOTHERS = {"category": "parent", "sex": "female", "age_from": "25", "age_to": "59"}
KEY = "5f0c1f9e-7f5e-4a3c-9d55-0f8f2f3b1a01"


@pytest.fixture
def event(db):
    return EventFactory(planned=True, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def step(desk, event):
    """`step(data)`: what a tap sends."""
    address = reverse("events:step_headcount", args=[event.pk])

    def post(data, *, headers=HTMX):
        return desk.post(address, data, headers=headers)

    return post


@pytest.fixture
def form(desk, event):
    """`form(data)`: what the grid sends without a script, parents being chosen."""
    address = reverse("events:step_headcount", args=[event.pk])

    def post(data):
        return desk.post(address, {"category": "parent", **data}, follow=True)

    return post


def counts(event):
    """{(category, sex, age_from, age_to): people}."""
    rows = event.headcounts.values_list("category__code", "sex", "age_from", "age_to", "count")
    return {tuple(group): count for *group, count in rows}


def text(response):
    return response.content.decode()


def undo_of(response):
    """The addresses of the ways back that the answer offers."""
    tags = [message.extra_tags for message in response.context["messages"]]
    return [tag.removeprefix("undo:") for tag in tags if tag.startswith("undo:")]


# Steps


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


# The grid without a script


def test_a_button_of_the_grid_counts_in_the_category_chosen(form, event):
    page = form({"cell": "female|25|59|1", "female|25|59|": "", "male|5|9|0": ""})

    assert counts(event) == {("parent", "female", 25, 59): 1}
    assert page.redirect_chain[-1][0].endswith("?category=parent#headcounts")
    assert "Parents, female, 25–59 years: 1" in text(page)


def test_only_the_numbers_that_were_changed_are_set(form, event):
    men = HeadcountFactory(event=event, sex="male", age_from=25, age_to=59, count=4)
    children = HeadcountFactory(event=event, sex="male", age_from=5, age_to=9, count=7)
    typed = {"male|25|59|3": "3", "male|5|9|7": "", "female|60||0": " 2 ", "unknown|||0": "6"}

    page = form(typed)

    men.refresh_from_db()
    assert men.count == 4  # a colleague counted one more since the page was shown
    assert not Headcount.objects.filter(pk=children.pk).exists()
    assert counts(event) == {
        ("parent", "male", 25, 59): 4,
        ("parent", "female", 60, None): 2,
        ("parent", "unknown", None, None): 6,
    }
    assert len(undo_of(page)) == 3


def test_each_of_several_numbers_has_its_own_way_back(form, desk, event):
    addresses = undo_of(form({"female|60||0": "2", "male|60||0": "3"}))

    desk.post(addresses[0])

    assert counts(event) == {("parent", "male", 60, None): 3}


def test_of_several_numbers_all_or_none_are_set(form, event):
    page = form({"female|60||0": "2", "male|60||0": "many"})

    assert "Enter a number of people from 1 to 100,000." in text(page)
    assert not event.headcounts.exists()


def test_a_group_without_a_cell_is_stepped_in_its_own_category(form, desk, event):
    HeadcountFactory(event=event, category=CategoryFactory(code="child"), age_from=6, age_to=8)
    page = text(desk.get(reverse("events:register", args=[event.pk])))
    assert 'value="child|unknown|6|8|1"' in page

    form({"cell": "child|unknown|6|8|1", "child|unknown|6|8|5": "7"})

    assert counts(event) == {("child", "unknown", 6, 8): 8}


@pytest.mark.parametrize("cell", ["", "1", "female|1", "x|y|z|1", "a|b|c|d|e|f", "both|25|59|1"])
def test_a_cell_that_is_none_is_a_bad_request(desk, event, cell):
    address = reverse("events:step_headcount", args=[event.pk])

    assert desk.post(address, {"category": "parent", "cell": cell}).status_code == 400
    assert not event.headcounts.exists()


def test_another_category_is_shown_without_counting_anybody(form, event):
    page = form({"category": "child", "show": "1"})

    assert '<option value="child" selected>' in text(page)
    assert not event.headcounts.exists()


# The page


def test_every_age_stands_in_one_band():
    named = [band for band in BANDS if band != (None, None)]
    for age in range(121):
        assert sum(first <= age and (last is None or age <= last) for first, last in named) == 1


@pytest.mark.parametrize(
    ("on_register", "asked", "chosen"),
    [
        ([], "", "parent"),
        (["child", "child", "teacher"], "", "child"),
        (["child"], "teacher", "teacher"),
        (["child"], "nobody", "child"),
    ],
)
def test_the_grid_opens_with_what_most_attend_as(event, on_register, asked, chosen):
    registrations = [
        RegistrationFactory(event=event, category=CategoryFactory(code=code))
        for code in on_register
    ]

    grid = HeadcountGrid(
        headcounts=[],
        registrations=registrations,
        categories=list(Category.objects.all()),
        asked=asked,
    )

    assert grid.category.code == chosen


def test_the_grid_shows_the_numbers_of_its_category_and_the_list_those_of_all(desk, event):
    HeadcountFactory(event=event, sex="female", age_from=25, age_to=59, count=4)
    children = CategoryFactory(code="child")
    HeadcountFactory(event=event, category=children, sex="male", age_from=5, age_to=9, count=7)

    page = text(desk.get(reverse("events:register", args=[event.pk]), {"category": "child"}))

    assert 'name="male|5|9|7" value="7"' in page
    assert 'name="female|25|59|0" placeholder="0"' in page
    groups = dict(re.findall(r'data-group="([^"]*)"\s+data-count="(\d+)"', page))
    assert groups == {"parent|female|25|59": "4", "child|male|5|9": "7"}
    assert 'aria-label="One more: female, 25–59 years"' in page
    assert page.count("csrfmiddlewaretoken") < 12


def test_a_closed_register_shows_the_groups_and_nothing_to_press(desk, event):
    HeadcountFactory(event=event)
    event.status, event.register_closed_at = "held", timezone.now()
    event.save()

    page = text(desk.get(reverse("events:register", args=[event.pk])))

    assert 'data-group="parent|unknown||" data-count="5"' in page
    assert reverse("events:step_headcount", args=[event.pk]) not in page


def test_the_page_says_who_came_by_category(desk, event):
    RegistrationFactory.create_batch(2, event=event, present=True)
    RegistrationFactory(event=event, category=CategoryFactory(code="child"))
    RegistrationFactory(event=event, present=True, category=CategoryFactory(code="staff"))
    HeadcountFactory(event=event, count=1200)

    page = squeezed(text(desk.get(reverse("events:register", args=[event.pk]))))

    shown = re.findall(
        r'<li data-category="(\w+)"\s+data-named="\d+"\s+'
        r'data-one="[^"]*"( data-uncounted)?( hidden)?>'
        r"[^<]*<b>([^<]*)</b>",
        page,
    )
    assert len(shown) == Category.objects.count()
    assert [(code, apart, figure) for code, apart, hidden, figure in shown if not hidden] == [
        ("parent", "", "2 + 1,200"),
        ("staff", " data-uncounted", "1 + 0"),
    ]
    assert 'data-one="{total} participant: {named} named, {counted} counted"' in page
    assert 'data-separator=","' in page


def test_before_the_day_nobody_came_by_category(desk):
    event = EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3))
    RegistrationFactory(event=event)

    page = text(desk.get(reverse("events:register", args=[event.pk])))

    assert "0 + 0" in page
    assert "1 + 0" not in page
    assert "data-one" not in page.partition('id="register-totals"')[2].partition(">")[0]


def test_the_grid_stays_small(desk, event):
    page = text(desk.get(reverse("events:register", args=[event.pk])))

    section = page.partition('id="headcounts"')[2].partition("</section>")[0]
    assert len(section.encode()) <= 16_000


# A group with any age range


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
