"""Enter in a field presses the first button of its form: it must be the one that saves.

Browsers take the first submit button in the order of the document, those bound by `form=` included.
"""

import pytest

from tests.drafts.every_page import forms_of_every_page

TYPED = (
    ".//input[not(@type) or @type='text' or @type='search' or @type='email' or @type='tel'"
    " or @type='number' or @type='password' or @type='url']"
)
PRESSED = "self::button[not(@type) or @type='submit'] | self::input[@type='submit']"


def buttons_of(form):
    """What sends `form`, in the order in which a browser looks for the one that Enter presses."""
    name = form.get("id")
    return [
        element
        for element in form.getroottree().iter()
        if isinstance(element.tag, str)
        and element.xpath(PRESSED)
        and "disabled" not in element.attrib
        and (
            element.get("form") == name
            if element.get("form")
            else form in element.iterancestors("form")
        )
    ]


def does(button):
    """What it sends along; nothing for the button that only saves."""
    return button.get("name"), button.get("value"), button.get("formaction")


@pytest.mark.more
@pytest.mark.one_database
def test_enter_in_a_field_does_what_the_main_button_does(world):
    wrong, seen = set(), 0
    for route, _browser, _user, _address, form in forms_of_every_page(world):
        buttons = buttons_of(form)
        if not form.xpath(TYPED) or len(buttons) < 2:
            continue
        seen += 1
        main = [each for each in buttons if "btn-primary" in each.get("class", "").split()]
        main = main or [each for each in buttons if does(each) == (None, None, None)]
        if does(buttons[0]) not in [does(each) for each in main]:
            wrong.add((route, form.action, does(buttons[0])))
    assert wrong == set()
    assert seen > 20
