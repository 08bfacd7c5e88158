"""A full month of the calendar prints on one A4 page."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.events.factories import EventFactory

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
