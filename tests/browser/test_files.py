"""The field of a file has our button and our words, by finger, by keyboard and without a script."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.accounts.factories import GrantFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {
    "sq": ("Zgjidh skedarin", "Nuk është zgjedhur asnjë skedar."),
    "en": ("Choose the file", "No file chosen."),
}
FILE = {"name": "takimet-e-tetorit.csv", "mimeType": "text/csv", "buffer": b"event;title"}
PICTURES = os.environ.get("SCREENSHOTS")


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_file_is_chosen_in_the_reader_s_language(open_page, centre, language, width, has_script):
    coordinator = GrantFactory(role="coordinator").user
    page = open_page(width, coordinator, language, java_script_enabled=has_script)
    button, nothing = WORDS[language]
    page.on("filechooser", lambda chooser: chooser.set_files(FILE))
    page.goto(reverse("events:import"))
    field = page.locator("input[type=file]")

    # What the browser would say of an empty field is not to be seen; our words are.
    expect(page.get_by_text(nothing)).to_be_visible()
    expect(field).to_have_css("color", "rgba(0, 0, 0, 0)")
    take(page, f"file-empty-{language}-{width}")

    page.get_by_text(button, exact=True).click()

    expect(page.get_by_text(nothing)).to_be_hidden()
    expect(field).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    take(page, f"file-chosen-{language}-{width}")


def test_a_file_is_chosen_with_the_keyboard(open_page, centre, language, width):
    page = open_page(width, GrantFactory(role="coordinator").user, language)
    # Asked for only when the key is pressed, the browser may have given up a chooser nobody caught.
    page.on("filechooser", lambda chooser: chooser.set_files(FILE))
    page.goto(reverse("events:import"))
    field = page.locator("input[type=file]")

    field.focus()
    expect(page.locator(".file-button")).not_to_have_css("outline-style", "none")
    page.keyboard.press("Enter")
    expect(field).not_to_have_value("")

    assert field.evaluate("input => input.files[0].name") == FILE["name"]
    # Its name for a screen reader says what it is for, and what it does.
    assert (
        field.evaluate("input => [...input.labels].map(label => label.innerText.trim())")[-1]
        == (WORDS[language][0])
    )


def test_no_word_breaks_beside_the_button_on_the_narrowest_phone(open_page, centre):
    page = open_page(390, GrantFactory(role="coordinator").user)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(reverse("events:import"))

    words = page.get_by_text(WORDS["sq"][1])

    assert words.bounding_box()["height"] < 30  # one line


def take(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
