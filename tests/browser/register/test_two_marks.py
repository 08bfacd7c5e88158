"""Two people mark one person differently, without a script: the question, and the answer to it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.register.marks.services import mark_attendance
from tests.browser.reader import Reader
from tests.browser.words import Words
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory


@pytest.fixture
def place(centre):
    """Somebody expected at a meeting of today."""
    event = EventFactory(
        centre=centre, title_en="Group", starts_at=timezone.now() - timedelta(minutes=5)
    )
    for name in ("Arta", "Elira"):
        person = ParticipantFactory(
            first_name=name, last_name="Hoxha", centre=centre, birth_year=1985
        )
        place = RegistrationFactory(event=event, participant=person)
    return place


def test_a_mark_that_meets_another_one_is_asked_about(
    open_page, place, centre, language, width, picture
):
    words = Words(language)
    page = open_page(width, user_with("staff", centre=centre), language, java_script_enabled=False)
    page.goto(reverse("events:register", args=[place.event_id]))
    colleague = user_with("coordinator", centre=centre)
    mark_attendance(registration=place, attendance="late", marked_by=colleague)

    page.locator(f"#mark-{place.pk}").click()

    question = page.get_by_role("group", name=words("Two marks"))
    keep = words("Keep: %(mark)s") % {"mark": words("Late")}
    change = words("Change to: %(mark)s") % {"mark": words("Present")}
    expect(question.get_by_role("button", name=change)).to_be_visible()
    picture(page, "two-marks-person")
    page.goto(reverse("events:register", args=[place.event_id]))
    expect(question).to_have_count(1)
    picture(page, "two-marks-register")

    question.get_by_role("button", name=keep).click()

    expect(question).to_have_count(0)
    place.refresh_from_db()
    assert (place.attendance, place.marked_by) == ("late", colleague)


@pytest.mark.journey
def test_everybody_can_read_the_question(open_page, place, centre, language, width):
    """Axe and the rest of what every page is looked at for."""
    colleague = user_with("coordinator", centre=centre)
    mark_attendance(registration=place, attendance="late", marked_by=colleague)
    place.acts.create(
        event=place.event, by=colleague, body_hash="x", outcome="conflict", attendance="absent"
    )
    page = open_page(width, user_with("staff", centre=centre), language)
    for address in (
        reverse("events:register", args=[place.event_id]),
        reverse("events:registration", args=[place.event_id, place.pk]),
    ):
        page.goto(address)
        expect(page.locator(".row-question")).to_have_count(1)
        Reader(page, language).sees()
