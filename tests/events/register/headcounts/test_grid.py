"""The grid of people without names, with a script and without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Headcount
from events.register.headcounts.grid import BANDS, HeadcountGrid
from participants.models import Category
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.events.register.headcounts.pages import counts, text, undo_of
from tests.participants.factories import CategoryFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db
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
