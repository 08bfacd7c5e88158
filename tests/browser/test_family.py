"""A family of seven, recorded at once: how many interactions it takes; and without a script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from participants.models import Guardianship, Participant
from tests.browser.checks import assert_sound
from tests.browser.conftest import SCREENS
from tests.browser.hands import Hands
from tests.browser.reader import PASSWORD, Reader
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory, SeriesFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

URL = reverse("participants:family_create")
MOST = 40
ADULTS = [("Drita", "female", "38"), ("Agron", "male", "41")]
CHILDREN = [
    ("Elira", "female", "14"),
    ("Besian", "male", "12"),
    ("Hana", "female", "9"),
    ("Genti", "male", "6"),
    ("Mira", "female", "3"),
]


@pytest.fixture
def staff(centre, language):
    user = user_with("staff", centre=centre, user__with_password=True)
    user.language = language
    user.save()
    return user


def typed(hands, page, name, text):
    hands.tap(page.locator(f"[name={name}]"))
    page.locator(f"[name={name}]").press_sequentially(text)


def fill_lines(hands, page):
    """As somebody at a desk: from field to field by Tab, the sex by arrows."""
    lines = [(f"adults-{n}", who) for n, who in enumerate(ADULTS)]
    lines += [(f"children-{n}", who) for n, who in enumerate(CHILDREN)]
    typed_surname = False
    for prefix, (first, sex, age) in lines:
        page.locator(f"[name={prefix}-first_name]").press_sequentially(first)
        if not typed_surname:
            page.locator(f"[name={prefix}-last_name]").press_sequentially("Gjoni")
            typed_surname = True
        page.locator(f"[name={prefix}-age]").press_sequentially(age)
        hands.tap(page.locator(f"[name={prefix}-sex][value={sex}]"))


def test_a_family_of_seven_takes_at_most_forty_interactions(
    open_page, staff, centre, language, width, picture
):
    known = ParticipantFactory(first_name="Agron", last_name="Gjoni", centre=centre)
    page = open_page(width, staff, language)
    hands = Hands(page)
    page.goto(URL)
    picture(page, "family-empty")
    for _press in range(2):
        hands.tap(page.locator('button[name=more][value="children"]'))
    fill_lines(hands, page)
    hands.tap(page.locator(f'[name=adults-1-known][value="{known.pk}"]'))
    typed(hands, page, "adults-0-phone", "0692345678")
    hands.tap(page.locator("[name=adults-0-may_collect]"))
    picture(page, "family-filled")
    assert_sound(page, language)
    interactions = hands.counted()["interactions"] + 2  # the way to the page, and the saving
    page.locator("form[data-family] .form-actions button").click()

    expect(page.locator("#family-head")).to_be_visible()
    picture(page, "family-person")
    assert interactions <= MOST
    assert Participant.objects.count() == 7
    assert Guardianship.objects.count() == 10
    assert Participant.objects.filter(household__name="Gjoni").count() == 7


def test_without_a_script_lines_come_by_the_button_and_who_is_alike_is_asked_about(
    new_context, live_server, staff, centre, language, width, picture
):
    known = ParticipantFactory(first_name="Agron", last_name="Gjoni", centre=centre)
    page = new_context(
        **SCREENS[width], base_url=live_server.url, java_script_enabled=False
    ).new_page()
    Reader(page, "sq").sign_in(staff.email, PASSWORD)
    page.goto(URL)

    page.locator("[name=adults-0-first_name]").fill("Drita")
    page.locator("[name=adults-0-last_name]").fill("Gjoni")
    page.locator("[name=adults-0-sex][value=female]").check()
    page.locator("[name=adults-1-first_name]").fill("Agron")
    page.locator("[name=adults-1-sex][value=male]").check()
    page.locator('button[name=more][value="children"]').click()
    expect(page.locator("[name=adults-0-first_name]")).to_have_value("Drita")
    for number, (first, _sex, age) in enumerate(CHILDREN):
        page.locator(f"[name=children-{number}-first_name]").fill(first)
        page.locator(f"[name=children-{number}-age]").fill(age)
    page.locator("[name=children-0-age]").press("Enter")
    picture(page, "family-asked")
    expect(page.locator("[name=children-4-first_name]")).to_have_value("Mira")
    page.locator(f'[name=adults-1-known][value="{known.pk}"]').check()
    page.locator("form[data-family] .form-actions button").click()

    expect(page.locator("#family-head")).to_be_visible()
    assert Participant.objects.count() == 7
    assert Guardianship.objects.filter(adult=known).count() == 5


def test_a_childs_page_has_squares_guardians_and_what_is_missing(
    open_page, staff, centre, language, width, picture
):
    child = ParticipantFactory(
        first_name="Elira",
        last_name="Gjoni",
        centre=centre,
        category=CategoryFactory(code="child"),
        told_age=9,
        age_told_on=timezone.localdate(),
    )
    mother = ParticipantFactory(
        first_name="Drita", last_name="Gjoni", centre=centre, phone="+355692345678"
    )
    Guardianship.objects.create(adult=mother, child=child, relation="mother", may_collect=True)
    series = SeriesFactory(centre=centre)
    marks = ["present", "late", "absent", "excused", "present"] * 5
    for days, mark in enumerate(marks, 1):
        starts_at = timezone.now() - timedelta(days=days)
        event = EventFactory(centre=centre, starts_at=starts_at, status="held", series=series)
        RegistrationFactory(
            event=event,
            participant=child,
            category=child.category,
            attendance=mark,
            marked_at=starts_at,
        )
    page = open_page(width, staff, language)

    page.goto(reverse("participants:participant_detail", args=[child.pk]))

    expect(page.locator(".square")).to_have_count(24)
    expect(page.locator("#family-head")).to_be_visible()
    assert "2345678" not in page.content()
    assert_sound(page, language)
    picture(page, "person")
