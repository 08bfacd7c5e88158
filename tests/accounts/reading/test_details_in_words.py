"""What a line of the log says is said in words: never by the name that it has in the database."""

import ast

import pytest
from django.conf import settings
from django.utils.translation import override

from accounts.models.access_log import AccessLog, Action
from accounts.templatetags.accounts import DETAILS, detail_words
from events.models.imported import ImportedChange
from retention.keeping.kinds import BY_CODE

NO_DETAILS = {"user", "people", "words", "address", "most", "within"}  # what else such calls take


def logged_names():
    """The names of details that calls with an `Action` give."""
    apps = [path for path in settings.BASE_DIR.iterdir() if (path / "apps.py").exists()]
    for path in (path for app in apps for path in app.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and any(map(is_action, call.args)):
                yield from (keyword.arg for keyword in call.keywords if keyword.arg)


def is_action(argument):
    return isinstance(argument, ast.Attribute) and ast.unparse(argument).startswith("Action.")


def words_of(action, language="en", **detail):
    with override(language):
        line = AccessLog(action=action, detail=detail)
        return {str(name): str(value) for name, value in detail_words(line)}


def test_each_detail_has_a_name_in_words():
    names = set(logged_names()) - NO_DETAILS

    assert len(names) > 20
    assert names - set(DETAILS) == set()


def test_a_merge_that_was_undone_is_told():
    told = words_of(Action.MERGE, language="sq", merged=7, undone=True)

    assert told == {"regjistrimi i bashkuar": "7", "u zhbë": "po"}


def test_an_import_that_was_undone_is_told():
    outcomes = {outcome: 2 for outcome in ImportedChange.Outcome.values if outcome}

    told = words_of(Action.IMPORT, undone=3, changes=outcomes)

    assert told["undone"] == "3"
    assert told["changes"].startswith("undone 2, changed 2, used since 2, ")
    assert "kept_back" not in told["changes"]


@pytest.mark.parametrize(
    ("change", "words"),
    [("refused", "refused"), ("refused_late", "refused after it was confirmed")],
)
def test_a_contact_that_was_refused_is_no_wrong_password(change, words):
    told = words_of(Action.CONTACT_CHANGED, change=change, asked_by=5)

    assert told == {"change": words, "asked by": "5"}
    assert words_of(Action.SIGN_IN_FAILED, reason="refused") == {
        "reason": "wrong email or password"
    }


@pytest.mark.parametrize("kind", BY_CODE.values(), ids=BY_CODE)
def test_what_was_let_go_is_called_as_on_its_page(kind):
    told = words_of(Action.RETENTION, change="done", **{kind.code: 3})

    with override("en"):
        assert told[str(kind.label)] == "3"
