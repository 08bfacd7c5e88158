"""Lists taken in and taken back: pasted from a phone, three signed sheets of one workbook."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.models import Event, Import, Registration
from participants.models import Participant
from tests.browser.checks import assert_sound
from tests.browser.hands import Hands
from tests.conftest import user_with

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("SCREENSHOTS")
MESSY = Path(__file__).parents[2] / "events/importing/shape/messy"
MOST = 10
THE_WAY_THERE, PASTED = 1, 1
SUBMIT = "main .form-actions .btn-primary"


class Desk:
    """Somebody at the page of imports; `interactions`: what they did, over all pages."""

    def __init__(self, page, language, width):
        self.page, self.language, self.width = page, language, width
        self.hands, self.interactions = Hands(page), THE_WAY_THERE
        page.goto(reverse("events:import"))

    def look(self, name):
        """The page as it stands has no fault; a picture of it, where these are asked for."""
        if PICTURES:
            file = Path(PICTURES) / f"import-{name}-{self.language}-{self.width}.png"
            self.page.screenshot(path=file, full_page=True)
        assert_sound(self.page, self.language)

    def paste(self, text):
        """Tap the field of a pasted list, and paste."""
        self.hands.tap(self.page.locator("[name=pasted]"))
        self.page.keyboard.insert_text(text)
        self.interactions += PASTED

    def fill(self, field, text):
        self.hands.tap(self.page.locator(f"[name={field}]"))
        self.page.keyboard.type(text)

    def press(self, button):
        """One more tap, which leads to the next page."""
        self.interactions += self.hands.counted()["interactions"] + 1
        with self.page.expect_navigation():
            button.click()

    def go_on(self):
        self.press(self.page.locator(SUBMIT))


@pytest.fixture
def desk(open_page, centre, language, width):
    return Desk(open_page(width, user_with("staff", centre=centre), language), language, width)


def undo(desk):
    """Take the last import back, after a look at what it would do."""
    desk.press(desk.page.locator("main a[href$='/undo/']").first)
    desk.look("undo")
    desk.press(desk.page.locator("main .btn-danger"))
    expect(desk.page.locator("main .btn-danger")).to_have_count(0)
    desk.look("undone")


def test_a_list_from_whatsapp_becomes_an_event_in_ten_interactions(desk):
    desk.paste((MESSY / "m18-whatsapp-list.txt").read_text(encoding="utf-8"))
    desk.go_on()
    desk.look("questions")
    desk.fill("q0", "Takim me prindërit")
    desk.fill("q1", "06.10.2021 10:00")
    desk.go_on()
    desk.look("check")
    desk.go_on()

    expect(desk.page.locator("#messages")).to_contain_text("12")
    desk.look("done")
    assert desk.interactions <= MOST
    assert Event.objects.get().title == "Takim me prindërit"
    assert Registration.objects.filter(attendance="present").count() == 12


def test_three_signed_sheets_of_one_workbook_are_taken_in_and_taken_back(desk):
    desk.look("empty")
    desk.page.locator("[name=file]").set_input_files(MESSY / "m09-three-sheets.xlsx")
    desk.go_on()
    desk.look("sheets")
    expect(desk.page.locator("[type=checkbox]:checked")).to_have_count(3)
    desk.go_on()
    desk.go_on()

    assert Event.objects.count() == 3
    assert Registration.objects.filter(attendance="present").count() == 12
    desk.look("list")

    undo(desk)

    assert Import.objects.get().undone_at
    assert not Event.objects.exists()
    assert not Participant.objects.exists()


def test_what_somebody_marked_since_is_said_before_and_stays(desk):
    desk.page.locator("[name=file]").set_input_files(MESSY / "m09-three-sheets.xlsx")
    for _step in range(3):
        desk.go_on()
    place = Registration.objects.filter(event__title_sq="Takim 2").first()
    place.attendance = "absent"
    place.save()

    undo(desk)

    assert Registration.objects.get() == place
    assert Event.objects.get() == place.event
    assert Participant.objects.get() == place.participant
    stayed = desk.page.locator("main tbody tr td:last-child")
    expect(stayed).to_contain_text(["1: ", "1: ", "1: "])
