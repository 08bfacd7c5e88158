"""Counting people without names at the door, in a browser, with and without a script."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.register.headcounts.services import step_headcount
from tests.browser.reader import Reader
from tests.browser.waiting import until_settled
from tests.browser.words import Words
from tests.conftest import user_with
from tests.events.factories import EventFactory, HeadcountFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

PICTURES = os.environ.get("SCREENSHOTS")
WOMEN = "female|25|59"


@pytest.fixture
def event(centre):
    return EventFactory(
        centre=centre, title_en="Group", starts_at=timezone.now() - timedelta(minutes=5)
    )


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre)


@pytest.fixture
def parents(db):
    return CategoryFactory(code="parent", label_en="Parents", label_sq="Prindër")


@pytest.fixture
def people(event, parents):
    """Three parents, of whom two came, children who were counted, and an odd range."""
    for number, facts in enumerate([{"present": True}, {"present": True}, {}]):
        person = ParticipantFactory(first_name=["Arta", "Besa", "Drita"][number], last_name="Hoxha")
        RegistrationFactory(event=event, participant=person, category=parents, **facts)
    children = CategoryFactory(code="child", label_en="Children", label_sq="Fëmijë")
    HeadcountFactory(event=event, category=children, sex="male", age_from=5, age_to=9, count=7)
    HeadcountFactory(event=event, category=children, sex="female", age_from=6, age_to=8, count=2)


def open_register(page, event):
    page.goto(reverse("events:register", args=[event.pk]))
    page.wait_for_selector("html[data-register-ready]")


def button(page, cell, step=1):
    return page.locator(f"#headcount-grid button[value='{cell}|{step}']")


def number(page, cell):
    return page.locator(f"#headcount-grid input[name^='{cell}|']")


def sees(page, language, total, named, counted):
    many = {"en": "participants", "sq": "pjesëmarrës"}[language]
    words = {"en": "named, {} counted", "sq": "me emër, {} pa emër"}[language].format(counted)
    expect(page.locator("#register-totals")).to_have_text(f"{total} {many}: {named} {words}")


def figure(page, category):
    return page.locator(f"#register-categories [data-category={category}]:visible b")


def counts(event):
    rows = event.headcounts.values_list("category__code", "sex", "age_from", "count")
    return sorted(rows)


def test_people_are_counted_by_taps_and_the_totals_follow(
    open_page, event, staff, people, language, width
):
    page = open_page(width, staff, language)
    open_register(page, event)
    sees(page, language, 11, 2, 9)
    expect(figure(page, "parent")).to_have_text("2 + 0")

    for _tap in range(3):
        button(page, WOMEN).click()
    button(page, WOMEN, -1).click()

    expect(number(page, WOMEN)).to_have_value("2")
    sees(page, language, 13, 2, 11)
    expect(figure(page, "parent")).to_have_text("2 + 2")
    expect(figure(page, "child")).to_have_text("0 + 9")
    expect(page.locator(f".headcount[data-group='parent|{WOMEN}'] .figures")).to_have_text("2")
    until_settled(page)
    assert ("parent", "female", 25, 2) in counts(event)
    Reader(page, language).sees()
    if PICTURES:
        name = f"headcounts-{language}-{width}.png"
        page.screenshot(path=Path(PICTURES) / name, full_page=True)


def test_a_tap_is_taken_back_from_the_bar(open_page, event, staff, people, language):
    page = open_page(390, staff, language)
    open_register(page, event)
    button(page, WOMEN).click()
    undo = page.locator("#messages form button")
    expect(undo).to_be_visible()

    undo.click()

    expect(number(page, WOMEN)).to_have_value("")
    sees(page, language, 11, 2, 9)
    expect(page.locator(f".headcount[data-group='parent|{WOMEN}']")).to_have_count(0)
    until_settled(page)
    assert len(counts(event)) == 2


def test_a_typed_number_keeps_what_a_colleague_counted(open_page, event, staff, people, parents):
    page = open_page(1280, staff, "en")
    open_register(page, event)
    step_headcount(
        event=event,
        category=parents,
        sex="female",
        age_from=25,
        age_to=59,
        step=2,
        counted_by=staff,
    )

    number(page, WOMEN).fill("10")
    number(page, WOMEN).press("Enter")

    expect(number(page, WOMEN)).to_have_value("12")
    until_settled(page)
    assert ("parent", "female", 25, 12) in counts(event)
    number(page, WOMEN).fill("some")
    number(page, WOMEN).press("Tab")
    expect(number(page, WOMEN)).to_have_value("12")


def test_another_category_is_counted_in_and_stays_chosen(open_page, event, staff, people):
    page = open_page(390, staff, "en")
    open_register(page, event)

    page.locator("#headcount-category").select_option("child")
    expect(number(page, "male|5|9")).to_have_value("7")
    button(page, "male|5|9").click()

    expect(page.locator(".headcount[data-group='child|male|5|9'] .figures")).to_have_text("8")
    expect(page.locator("#headcount-category")).to_have_value("child")
    expect(figure(page, "child")).to_have_text("0 + 10")


def test_a_range_without_a_cell_is_stepped_in_the_list(open_page, event, staff, people):
    page = open_page(390, staff, "en")
    open_register(page, event)
    line = page.locator(".headcount[data-group='child|female|6|8']")

    line.get_by_role("button", name="One more").click()

    expect(line.locator("input")).to_have_value("3")
    sees(page, "en", 12, 2, 10)
    expect(page.locator(".message-text").first).to_contain_text("3")
    until_settled(page)
    assert ("child", "female", 6, 3) in counts(event)


def test_what_is_half_typed_survives_a_colleague_s_change(open_page, event, staff, people, parents):
    page = open_page(1280, staff, "en")
    open_register(page, event)
    number(page, WOMEN).click()
    number(page, WOMEN).press_sequentially("1")
    step_headcount(event=event, category=parents, sex="male", age_from=25, age_to=59, step=4)

    expect(number(page, "male|25|59")).to_have_value("4")  # within the few seconds of a look

    expect(number(page, WOMEN)).to_be_focused()
    number(page, WOMEN).press_sequentially("2")
    number(page, WOMEN).press("Enter")
    expect(page.locator(f".headcount[data-group='parent|{WOMEN}'] .figures")).to_have_text("12")


def test_taps_without_a_connection_are_kept_and_sent(open_page, event, staff, people, watcher):
    page = open_page(390, staff, "en")
    open_register(page, event)
    page.route("**/headcounts/step/", lambda route: route.fulfill(status=503))
    watcher.expect(503)

    button(page, WOMEN).click()
    button(page, WOMEN).click()
    expect(number(page, WOMEN)).to_have_value("2")
    expect(page.locator(f".headcount[data-drawn='parent|{WOMEN}'] .figures")).to_have_text("2")
    expect(figure(page, "parent")).to_have_text("2 + 2")
    assert len(counts(event)) == 2

    page.unroute("**/headcounts/step/")
    expect(page.locator(f".headcount[data-group='parent|{WOMEN}'] .figures")).to_have_text("2")
    until_settled(page)
    assert ("parent", "female", 25, 2) in counts(event)


def test_counting_works_without_a_script(open_page, event, staff, people, language):
    page = open_page(390, staff, language, java_script_enabled=False)
    page.goto(reverse("events:register", args=[event.pk]))
    button(page, WOMEN).click()
    sees(page, language, 12, 2, 10)
    number(page, WOMEN).fill("5")
    number(page, "male|60|").fill("3")
    number(page, "male|60|").press("Enter")
    sees(page, language, 19, 2, 17)
    expect(page.locator("#messages .message")).to_have_count(2)
    words = Words(language)
    page.locator("#headcount-category").select_option("child")
    page.get_by_role("button", name=words("Show"), exact=True).click()
    expect(number(page, "male|5|9")).to_have_value("7")
    page.locator("#headcounts .headcount").first.wait_for()

    assert {("parent", "female", 25, 5), ("parent", "male", 60, 3)} <= set(counts(event))


@pytest.mark.parametrize("size", [320, 360])
def test_the_grid_fits_a_small_phone(open_page, event, staff, people, language, size):
    page = open_page(390, staff, language)
    page.set_viewport_size({"width": size, "height": 640})
    open_register(page, event)

    assert page.evaluate("document.documentElement.scrollWidth") <= size
    boxes = [box.bounding_box() for box in page.locator("#headcount-grid .cell button").all()]
    assert boxes
    assert all(box["width"] >= 48 and box["height"] >= 48 for box in boxes)
    if PICTURES:
        name = f"headcounts-{language}-{size}.png"
        page.screenshot(path=Path(PICTURES) / name, full_page=True)
