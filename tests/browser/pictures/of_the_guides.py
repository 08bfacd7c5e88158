"""Pictures for the README and the pages of help, of the demonstration: `make pictures` takes them.

Into docs/img/help, one of each language, small. No test: what a screen looks like is tested
elsewhere, and a picture that is a little behind misleads nobody.
"""

import io
from itertools import product

import pytest
from django.urls import reverse
from PIL import Image

from accounts.demonstration import DOMAIN
from accounts.models import User
from events.models import Event, Series
from reports.models import Indicator, ReportingPeriod
from shkej.help.guides import PICTURES
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.dates import today
from tests.browser.pictures.screenshots import QUARTER, half_marked

__all__ = ["half_marked"]
WIDEST = 860  # pixels of a picture


def screens():
    """{name: (address, width, height, what is scrolled to)}."""
    todays = Event.objects.get(starts_on=today())
    period = ReportingPeriod.objects.get(starts_on__lte="2021-10-06", ends_on__gte="2021-10-06")
    indicator = Indicator.objects.filter(output__project=period.project).first()
    asked = f"?period={period.number}"
    return {
        "register": (reverse("events:register", args=[todays.pk]), 390, 760, None),
        "grid": (reverse("events:series_grid", args=[Series.objects.get().pk]), 1280, 760, None),
        "import": (reverse("events:import"), 1280, 760, None),
        "report": (reverse("reports:attendance") + QUARTER, 1280, 900, ".figures-row"),
        "prp": (reverse("reports:indicator_detail", args=[indicator.pk]) + asked, 1280, 900, None),
    }


@pytest.mark.usefixtures("half_marked")
def test_take_the_pictures(open_page):
    PICTURES.mkdir(parents=True, exist_ok=True)
    coordinator = User.objects.get(email=f"coordinator@{DOMAIN}")
    for language, (name, (address, width, height, part)) in product(LANGUAGES, screens().items()):
        page = open_page(width, coordinator, language)
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address)
        if part:
            page.locator(part).first.evaluate("(part) => part.scrollIntoView()")
        image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        image.thumbnail((WIDEST, 2 * WIDEST))
        image.save(PICTURES / f"{name}-{language}.webp", "WEBP", quality=80, method=6)
        page.close()
