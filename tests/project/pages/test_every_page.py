"""What holds of every page that somebody looks at.

Whoever only looks waits for no writer, and lets none wait: no transaction begins, which on SQLite
would be one that writes (`shkej/sqlite.py`). What is written all the same is that somebody looked.
And a page loads the scripts and styles that it uses.
"""

import re
import sys

import pytest
from django.conf import settings
from django.db import transaction
from django.db.transaction import Atomic
from django.test import Client
from django.utils import translation

from accounts.access import access_table
from accounts.models import Role
from events.models import Centre
from shkej.static_files.used_styles import only_used
from tests.routes import all_routes
from tests.world import build_world

TABLE = access_table()
PUBLIC = {"anybody", "signed-in"}
APPS = {path.parent.name for path in settings.BASE_DIR.glob("*/__init__.py")} - {"tests"}
LIBRARIES = ("account_", "mfa_", "usersessions_")
MOST_FIRST = (Role.COORDINATOR, Role.ADMIN, *Role.values)
ASKS_BY_ITSELF = re.compile(rb"\shx-(?:get|post)=")
CLASSES = re.compile(rb'\sclass="([^"{]*)"')
BOOTSTRAP = (settings.BASE_DIR / "static/vendor/bootstrap/bootstrap.min.css").read_text()
LIBRARY, STYLED = (
    set(re.findall(r"\.([A-Za-z][\w-]*)", text)) for text in (BOOTSTRAP, only_used(BOOTSTRAP))
)
ROUTES = [
    (name, arguments)
    for name, arguments in all_routes()
    if "GET" in TABLE["routes"][name]["methods"] and not name.startswith(LIBRARIES)
]
THAT_SOMEBODY_LOOKED = {
    "accounts.locking.store._write",  # the session
    "accounts.reading.limits.log_opened",  # a person was opened: the log and its limit
    "accounts.reading.limits.may_export_figures",  # a file was taken: the log and its limit
    "accounts.reading.limits.may_export_people",
    "background.sending.send_file",
    "background.services.start_task",  # a large file: the worker makes it
    "background.files_with_names.hand_out",  # the same, of names
    "events.calendar.links.services.note_reading",  # a calendar read its link
}


@pytest.fixture(scope="module")
def built_world(django_db_setup, django_db_blocker):
    """A world in which each test takes back what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world(Centre.objects.get(code="engjejt-e-vegjel"))
        transaction.set_rollback(True)


@pytest.fixture
def begun(monkeypatch):
    """The places in our code that begin a transaction, one after the other."""
    places, enter = [], Atomic.__enter__

    def noting(atomic):
        places.append(_asked_from())
        return enter(atomic)

    monkeypatch.setattr(Atomic, "__enter__", noting)
    return places


def _asked_from():
    """The function of ours that began it, by a `with` or by its decorator."""
    frame = sys._getframe(2)
    while frame:
        module, name = frame.f_globals["__name__"], frame.f_code.co_name
        if module == "contextlib" and name == "inner":
            decorated = frame.f_locals["func"]
            module, name = decorated.__module__, decorated.__name__
        if module.partition(".")[0] in APPS:
            return f"{module}.{name}"
        frame = frame.f_back
    return "a library"


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize(("route", "arguments"), ROUTES)
def test_a_page_only_reads_and_loads_what_it_uses(built_world, db, begun, route, arguments):
    permission = TABLE["routes"][route]["permission"]
    roles = Role.values if permission in PUBLIC else TABLE["permissions"][permission]
    client = Client()
    client.force_login(built_world.users[next(role for role in MOST_FIRST if role in roles)])
    begun.clear()

    with translation.override(settings.LANGUAGE_CODE):
        answer = client.get(built_world.address(route, arguments))

    assert [place for place in begun if place not in THAT_SOMEBODY_LOOKED] == []
    page = b"" if answer.streaming else answer.content
    if b"<body" in page and ASKS_BY_ITSELF.search(page):
        assert b"htmx.min" in page
    classes = {name.decode() for names in CLASSES.findall(page) for name in names.split()}
    assert classes & LIBRARY <= STYLED
