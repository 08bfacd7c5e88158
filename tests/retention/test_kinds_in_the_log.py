"""A kind of data in the log is told in words, never by its code."""

import re

import pytest
from django.conf import settings

from accounts.models.access_log import AccessLog, Action
from accounts.templatetags.accounts import VALUES, detail_words
from retention.keeping.kinds import BY_CODE

LOGGED = re.compile(r"\.log\([^()]*\bkind=\"(\w+)\"")


@pytest.mark.parametrize("kind", BY_CODE.values(), ids=BY_CODE)
def test_what_is_kept_is_called_as_on_its_page(kind):
    line = AccessLog(action=Action.RETENTION, detail={"kind": kind.code, "change": "asked"})

    assert str(kind.label) in [str(value) for _name, value in detail_words(line)]


def test_each_kind_that_a_page_logs_has_words():
    apps = [path for path in settings.BASE_DIR.iterdir() if (path / "apps.py").exists()]
    sources = [path.read_text(encoding="utf-8") for app in apps for path in app.rglob("*.py")]
    kinds = {kind for source in sources for kind in LOGGED.findall(source)}

    assert len(kinds) > 2
    assert kinds - set(VALUES) == set()
