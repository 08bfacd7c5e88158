"""Bad cells of a pasted list, corrected by keyboard alone and imported."""

import pytest
from playwright.sync_api import expect

from events.models import Registration
from participants.models import Participant
from tests.browser.importing.test_deciding import enter, tab_to
from tests.browser.importing.test_import import Desk
from tests.conftest import user_with

pytestmark = pytest.mark.django_db(transaction=True)
LIST = """\
Aktiviteti\tFillimi\tEmri\tMbiemri\tGjinia\tMosha\tPrezenca
Klubi\t06.10.2021 10:00\tAna\tHoxha\tF\t12\tpo
Klubi\t06.10.2021 10:00\tBeni\tLeka\tM\t-4\tpo
Klubi\t06.10.2021 10:00\tDrita\tShehu\tzonjushe?\t11\tpo
Klubi\t06.10.2021 10:00\tElira\tGj0ni\tF\t10\tjo
Klubi\t06.10.2021 10:00\tKlea\tNdreu\tF\t9\tndoshta
"""
AGE, SEX, SURNAME = "#cell-3-age", "#cell-4-sex", "#cell-5-last_name"
OUT = "#out-6"
FEMALE = "Fem"  # the first letters of the choice, in both languages


@pytest.fixture
def desk(open_page, centre, language, width):
    return Desk(open_page(width, user_with("staff", centre=centre), language), language, width)


def write(page, selector, text):
    """Go to a control by Tab, and write over what stands in it."""
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def test_three_bad_cells_are_corrected_by_keyboard_and_imported(desk):
    page = desk.page
    desk.paste(LIST)
    desk.go_on()
    expect(page.locator(".correcting-line")).to_have_count(4)
    desk.look("correcting")

    write(page, AGE, "shumë")  # a slip
    tab_to(page, SEX)
    page.keyboard.type(FEMALE)
    write(page, SURNAME, "Gjoni")
    tab_to(page, OUT)
    page.keyboard.press("Space")
    tab_to(page, "[name=correct]")
    enter(page)

    expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    expect(page.locator(AGE)).to_have_value("shumë")
    expect(page.locator(SURNAME)).to_be_hidden()
    desk.look("correcting-again")
    write(page, AGE, "13")
    enter(page)

    expect(page.locator("[aria-invalid=true]")).to_have_count(0)
    page.locator("details.fold summary").click()
    desk.look("corrected")
    tab_to(page, "main .btn-primary")
    enter(page)

    expect(page.locator("#messages")).to_contain_text("4")
    assert Registration.objects.count() == 4
    told = {person.full_name: (person.sex, person.told_age) for person in Participant.objects.all()}
    assert told == {
        "Ana Hoxha": ("female", 12),
        "Beni Leka": ("male", 13),
        "Drita Shehu": ("female", 11),
        "Elira Gjoni": ("female", 10),
    }
