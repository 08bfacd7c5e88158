"""Finding people by keyboard: Enter takes nobody where more than one person matches."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Registration
from participants.models import Participant
from tests.browser.waiting import until_prepared
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory, SeriesFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

NAMES = ("Thoma Bala", "Thoma Cani", "Thoma Dema", "Zef Thomai")
SLIP = 700


@pytest.fixture
def event(transactional_db, centre):
    return EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() - timedelta(minutes=5)
    )


@pytest.fixture
def people(event):
    """Several whom "thoma" finds, and one whom nobody else is like."""
    parent = CategoryFactory(code="parent")
    return [
        ParticipantFactory(first_name=first, last_name=last, category=parent, centre=event.centre)
        for first, last in (name.split() for name in [*NAMES, "Yllka Marku"])
    ]


@pytest.fixture
def page(open_page, event, people, centre, screen):
    page = open_page(screen, user_with("staff", centre=centre), "sq")
    page.clock.install()
    page.goto(reverse("events:register", args=[event.pk]))
    page.wait_for_selector("[data-register-ready]")
    return page


@pytest.fixture(
    params=[
        pytest.param(360, marks=pytest.mark.more),
        390,
        pytest.param(1280, marks=pytest.mark.more),
    ]
)
def screen(request):
    return request.param


def lines(page):
    return page.locator("#found .finder-tap")


def nobody_was_added():
    return not Registration.objects.exists()


def test_enter_goes_to_the_list_and_takes_only_who_was_gone_to(page, people):
    page.locator("#q").fill("thoma")
    page.locator("#q").press("Enter")

    expect(lines(page)).to_have_count(len(NAMES))
    expect(lines(page).first).to_be_focused()
    page.keyboard.press("Enter")  # the same Enter once more, as a heavy finger does
    expect(lines(page).first).to_be_focused()
    assert nobody_was_added()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(lines(page).nth(1)).to_be_focused()
    shadow = lines(page).nth(1).evaluate("(line) => getComputedStyle(line).boxShadow")
    assert shadow != "none"
    chosen = lines(page).nth(1).get_attribute("data-label")
    page.clock.run_for(SLIP)
    page.keyboard.press("Enter")

    expect(page.locator("#q")).to_have_value("")
    row = page.locator("#register-list [id^=registration-]")
    expect(row).to_have_count(1)
    expect(row).to_have_attribute("data-label", chosen)


def test_the_only_one_found_is_marked_and_taken(page, people):
    page.locator("#q").fill("yllka")
    expect(page.locator("#found .finder-result.is-next")).to_have_count(1)
    page.locator("#q").fill("thoma")
    expect(lines(page)).to_have_count(len(NAMES))
    expect(page.locator("#found .is-next")).to_have_count(0)
    page.locator("#q").fill("yllka")
    page.locator("#q").press("Enter")

    expect(page.locator("#register-list .register-row")).to_have_attribute("data-label", "Yllka M.")


def test_arrows_lead_from_the_box_to_the_list_and_back(page, people):
    page.locator("#q").fill("thoma")
    expect(lines(page)).to_have_count(len(NAMES))
    page.keyboard.press("ArrowDown")
    expect(lines(page).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    assert nobody_was_added()


def test_without_a_connection_enter_takes_nobody_of_several_either(page, people, event, watcher):
    watcher.expect_words("ERR_")
    for person in people:
        RegistrationFactory(event=event, participant=person)
    page.reload()
    until_prepared(page)
    page.context.set_offline(True)
    page.locator("#q").fill("thoma")
    page.locator("#q").press("Enter")

    expect(lines(page)).to_have_count(len(NAMES))
    expect(lines(page).first).to_be_focused()
    assert not Registration.objects.exclude(attendance="unmarked").exists()


def test_enter_takes_nobody_whose_name_is_only_near(page, people):
    page.locator("#q").fill("Yllkaa Marku")
    page.locator("#q").press("Enter")

    form = page.locator(".new-person form")
    expect(form.locator("[name=sex]").first).to_be_focused()
    expect(form.locator("[name=first_name]")).to_have_value("Yllkaa")
    expect(lines(page)).to_have_count(1)
    expect(page.locator("#found .is-next")).to_have_count(0)
    assert nobody_was_added()


def test_enter_in_a_field_takes_none_of_those_much_alike(page, people, watcher):
    watcher.expect(422)
    page.locator("#q").fill("Thoma Balla")
    page.locator("#q").press("Enter")
    form = page.locator(".new-person form")
    form.locator("[name=sex][value=male]").check(force=True)
    form.locator("[name=age]").fill("40")
    form.locator("[name=category]").select_option("parent")
    form.locator("[name=age]").press("Enter")
    expect(form.locator(".similar .finder-tap")).not_to_have_count(0)
    form.locator("[name=age]").press("Enter")

    expect(form.locator(".similar")).to_be_visible()
    assert nobody_was_added()
    assert Participant.objects.count() == len(people)


@pytest.mark.parametrize("has_script", [True, False])
def test_enter_in_the_date_of_joining_adds_none_of_those_found(
    open_page, people, centre, screen, has_script
):
    group = SeriesFactory(centre=centre)
    page = open_page(
        screen, user_with("staff", centre=centre), "sq", java_script_enabled=has_script
    )
    page.goto(reverse("events:series_members", args=[group.pk]))
    page.locator("#q").fill("thoma")
    page.locator("#q").press("Enter")
    expect(page.locator(".finder-tap")).to_have_count(len(NAMES))
    page.locator("[name=joined_on]").press("Enter")
    if has_script:
        page.locator("#q").focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator(".finder-tap").first).to_be_focused()

    assert "thoma" not in page.url
    assert not group.memberships.exists()
