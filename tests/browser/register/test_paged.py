"""A register with pages: the figures under the thumb are of all of it, with and without a line."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from participants.models import Participant
from tests.browser.register.test_register_offline import (  # noqa: F401 - fixtures
    device,
    line,
    open_register,
    sent,
    shows,
    staff,
    tap,
    unsent,
)
from tests.browser.waiting import until
from tests.events.factories import EventFactory
from tests.events.register.test_register_paged import fill

pytestmark = pytest.mark.browser
TOTALS, REST = "#register-totals", "#register-rest form [name=expected]"


@pytest.fixture
def event(centre):
    """Three pages of people, one of whom on the last is there already."""
    event = EventFactory(centre=centre, status="held", starts_at=timezone.now())
    fill(event, 310)
    last = event.registrations.last()
    event.registrations.filter(pk=last.pk).update(
        attendance="present", marked_at=timezone.now(), marked_by=None
    )
    return event


@pytest.mark.parametrize("width", [390, 1280])
def test_a_mark_on_one_page_counts_with_those_of_the_others(device, event, staff, width):  # noqa: F811
    page = device.open(staff, "en", width)
    page.goto(reverse("events:register", args=[event.pk]) + "?page=2")
    place = event.registrations.all()[151]
    expect(page.locator(TOTALS)).to_contain_text("1 participant")
    expect(page.locator(REST)).to_have_value("309")

    tap(page, place)

    shows(page, place, "present")
    expect(page.locator(TOTALS)).to_contain_text("2 participants: 2 named")
    expect(page.locator(REST)).to_have_value("308")
    sent(page)
    expect(page.locator(TOTALS)).to_contain_text("2 participants: 2 named")
    expect(page.locator("#register-list")).to_have_attribute("data-page", "2")
    page.locator("#register-rest button[value=present]").click()
    sent(page)
    expect(page.locator(TOTALS)).to_contain_text("310 participants: 310 named")
    assert not event.registrations.filter(attendance="unmarked").exists()


def test_without_a_line_people_of_other_pages_are_found_and_marked(device, line, event, staff):  # noqa: F811
    other = event.registrations.all()[200]
    Participant.objects.filter(pk=other.participant_id).update(first_name="Zana")
    page = device.open(staff, "en")
    open_register(page, event)
    until(page, "async () => document.querySelector('[data-register]').nearby?.length")
    line.is_down = True
    page.reload()
    expect(page.locator("[data-part-only]")).to_be_visible()
    expect(page.locator(TOTALS)).to_contain_text("1 participant")

    page.locator("#q").fill("Zana")
    page.locator("#found .finder-tap").first.click()

    unsent(page, "en", 1)
    expect(page.locator(TOTALS)).to_contain_text("2 participants: 2 named")
    line.is_down = False
    sent(page)
    other.refresh_from_db()
    assert other.attendance == "present"
