"""The register in rough hands: taps while answers are slow, undo at every moment, two devices."""

from datetime import timedelta
from itertools import cycle

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.models import RegisterAct
from events.register.marks.services import mark_attendance
from participants.models import Participant
from tests.browser.waiting import (
    Held,
    ask_what_changed,
    until_kept,
    until_prepared,
    until_settled,
)
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

NAMES = ("Arta", "Besa", "Drita", "Elira")
IS_UNWANTED = "([act]) => act.isUnwanted"


@pytest.fixture
def event(centre):
    return EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() - timedelta(minutes=5)
    )


@pytest.fixture
def expected(event):
    """Four parents who are expected."""
    parent = CategoryFactory(code="parent")
    return [
        RegistrationFactory(
            event=event,
            category=parent,
            participant=ParticipantFactory(
                first_name=name, last_name="Hoxha", category=parent, centre=event.centre
            ),
        )
        for name in NAMES
    ]


@pytest.fixture
def staff(centre):
    return user_with("staff", centre=centre)


@pytest.fixture
def register(open_page, event, expected, staff):
    """`register(width=390, user=staff, language="en", has_clock=False)`: the page, ready.

    With a clock, time passes for the page when the test says so, and otherwise as ever.
    """

    def open_one(width=390, user=staff, language="en", has_clock=False):
        page = open_page(width, user, language)
        if has_clock:
            page.clock.install()
        open_at(page, event)
        return page

    return open_one


def open_at(page, event):
    page.goto(reverse("events:register", args=[event.pk]))
    page.wait_for_selector("[data-register-ready]")


def row(page, place):
    return page.locator(f"#registration-{place.pk}")


def tap(page, place):
    row(page, place).locator("button.tap").click()


def unfold(page, place):
    row(page, place).locator(".row-more").click()


def shows(page, place, mark):
    expect(row(page, place)).to_have_attribute("data-attendance", mark)


def mark_of(place):
    place.refresh_from_db()
    return place.attendance


def bar(page):
    return page.locator("#messages")


def test_a_removal_is_told_and_taken_back_after_a_mark_of_another(register, expected):
    page = register()
    tap(page, expected[0])
    until_settled(page)
    unfold(page, expected[1])
    row(page, expected[1]).get_by_role("button", name="Take off").click()

    expect(row(page, expected[1])).to_have_count(0)
    expect(bar(page)).to_contain_text("Besa Hoxha was taken off the register.")
    bar(page).get_by_role("button", name="Undo").click()

    expect(row(page, expected[1])).to_have_count(1)
    until_settled(page)
    expected[1].refresh_from_db()
    assert (expected[1].status, mark_of(expected[0])) == ("registered", "present")


def test_two_taps_on_take_off_take_off_once(register, expected):
    page = register()
    unfold(page, expected[1])
    row(page, expected[1]).get_by_role("button", name="Take off").dblclick()

    expect(row(page, expected[1])).to_have_count(0)
    until_settled(page)
    expect(page.locator("#register-refused")).to_be_hidden()
    assert RegisterAct.objects.count() == 1


def test_a_question_has_no_undo_that_only_the_screen_would_know(
    register, expected, centre, watcher
):
    watcher.expect(409)
    page = register()
    page.route("**/changes/**", lambda route: route.abort())
    watcher.expect_words("ERR_")
    mark_attendance(
        registration=expected[0],
        attendance="late",
        marked_by=user_with("coordinator", centre=centre),
    )
    tap(page, expected[0])

    expect(row(page, expected[0]).locator(".row-question")).to_be_visible()
    expect(bar(page).get_by_role("button", name="Undo")).to_have_count(0)
    shows(page, expected[0], "late")


def test_an_undo_before_the_answer_outlives_a_reload(register, event, expected):
    page = register()
    held = Held(page, "**/mark/*")
    tap(page, expected[0])
    held.wait()
    bar(page).get_by_role("button", name="Undo").click()
    shows(page, expected[0], "unmarked")
    until_kept(page, IS_UNWANTED)

    held.is_open = True
    assert mark_of(expected[0]) == "present"
    open_at(page, event)
    until_settled(page)

    assert mark_of(expected[0]) == "unmarked"
    shows(page, expected[0], "unmarked")


def test_an_undo_before_the_answer_outlives_another_page(register, event, expected):
    page = register()
    held = Held(page, "**/mark/*")
    tap(page, expected[0])
    held.wait()
    bar(page).get_by_role("button", name="Undo").click()
    until_kept(page, IS_UNWANTED)

    held.is_open = True
    assert mark_of(expected[0]) == "present"
    page.goto(reverse("events:event_detail", args=[event.pk]))
    until_settled(page)

    assert mark_of(expected[0]) == "unmarked"


def test_what_was_taken_back_before_it_left_never_leaves(register, event, expected):
    page = register()
    held = Held(page, "**/mark/*")
    tap(page, expected[0])
    held.wait()
    tap(page, expected[1])
    until_kept(page, "(acts) => acts.length === 2")
    bar(page).get_by_role("button", name="Undo").click()
    until_kept(page, "(acts) => acts.length === 1")

    held.is_open = True
    open_at(page, event)
    until_settled(page)

    shows(page, expected[1], "unmarked")
    assert [mark_of(place) for place in expected[:2]] == ["present", "unmarked"]


def test_what_was_taken_back_does_not_come_back_with_a_colleague_s_change(
    register, expected, centre
):
    page = register()
    held = Held(page, "**/mark/*")
    tap(page, expected[0])
    held.wait()
    bar(page).get_by_role("button", name="Undo").click()
    shows(page, expected[0], "unmarked")
    mark_attendance(
        registration=expected[1],
        attendance="late",
        marked_by=user_with("coordinator", centre=centre),
    )
    shows(page, expected[1], "late")
    shows(page, expected[0], "unmarked")

    held.release()
    until_settled(page)
    shows(page, expected[0], "unmarked")
    assert mark_of(expected[0]) == "unmarked"


def test_an_old_answer_does_not_cover_what_a_colleague_did_since(register, expected, centre):
    page = register(has_clock=True)
    held = Held(page, "**/rest/")
    page.locator("#register-rest button[value=present]").click()
    held.wait()
    mark_attendance(
        registration=expected[1],
        attendance="late",
        marked_by=user_with("coordinator", centre=centre),
    )
    ask_what_changed(page)
    shows(page, expected[1], "late")
    held.release()
    until_settled(page)

    for _time in range(2):
        ask_what_changed(page)
    shows(page, expected[1], "late")


def test_somebody_new_who_may_be_known_is_not_lost_on_another_page(
    register, event, expected, watcher
):
    watcher.expect(422)
    watcher.expect_words("ERR_")
    page = register()
    until_prepared(page)
    page.context.set_offline(True)
    page.locator("#q").fill("Artta Hoxha")
    page.locator("#q").press("Enter")
    form = page.locator(".new-person form")
    form.locator("[name=first_name]").fill("Arta")
    form.locator("[name=last_name]").fill("Hoxha")
    form.get_by_role("button", name="Add and mark as present").click()
    expect(page.locator("#unsent")).to_be_visible()
    until_kept(page, "(acts) => acts.length === 1")

    page.context.set_offline(False)
    page.goto(reverse("events:event_detail", args=[event.pk]))
    until_kept(page, "([act]) => act.refusal !== undefined")
    open_at(page, event)

    expect(page.locator("#register-refused")).to_contain_text("Arta")


def test_a_question_about_somebody_new_does_not_take_the_search_from_under_the_hands(
    register, event, expected, watcher
):
    watcher.expect(422)
    page = register(1280)
    held = Held(page, "**/add-new/")
    page.locator("#q").fill("Artaa Hoxha")
    page.locator("#q").press("Enter")
    form = page.locator(".new-person form")
    form.locator("[name=first_name]").fill("Arta")
    form.locator("[name=last_name]").fill("Hoxha")
    form.get_by_role("button", name="Add and mark as present").click()
    held.wait()
    page.locator("#q").press_sequentially("Zana")
    expect(page.locator(".new-person [name=first_name]")).to_have_value("Zana")
    held.release()
    expect(page.locator("#register-refused")).to_contain_text("Arta")
    expect(page.locator("[id^='act-']")).to_have_count(0)  # the answer has found its place

    expect(page.locator("#q")).to_be_focused()
    expect(page.locator(".new-person [name=first_name]")).to_have_value("Zana")


def test_the_page_without_a_line_does_not_go_from_under_the_hands(
    register, event, expected, watcher
):
    watcher.expect_words("ERR_")
    page = register()
    until_prepared(page)
    page.clock.install()
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("[data-register-ready]")
    page.locator("#q").fill("Zana Kushi")
    form = page.locator(".new-person form")
    form.locator("[name=sex][value=female]").check()
    form.locator("[name=age]").fill("31")

    page.context.set_offline(False)
    ask_what_changed(page)
    expect(page.locator("[data-register]")).not_to_have_attribute("data-away", "")
    for _time in range(2):
        ask_what_changed(page)

    expect(form.locator("[name=age]")).to_have_value("31")
    form.get_by_role("button", name="Add and mark as present").click()
    expect(page.locator(".register-row", has_text="Zana Kushi")).to_be_visible()
    assert Participant.objects.get(last_name="Kushi").told_age == 31


def test_the_keyboard_stays_on_the_row_it_marked(register, expected):
    page = register(1280)
    more = row(page, expected[1]).locator(".row-more")
    more.focus()
    page.keyboard.press("Enter")
    expect(row(page, expected[1]).locator(".row-menu")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shows(page, expected[1], "late")
    until_settled(page)

    inside = page.evaluate("() => document.activeElement.closest('.register-row')?.id")
    assert inside == f"registration-{expected[1].pk}"


def test_many_quick_marks_of_one_row_end_where_the_last_one_said(register, expected):
    page = register()
    held = Held(page, "**/mark/*")
    letters = cycle("pa")
    for _answer in range(3):
        for _mark in range(3):
            row(page, expected[0]).locator("button.tap").press(next(letters))
        held.wait()
        held.let_one_through()
    held.release()
    shows(page, expected[0], "present")
    until_settled(page)
    assert mark_of(expected[0]) == "present"
    assert expected[0].history.count() == 10
    bar(page).get_by_role("button", name="Undo").click()
    shows(page, expected[0], "absent")
    until_settled(page)
    assert mark_of(expected[0]) == "absent"
