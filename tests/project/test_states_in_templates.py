"""Templates ask `event.is_called_off`; which states that are, is known to the model alone."""

import re

import pytest
from django.conf import settings

from tests.project.templates import templates

CONDITION = re.compile(r"{%-?\s*(?:if|elif)\b(.*?)%}", re.DOTALL)
WORD = r"""(?:"[^"]*"|'[^']*')"""
COMPARED = re.compile(
    rf"([\w.]+)\s*(?:==|!=|<|>|\bin\b)\s*{WORD}|{WORD}\s*(?:==|!=|\bin\b)\s*([\w.]+)"
)
# What is no state of a record: languages, the look of the page, Django's own messages.
NO_STATES = {
    "LANGUAGE_CODE",
    "field.name",  # of a form
    "key",  # of a group of guides
    "language",
    "other.code",
    "message.level_tag",
    "name",  # of an attribute
    "next_steps",  # what is on offer
    "page.audiences",  # for whom a guide is
    "period.view",
    "request.COOKIES.theme",
    "request.method",
}


def compared_in(text):
    """What conditions of a template compare with a word written there."""
    for condition in CONDITION.findall(text):
        for left, right in COMPARED.findall(condition):
            yield left or right


def test_no_template_compares_states():
    found, read = {}, 0
    for path in templates():
        place = path.relative_to(settings.BASE_DIR)
        read += 1
        others = set(compared_in(path.read_text(encoding="utf-8"))) - NO_STATES
        if others:
            found[place.as_posix()] = others

    assert read > 200
    assert found == {}


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ('{% if event.status == "cancelled" or event.is_over %}', ["event.status"]),
        ("{% elif 'held' != event.status %}", ["event.status"]),
        ('{% if event.status in "cancelled postponed" %}', ["event.status"]),
        ('{% if a and place.attendance=="late" %}', ["place.attendance"]),
        ("{% if mark == registration.attendance %}", []),
        ("{% if event.is_called_off %}cancelled{% endif %}", []),
        ('{% include "components/status_chip.html" with status="held" %}', []),
    ],
)
def test_every_way_to_compare_a_state_is_seen(text, compared):
    assert list(compared_in(text)) == compared
