"""Fixtures that every test may use: the seeded centre, and one user per role on it."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import translation

from accounts.models import Role
from events.models import Centre
from reports.models import ManualFigure, ManualSource, OutputAssessment, Report, Snapshot
from reports.unicef.freezing import frozen_rows
from tests.accounts.factories import GrantFactory
from tests.partners.factories import OrganisationFactory
from tests.world import world  # noqa: F401


def pytest_collection_modifyitems(config, items):
    """Choose the tests for this database, and the order in which they can share it."""
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        apart = {item for item in items if not _depends_on_the_database(item)}
        config.hook.pytest_deselected(items=list(apart))
        items[:] = [item for item in items if item not in apart]
    _give_seeded_rows_back(items)


def _depends_on_the_database(item):
    """Whether a test is to run on PostgreSQL as well, and not on SQLite alone."""
    if item.get_closest_marker("one_database"):
        return False
    asked = {"db", "transactional_db", "live_server", "django_db_setup"} & set(item.fixturenames)
    return bool(asked or item.get_closest_marker("django_db"))


def _give_seeded_rows_back(items):
    """A test with transactions of its own empties the database: give each the seeded rows back.

    They come last of all, since others may ask for the database when they already run.
    """
    emptying = []
    for item in items:
        mark = item.get_closest_marker("django_db")
        options = dict(mark.kwargs) if mark else {}
        if options.get("transaction") or {"transactional_db", "live_server"} & set(
            item.fixturenames
        ):
            options |= {"transaction": True, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**options), append=False)
            emptying.append(item)
    items.sort(key=set(emptying).__contains__)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Keep the seeded rows where every connection finds them: beside Playwright's event loop Django
    opens another one than the one that the database was made with."""
    connection = connections[DEFAULT_DB_ALIAS]
    seeded = getattr(connection, "_test_serialized_contents", None)
    if seeded is not None:
        type(connection)._test_serialized_contents = seeded
    yield
    if connection.vendor == "postgresql":  # which drops no database that such a one still uses
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def frozen_reports_go_with_the_test(request):
    """Take frozen reports away before a test with transactions of its own empties the database.

    On SQLite that deletes row by row, which the triggers of a frozen report refuse.
    """
    mark = request.node.get_closest_marker("django_db")
    if not (mark and mark.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or not Snapshot.objects.exists():
        return
    with connection.cursor() as cursor:
        plain = SimpleNamespace(connection=connection, execute=cursor.execute)
        frozen_rows.remove(None, plain)
        for model in (Snapshot, ManualFigure, ManualSource, OutputAssessment, Report):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608
        frozen_rows.install(None, plain)


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
