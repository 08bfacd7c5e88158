"""Fixtures that every test may use: the seeded centre, and one user per role on it."""

import gc
import time
from contextlib import suppress
from copy import copy
from functools import wraps

import pytest
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.middleware import csrf
from django.test import TransactionTestCase, client
from django.test.testcases import LiveServerThread
from django.test.utils import ContextList
from django.utils import translation
from django_test_migrations.migrator import Migrator
from simple_history.models import HistoricalRecords

from accounts.middleware import ACTIVE_AT, SIGNED_IN_AT
from accounts.models import Role
from events.importing.pacing import Pace
from events.models import Centre, Headcount, Registration, one_act
from tests.accounts.factories import GrantFactory
from tests.at_once import is_locked  # noqa: F401
from tests.chance import draw_more
from tests.databases import copies, make_as_new, set_up, tear_down
from tests.often import is_of_share, leave_cases_to_more
from tests.partners.factories import OrganisationFactory
from tests.under_way import EndingServer
from tests.world import shared_world, world, world_of_module  # noqa: F401

PAGES = {"client", "world", "shared_world"}  # the fixtures of tests that open pages
LEAKS = (
    "tests/accounts/reading",
    "tests/accounts/test_unknown_role.py",
    "tests/events/register/door/test_door.py",
    "tests/faults/test_log_away.py",
    "tests/leaks",
    "tests/participants/consents/test_contacting.py",
    "tests/security",
)
DRAWN_ON_POSTGRESQL = ("tests/backups", "tests/faults")


def pytest_addoption(parser):
    parser.addoption(
        "--more", action="store_true", help="what `make test` leaves out, and more at random"
    )
    parser.addoption("--all", action="store_true", help="what both try, for one file or folder")
    parser.addoption("--quick", action="store_true", help="no browser, no page, nothing slow")
    parser.addoption(
        "--share", type=int, default=1, help="with --more: one in so many, drawn by the seed"
    )


def pytest_configure(config):
    if config.option.more:
        draw_more()
    client.store_rendered_templates = _keep_context_of_page
    LiveServerThread.server_class = EndingServer
    Migrator.reset = lambda _migrator: None  # the database is put back by a copy, as after any test
    Pace.give_way = wraps(Pace.give_way)(lambda _pace: None)  # nobody waits while a test imports
    user_logged_in.connect(_begin_session)
    # A figure or a name that must not be on a page does not come there by chance, in a token.
    csrf.CSRF_ALLOWED_CHARS = "bcdfghjklmnpqrstvwxz"


def _begin_session(sender, request, user, **_more):
    """As a real sign-in does: else the first page that a test opens had to write it."""
    request.session[SIGNED_IN_AT] = request.session[ACTIVE_AT] = int(time.time())


def _keep_context_of_page(store, signal, sender, template, context, **_more):
    """What a page was given is its `response.context`.

    Django copies the context of each fragment and each widget too: a quarter of the tests' time.
    """
    if "context" not in store:
        store.update(templates=[template], context=ContextList([copy(context)]))


@pytest.hookimpl(trylast=True)  # once all marks are there
def pytest_collection_modifyitems(config, items):
    """Choose the tests: those of `make test` for this database or, with --more, the rest."""
    leave_cases_to_more(items)
    chosen = _is_of_test_more if config.option.more else _is_of_test
    if config.option.quick:
        chosen = _is_of_test_quick
    if config.option.all:
        chosen = _is_of_this_database
    apart = {item for item in items if not chosen(item)}
    config.hook.pytest_deselected(items=list(apart))
    # Long ones first: at the end no process waits for another's.
    items[:] = sorted((item for item in items if item not in apart), key=_is_short)


def pytest_collection_finish():
    """Look for garbage seldom, and never among what stays: a tenth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def _is_short(item):
    return not (item.get_closest_marker("slow") or item.get_closest_marker("browser"))


def _is_of_test(item):
    if any(_holds_here(marker) for marker in item.iter_markers("more")):
        return False
    if _vendor() == "sqlite":
        return True
    return _differs_by_database(item) and not _opens_pages(item)


def _is_of_test_more(item):
    """Whatever is left, and again what is drawn at random; the same on both, no second time."""
    is_left = not _is_of_test(item) or item.get_closest_marker("hypothesis")
    return is_left and _is_of_this_database(item) and _is_of_share(item)


def _is_of_this_database(item):
    return _vendor() == "sqlite" or _differs_by_database(item)


def _is_of_share(item):
    """One in `--share` of what is left, another for each seed.

    Of each share is what races, locks, migrates, is killed or restored in a transaction of its own,
    and on SQLite what would be a leak: pages say the same on both. Backups and faults take whole
    databases away, which takes PostgreSQL long: there they are drawn.
    """
    options = item.config.option
    drawn = DRAWN_ON_POSTGRESQL if _vendor() == "postgresql" else ()
    if options.share == 1 or (_vendor() == "sqlite" and item.nodeid.startswith(LEAKS)):
        return True
    is_drawn = item.get_closest_marker("browser") or item.nodeid.startswith(drawn)
    if _is_of_transactions(item) and not is_drawn:
        return True
    return is_of_share(item.nodeid, options.share, getattr(options, "randomly_seed", 0))


def _is_of_test_quick(item):
    """What takes least of the time: models, services, forms, figures, words."""
    is_long = item.get_closest_marker("slow") or _is_of_transactions(item)
    return _is_of_test(item) and not _opens_pages(item) and not is_long


def _holds_here(more):
    """Whether a mark `more` is about this database: `more(on="postgresql")`, or about each."""
    return more.kwargs.get("on", _vendor()) == _vendor()


def _vendor():
    return connections[DEFAULT_DB_ALIAS].vendor


def _opens_pages(item):
    """Whether most of its time goes into pages, which say the same on both databases.

    A world is made to open every page of. What races, locks or fails in a transaction of its own is
    another matter.
    """
    if item.get_closest_marker("browser"):
        return True
    return bool(PAGES & set(item.fixturenames)) and not _is_of_transactions(item)


def _is_of_transactions(item):
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in item.fixturenames or (marker and marker.kwargs.get("transaction"))


def _differs_by_database(item):
    return _asks_the_database(item) and not item.get_closest_marker("one_database")


def _asks_the_database(item):
    asked = {"db", "transactional_db", "live_server", "django_db_setup"} & set(item.fixturenames)
    return bool(asked or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """A copy of the migrated database, which a test with transactions of its own gives back."""
    with django_db_blocker.unblock():
        set_up()
    with pytest.MonkeyPatch.context() as patch:  # else all tables are emptied, row by row
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: make_as_new())
        yield
    with django_db_blocker.unblock():
        tear_down()


def pytest_unconfigure(config):
    """Drop what all processes began with, once they have ended."""
    if not hasattr(config, "workerinput"):
        with suppress(OperationalError):  # where no test needed a server, there may be none
            copies().drop_migrated()


@pytest.fixture(autouse=True)
def no_request_outlives_its_test(request):
    """What a closed page had asked for is answered before the database is given back."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    server = request.getfixturevalue("live_server").thread.httpd
    yield
    server.end_requests()


@pytest.fixture(autouse=True)
def language_of_the_interface():
    """Each test starts in Albanian: a request leaves its language active, whoever comes next."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def english():
    """For tests of services whose sentences are compared."""
    with translation.override("en"):
        yield


@pytest.fixture
def centre(db):
    """The centre that a new database has."""
    return Centre.objects.get(code="engjejt-e-vegjel")


@pytest.fixture
def organisation(db):
    """A partner organisation."""
    return OrganisationFactory(name_sq="Bashkia Tiranë", name_en="Municipality of Tirana")


def user_with(role, **grant):
    """A user with one grant, who reads English so that tests can read the screen."""
    return GrantFactory(role=role, user__language="en", user__name=f"{role} user", **grant).user


@pytest.fixture
def admin(db):
    """An administrator: runs the system, sees no participants."""
    return user_with(Role.ADMIN)


@pytest.fixture
def coordinator(centre):
    """A coordinator of `centre`, without the grant for sensitive details."""
    return user_with(Role.COORDINATOR, centre=centre)


@pytest.fixture
def staff(centre):
    """Somebody on the staff of `centre`, without the grant for sensitive details."""
    return user_with(Role.STAFF, centre=centre)


@pytest.fixture
def volunteer(centre):
    """A volunteer of `centre`, assigned to no event yet."""
    return user_with(Role.VOLUNTEER, centre=centre)


@pytest.fixture
def partner(organisation):
    """A user of the partner `organisation`."""
    return user_with(Role.PARTNER, organisation=organisation)


@pytest.fixture
def observer(db):
    """Somebody who may only read, everywhere."""
    return user_with(Role.OBSERVER)


@pytest.fixture(autouse=True)
def registers_change_by_acts(monkeypatch):
    """No request changes a register without saying of which act it is: in none of all the tests."""

    def work():
        now = one_act._work.get()
        request = getattr(HistoricalRecords.context, "request", None)
        assert now or request is None, "A register was changed, and it is no act (one_act.py)."
        return now

    for model in (Registration, Headcount):
        field = model.history.model._meta.get_field("work")
        monkeypatch.setattr(field, "default", work)
        monkeypatch.setitem(field.__dict__, "_get_default", work)
