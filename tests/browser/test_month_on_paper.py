"""What is made for paper: a full month on one A4 page, the call list by organisation."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.inviting.services import invitable, invite
from tests.events.factories import EventFactory
from tests.partners.factories import OrganisationFactory

PAGE = re.compile(rb"/Type\s*/Page(?!s)")


@pytest.mark.parametrize("language", ["sq", "en"])
def test_a_month_with_events_on_each_day_prints_on_one_page(open_page, staff, centre, language):
    """August 2027 touches six weeks; each day has more events than the calendar shows."""
    for day in range(1, 32):
        for number in range(5):
            EventFactory(
                centre=centre,
                title_sq="Takim sensibilizues për sigurinë online të fëmijëve",
                title_en="Awareness meeting on the safety of children online",
                starts_at=datetime(2027, 8, day, 8 + number, tzinfo=UTC),
                planned=True,
                is_sensitive=number == 0,
            )
    page = open_page(1280, staff, language)
    page.goto(reverse("events:calendar", args=[2027, 8]))
    pdf = page.pdf(prefer_css_page_size=True)

    assert len(PAGE.findall(pdf)) == 1
    width, height = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups()
    assert float(width) > float(height) > 590  # A4 on its side, in points
    page.emulate_media(media="print")
    assert page.locator(".calendar-printed").is_visible()


def test_the_call_list_is_printed_by_organisation_with_its_numbers(open_page, coordinator, centre):
    """What is only for a finger stays off the paper; an organisation stays with its events."""
    for number in range(2):
        organisation = OrganisationFactory(name_sq=f"Shkolla {number}", contact_phone="04 222 33")
        for days in (2, 3):
            event = EventFactory(
                centre=centre,
                planned=True,
                starts_at=timezone.now() + timedelta(days=days),
                visibility="all_partners",
            )
            event.parts.create(organisation=organisation, part="invited")
            invite(event=event, organisations=invitable(event), invited_by=coordinator)
    page = open_page(390, coordinator)
    page.goto(reverse("events:call_list"))
    page.emulate_media(media="print")

    groups = page.locator(".call-group")
    assert groups.count() == 2
    for number in range(2):
        assert f"Shkolla {number}" in groups.nth(number).inner_text()
        assert "04 222 33" in groups.nth(number).inner_text()
    rows = page.locator(".call-list tbody tr:not(.call-group)")
    assert rows.count() == 4
    assert not page.locator(".no-print, nav, .btn").locator("visible=true").count()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert len(PAGE.findall(page.pdf(format="A4"))) == 1
