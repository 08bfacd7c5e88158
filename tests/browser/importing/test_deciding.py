"""Who the lines of a list are, where somebody alike is known: decided by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.models import Registration
from participants.models import Participant, PossibleDuplicate
from tests.browser.importing.test_import import Desk
from tests.conftest import user_with
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [
    "Arta Kola",
    "Besnik Leka",
    "Drita Shehu",
    "Elira Prifti",
    "Fatmir Zeqo",
    "Gëzim Marku",
    "Ilir Tafa",
    "Jonida Rama",
    "Klea Ndreu",
    "Mirela Çela",
]
FOCUSED = "document.activeElement.matches"
MOST_TABS = 80


@pytest.fixture
def known(centre):
    names = [name.split() for name in NAMES]
    return [
        ParticipantFactory(centre=centre, first_name=first, last_name=last, birth_year=2000 + place)
        for place, (first, last) in enumerate(names)
    ]


@pytest.fixture
def desk(open_page, centre, language, width, known):
    return Desk(open_page(width, user_with("staff", centre=centre), language), language, width)


def tab_to(page, selector):
    """Press Tab until what the keyboard is on matches `selector`."""
    for _time in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {FOCUSED}({selector!r})"):
            return
    raise AssertionError(selector)


def enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_ten_unsure_lines_are_decided_by_keyboard(desk, known):
    page = desk.page
    desk.paste("\n".join(NAMES))
    desk.go_on()
    desk.fill("q0", "Takim me prindërit")
    desk.fill("q1", "06.10.2021 10:00")
    desk.go_on()
    expect(page.locator("main fieldset")).to_have_count(10)
    expect(page.locator("main :checked")).to_have_count(0)
    desk.look("unsure")

    for place in range(9):  # the last is left, as a slip
        tab_to(page, "[type=radio]")
        page.keyboard.press("ArrowDown" if place % 2 else "Space")
    enter(page)

    expect(page.locator("main details :checked")).to_have_count(9)
    expect(page.locator("main fieldset:visible")).to_have_count(1)
    desk.look("unsure-again")
    tab_to(page, "[type=radio]")
    page.keyboard.press("ArrowDown")
    enter(page)
    desk.look("decided")
    tab_to(page, "main .btn-primary")
    enter(page)

    expect(page.locator("#messages")).to_contain_text("10")
    chosen = {person.pk for person in known[::2]}
    came = set(Registration.objects.values_list("participant", flat=True))
    assert came & {person.pk for person in known} == chosen
    assert len(came) == 10
    assert Participant.objects.count() == 15
    assert PossibleDuplicate.objects.filter(is_different=True).count() == 5


def test_the_import_of_undecided_lines_is_not_offered(desk):
    desk.paste("\n".join(NAMES))
    desk.go_on()
    desk.fill("q0", "Takim me prindërit")
    desk.fill("q1", "06.10.2021 10:00")
    desk.go_on()

    apply = f"button[formaction='{reverse('events:import_apply')}']"
    expect(desk.page.locator(apply)).to_have_count(0)
    desk.press(desk.page.locator("main [name=others]"))
    desk.press(desk.page.locator(apply))
    assert Registration.objects.count() == 10
    assert Participant.objects.count() == 20


def test_two_lines_given_to_one_person_say_so_where_it_was_decided(desk, known):
    page = desk.page
    desk.paste("Arta Kola\nArta Kolla\nBesnik Leka")
    desk.go_on()
    desk.fill("q0", "Takim me prindërit")
    desk.fill("q1", "06.10.2021 10:00")
    desk.go_on()
    for line in range(3):
        page.locator("main fieldset").nth(line).locator("[type=radio]").first.check()
    desk.go_on()

    clashing = page.locator("main fieldset.has-error:visible")
    expect(clashing).to_have_count(2)
    expect(clashing.locator(":checked")).to_have_count(2)
    desk.look("clashing")
    clashing.last.locator("[type=radio]").last.check()
    desk.press(page.locator("[name=offered] ~ .form-actions .btn-primary"))

    expect(page.locator("main fieldset.has-error")).to_have_count(0)
    expect(page.locator("main details :checked")).to_have_count(3)
