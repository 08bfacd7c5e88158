"""Light and dark pages: the device's wish, unless somebody chose otherwise; each can be read."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.checks import assert_sound
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory

LIGHT, DARK = "rgb(251, 250, 247)", "rgb(21, 25, 28)"  # --paper


@pytest.mark.parametrize("wish", ["light", "dark"])
def test_pages_are_as_the_device_asks_until_somebody_chooses(open_page, centre, wish):
    event = EventFactory(centre=centre)
    RegistrationFactory(event=event, present=True)
    page = open_page(390, user_with("staff", centre=centre), "en", color_scheme=wish)
    page.goto(reverse("events:register", args=[event.pk]))
    asked, other = (LIGHT, DARK) if wish == "light" else (DARK, LIGHT)
    paper = page.locator("body")
    expect(paper).to_have_css("background-color", asked)
    assert_sound(page, "en")

    page.locator("details.menu summary").click()
    page.locator("details.menu [data-theme-switch]").click()

    expect(paper).to_have_css("background-color", other)
    page.reload()
    expect(paper).to_have_css("background-color", other)
    assert_sound(page, "en")
