"""Pictures of the main screens, to look at and for the README.

Taken on request, into `var/screenshots` or the folder that SCREENSHOTS names:

    .venv/bin/python -m pytest tests/browser/pictures/screenshots.py

`docs/img/register.png` is `register-sq-390.png`, `docs/img/report.png` is
`report-figures-sq-1280.png`.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.demonstration import DOMAIN
from accounts.models import User
from events.models import Event, Registration, Series
from events.register.marks.services import mark_attendance
from participants.models import Participant
from partners.models import Project
from shkej.lib.dates import today

FOLDER = Path(os.environ.get("SCREENSHOTS") or settings.VAR_DIR / "screenshots")
QUARTER = "?project=AKSES-2021&period=custom&start=2021-10-01&end=2021-12-31"
FURTHER_DOWN = {"report-figures": ".figures-row"}
HEIGHTS = {390: 844, 1280: 900}
MARKS = ["present", "present", "late", "present", "absent", "present", "excused", "present"]


def screens():
    """{name of the picture: address}."""
    meeting = Event.objects.get(title_en="All together against human trafficking")
    todays = Event.objects.get(starts_on=today())
    group = Series.objects.get()
    member = group.memberships.first()
    return {
        "home": "/",
        "events": reverse("events:event_list"),
        "event-new": reverse("events:event_create"),
        "event": reverse("events:event_detail", args=[meeting.pk]),
        "register": reverse("events:register", args=[todays.pk]),
        "register-found": (reverse("events:register", args=[todays.pk]), "cela"),
        "register-closed": reverse("events:register", args=[meeting.pk]),
        "calendar": reverse("events:calendar", args=[2021, 10]),
        "calendar-week": reverse("events:calendar") + "?view=week&day=2021-10-06",
        "calendar-list": reverse("events:calendar") + "?view=list&day=2021-10-06",
        "people": reverse("participants:participant_list"),
        "person": reverse("participants:participant_detail", args=[Participant.objects.first().pk]),
        "project": reverse("partners:project_detail", args=[Project.objects.first().pk]),
        "series": reverse("events:series_detail", args=[group.pk]),
        "series-list": reverse("events:series_list"),
        "series-new": reverse("events:series_create"),
        "series-members": reverse("events:series_members", args=[group.pk]),
        "series-member": reverse("events:series_member", args=[group.pk, member.pk]),
        "series-found": (reverse("events:series_members", args=[group.pk]), "ar"),
        "series-grid": reverse("events:series_grid", args=[group.pk]),
        "series-quarter": reverse("events:series_grid", args=[group.pk]) + "?months=3",
        "series-event": reverse("events:event_detail", args=[group.events.untouched().first().pk]),
        "import": reverse("events:import"),
        "report": reverse("reports:attendance") + QUARTER,
        "report-figures": reverse("reports:attendance") + QUARTER,
        "report-events": reverse("reports:events") + QUARTER + "&figure=attendances",
    }


@pytest.fixture
def half_marked(demonstration):
    """Today's register while attendance is taken."""
    staff = User.objects.get(email=f"staff@{DOMAIN}")
    places = Registration.objects.filter(event__starts_on=today()).order_by(
        "participant__sort_name"
    )
    for registration, mark in zip(places, MARKS, strict=False):
        mark_attendance(registration=registration, attendance=mark, marked_by=staff)


@pytest.mark.usefixtures("half_marked")
def test_pictures_of_the_main_screens(open_page, language, width):
    FOLDER.mkdir(parents=True, exist_ok=True)
    page = open_page(width, User.objects.get(email=f"coordinator@{DOMAIN}"), language)
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    for name, address in screens().items():
        page.goto(address if isinstance(address, str) else address[0])
        if not isinstance(address, str):  # with words to search for
            page.locator("#q").fill(address[1])
            page.locator("#q").press("Enter")
            page.locator(".finder-result").first.wait_for()
        if name in FURTHER_DOWN:
            page.locator(FURTHER_DOWN[name]).evaluate("(part) => part.scrollIntoView()")
        page.screenshot(path=FOLDER / f"{name}-{language}-{width}.png")
