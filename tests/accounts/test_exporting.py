"""What gives data away as a file is tied to `exports` on the grant, or has a reason not to be."""

import ast
import inspect

import pytest

from accounts.access import access_table, exporting, naming, permissions_of
from accounts.models import Role
from tests.accounts.factories import GrantFactory
from tests.routes import all_views

TABLE = access_table()
GIVES_A_FILE = {
    "send_file",
    "hand_out",
    "file_answer",
    "FileResponse",
    "content_disposition_header",
}
# Permissions called like an export that need no right of a person's own, and why.
UNTIED = {"backups.export_everything": "encrypted for the holders of keys; who takes it reads none"}
# Routes that answer with a file by a permission of all who have the role, and why.
FILES_OF_A_ROLE = {
    "backups:export_take": "encrypted for the holders of keys",
    "calendar_by_link": "events, as the invitation tells them",
    "calendar_feed": "events, as the calendar shows them",
    "events:attachment": "one paper or photo that somebody attached",
    "events:consent_form_to_print": "blank",
    "events:import_template": "blank",
    "events:notice_to_print": "tells of nobody",
    "events:sheet": "the list for the door, with the names that its page shows",
    "help_door_card": "tells of nobody",
    "participants:consent_file": "one signed form",
    "reports:disclosed_figures_export": "small counts hidden",
    "reports:manual_source": "one paper that somebody attached",
    "reports:partner_figures_export": "small counts hidden",
    "retention:access_file": "one person’s own data, for that person",
}


def ways_of(view):
    """By which of these a view, or what it calls in its module, makes the answer a file."""
    view = inspect.unwrap(getattr(view, "view_class", view))
    module = ast.parse(inspect.getsource(inspect.getmodule(view)))
    named = {node.name: node for node in module.body if hasattr(node, "name")}
    reached, waiting, ways = set(), [getattr(view, "__name__", "")], set()
    while waiting:
        name = waiting.pop()
        if name in reached or name not in named:
            continue
        reached.add(name)
        for node in ast.walk(named[name]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                waiting.append(node.func.id)
                ways |= GIVES_A_FILE & {node.func.id}
            if isinstance(node, ast.Constant) and node.value == "Content-Disposition":
                ways.add(node.value)
    return ways


FILES = {
    name: ways
    for name, view in all_views()
    if name in TABLE["routes"] and not name.startswith("mfa_") and (ways := ways_of(view))
}


def test_the_sweep_finds_the_files_that_are_known():
    assert {"reports:download", "reports:export_names_file", "events:attachment"} <= set(FILES)
    assert "reports:attendance" not in FILES


def test_each_file_asks_for_the_right_to_export_or_says_why_not():
    free = {route for route in FILES if TABLE["routes"][route]["permission"] not in exporting()}

    assert free == set(FILES_OF_A_ROLE)


def test_what_asks_for_the_right_to_names_hands_out_what_is_locked_and_nothing_else():
    """Such a file is locked; that the others name nobody: tests/leaks/test_files.py."""
    named = {route for route in FILES if TABLE["routes"][route]["permission"] in naming()}
    views = [view for name, view in all_views() if name in named]
    makers = [inspect.getmodule(inspect.unwrap(view)) for view in views]

    assert named == {route for route, ways in FILES.items() if "hand_out" in ways}
    assert {route: FILES[route] for route in named} == dict.fromkeys(named, {"hand_out"})
    assert [module for module in makers if not hasattr(module, "locked_workbook")] == []


def test_what_is_called_an_export_is_one():
    called = {
        code
        for code in TABLE["permissions"]
        if code.partition(".")[2].startswith(("export_", "download_"))
    }

    assert called - exporting() == set(UNTIED)
    assert exporting() <= set(TABLE["permissions"])
    assert naming() < exporting()


@pytest.mark.parametrize(
    ("rights", "held"),
    [
        ({}, frozenset()),
        ({"exports": True}, exporting() - naming()),
        ({"exports": True, "exports_names": True}, exporting()),
        ({"exports_names": True}, frozenset()),  # the database refuses such a row
    ],
)
def test_a_role_alone_takes_nothing_away(rights, held):
    grant = GrantFactory.build(role=Role.COORDINATOR, **{"exports": False} | rights)

    assert permissions_of(grant) & exporting() == held
