"""Small pictures for `docs/calendars.md`: the page of a link, a mail, and the page behind its link.

Taken on request, into `docs/img` or the folder that SCREENSHOTS names:

    .venv/bin/python -m pytest tests/browser/pictures/screenshots_calendars.py
"""

import io
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tests.events.inviting.helping import (
    ahead,
    invite_all,
    organisation_with_address,
    token_for_contact,
    waiting,
)

FOLDER = Path(os.environ.get("SCREENSHOTS") or settings.BASE_DIR / "docs" / "img")
COLOURS = 32


def keep(page, name):
    """A picture of the whole page, of few colours."""
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture = picture.resize([side // page.evaluate("devicePixelRatio") for side in picture.size])
    picture.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)


def test_pictures(open_page, staff, partner, organisation, centre):
    for language in ("sq", "en"):
        take(open_page, staff, partner, language)


def take(open_page, staff, partner, language):
    """The three pictures in one language."""
    start = (timezone.now() + timedelta(days=9)).replace(hour=9, minute=0)
    asked = organisation_with_address(
        language=language, name_sq="Policia e Shtetit", name_en="State Police"
    )
    event = ahead(
        9,
        asked,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        title_sq="Takim për sigurinë online",
        title_en="Meeting on safety online",
        venue_sq="Biblioteka e qytetit",
        venue_en="The library of the town",
    )
    [invitation] = invite_all(event, staff)
    FOLDER.mkdir(parents=True, exist_ok=True)

    page = open_page(390, partner, language)
    page.goto(reverse("events:feeds"))
    page.locator("main form button[type=submit]").last.click()
    page.locator("#address").wait_for()
    keep(page, f"calendar-link-{language}")

    page = open_page(390, language=language)
    page.goto(reverse("answer_by_link", args=[token_for_contact(invitation, language)]))
    keep(page, f"answer-{language}")

    page = open_page(390)
    page.set_content(waiting()[-1][1].html)
    keep(page, f"mail-{language}")
