"""A line of a template is read without scrolling; only what no line can break is longer."""

import re

import pytest
from django.conf import settings

LONGEST = 120
PLACES = [
    *settings.BASE_DIR.glob("templates"),
    *settings.BASE_DIR.glob("*/templates"),
    settings.BASE_DIR / "demonstration" / "over",
]
# Django takes no tag over two lines; a value of an attribute may be made of several.
TAG = r"{%(?:(?!%}).)*%}"
VALUE = r"{{(?:(?!}}).)*}}"
UNBREAKABLE = re.compile(rf"""\s*(?:{TAG}|[\w-]+="(?:{TAG}|{VALUE}|[^"])*"/?>?)""")


def is_too_long(line):
    return len(line) > LONGEST and not UNBREAKABLE.fullmatch(line)


def test_lines_of_templates_are_short():
    paths = sorted(path for place in PLACES for path in place.rglob("*.html"))
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if is_too_long(line)
    ]

    assert len(paths) > 400
    assert found == []


LONG = "long " * 24


@pytest.mark.parametrize(
    ("line", "too_long"),
    [
        (f"  <p>{LONG}</p>", True),
        (f'  <p>{{% translate "{LONG}" %}}</p>', True),
        (f'  {{% translate "{LONG}" %}}{{% csrf_token %}}', True),
        (f'  <a href="{LONG}">', True),
        (f'  id="more" title="{LONG}">', True),
        (f'  {{% include "fragment.html" with text=_("{LONG}") %}}', False),
        (f'  title="{{% if more %}}{{% translate "{LONG}" %}}{{% endif %}}">', False),
        (f"  <p>{LONG[:50]}</p>", False),
    ],
)
def test_only_what_cannot_be_broken_is_longer(line, too_long):
    assert is_too_long(line) is too_long
