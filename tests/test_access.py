"""The access table against the application: every route, every role, every method."""

import re
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.access import access_table
from accounts.middleware import AccessMiddleware
from accounts.models import Role
from events.models import Centre
from tests.routes import World, all_routes
from tests.world import build_world

TABLE = access_table()
APPS = (
    "accounts",
    "drafts",
    "background",
    "backups",
    "partners",
    "participants",
    "events",
    "reports",
    "retention",
    "demonstration",
    "shkej",
)
PUBLIC = {"anybody", "signed-in"}
LIBRARIES = ("account_", "mfa_", "usersessions_")  # allauth's own rules; tests/accounts
ROUTES = list(all_routes())
OWN = [
    (name, arguments)
    for name, arguments in ROUTES
    if name in TABLE["routes"] and not name.startswith(LIBRARIES)
]
# Rows that belong to no centre: everybody with the permission reaches them.
UNSCOPED = {
    "partners:organisation_detail",
    "partners:organisation_update",
    "partners:programme_detail",
    "partners:programme_update",
    "partners:project_detail",
    "partners:project_update",
    "participants:category_update",
    "participants:nickname_remove",
    "reports:category_counting",
    "retention:rule_decide",  # how long kinds are kept holds for the installation
    "partners:user_invite",
    "partners:user_invite_again",
    "partners:user_revoke",
    "events:calendar",
    "first_day_step",  # of the whole installation
    "events:proposal",  # whoever answers proposals chooses the centre
}
# Rows that belong to whoever made them: for others with the permission they do not exist.
OWNED = {
    "background:password",
    "background:task",
    "drafts:kept_form",
    "drafts:forget_kept_form",
    "events:door_note_done",  # for whoever sees names
    "events:event_detail",  # observers see past events alone
    "events:import_outcome",
    "metrics",  # for this very machine, or by a token
    "events:feed_renew",
    "events:feed_revoke",
}
# Answers that not all is there: no worker runs beside these tests.
NOT_READY = {"health_ready"}
# Its person has no page until it is done; it answers with the register, never with its own page.
PAGELESS = {"events:undo_act"}


@pytest.fixture(scope="module")
def built_world(django_db_setup, django_db_blocker):
    """A world that all tests here start from: each takes back what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world(Centre.objects.get(code="engjejt-e-vegjel"))
        transaction.set_rollback(True)


@pytest.fixture
def world(built_world, db):
    return built_world


def permission_of(route):
    return TABLE["routes"][route]["permission"]


def methods_of(route):
    return TABLE["routes"][route]["methods"]


def may(role, route):
    permission = permission_of(route)
    return permission in PUBLIC or role in TABLE["permissions"][permission]


def test_every_route_stands_in_the_access_table():
    assert {name for name, _arguments in ROUTES} - set(TABLE["routes"]) == set()


def test_the_access_table_names_no_route_that_is_gone():
    assert set(TABLE["routes"]) - {name for name, _arguments in ROUTES} == set()


def test_every_permission_is_known_used_and_given_to_known_roles():
    for route, rule in TABLE["routes"].items():
        assert rule["permission"] in TABLE["permissions"] or rule["permission"] in PUBLIC, route
        assert rule["methods"], route
    for permission, roles in TABLE["permissions"].items():
        assert set(roles) <= set(Role.values), permission


@contextmanager
def visitor(who):
    """A browser, as if it were the first: for the next one nothing has happened."""
    try:
        with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
            yield Client()
            transaction.set_rollback(True)
    except Exception as fault:
        fault.add_note(f"This was {who}.")
        raise


@pytest.mark.slow
@pytest.mark.parametrize(("route", "arguments"), OWN)
def test_each_role_reaches_exactly_what_the_table_allows(world, route, arguments):
    wrong = []
    for role in Role.values:
        expected = {403}
        if may(role, route):
            expected = {200, 204, 302, 303, 400, 409, 422} | ({404} if route in OWNED else set())
            expected |= {503} if route in NOT_READY else set()
        with visitor(role) as client:
            for method in methods_of(route):
                client.force_login(world.users[role])  # signing out is a route too
                status = client.generic(method, world.address(route, arguments)).status_code
                if status not in expected:
                    wrong.append((role, method, status))
    assert not wrong


def test_no_row_has_a_key_larger_than_any_can_be(client, world):
    for route, arguments in OWN:
        role = next((role for role in ("coordinator", "admin", "staff") if may(role, route)), None)
        for name in arguments if role else ():
            key = world.arguments.get(f"{route}.{name}", world.arguments.get(name))
            if not isinstance(key, int):
                continue
            values = {**world.arguments, f"{route}.{name}": 2**63}
            address = World(values, {}).address(route, arguments)
            client.force_login(world.users[role])
            for method in methods_of(route):
                answer = client.generic(method, address)
                assert answer.status_code == 404, (method, address)


@pytest.mark.one_database
@pytest.mark.parametrize(("route", "arguments"), OWN)
def test_a_visitor_is_sent_to_sign_in(client, world, route, arguments):
    for method in methods_of(route):
        response = client.generic(method, world.address(route, arguments))

        to_sign_in = response.status_code == 302 and response.url.startswith(
            reverse("account_login")
        )
        assert to_sign_in is (permission_of(route) != "anybody"), (method, response.status_code)


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize(("route", "arguments"), OWN)
def test_other_methods_are_refused(client, world, route, arguments):
    client.force_login(world.users[next(role for role in Role.values if may(role, route))])

    for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"} - set(methods_of(route)):
        status = client.generic(method, world.address(route, arguments)).status_code
        assert status == 405, (method, status)


@pytest.mark.parametrize(
    ("route", "arguments"),
    [each for each in OWN if methods_of(each[0]) == ["POST"] and each[0] not in PAGELESS],
)
@pytest.mark.more
@pytest.mark.one_database
def test_from_an_answer_to_post_the_language_switch_leads_to_a_page(
    rf, client, world, route, arguments
):
    request = rf.post(world.address(route, arguments))
    request.user = world.users[next(role for role in Role.values if may(role, route))]
    client.force_login(request.user)

    back = Template("{% load frame %}{% page_address %}").render(Context({"request": request}))

    assert client.get(back).status_code in {200, 302}, back  # 302: a door that is not open


SCOPED = [
    (route, arguments)
    for route, arguments in OWN
    if arguments and route not in UNSCOPED and permission_of(route) not in PUBLIC
]


@pytest.mark.slow
@pytest.mark.parametrize(("route", "arguments"), SCOPED)
def test_objects_of_another_centre_do_not_exist(world, route, arguments):
    wrong = []
    for role in (Role.COORDINATOR, Role.STAFF, Role.VOLUNTEER):
        expected = 404 if may(role, route) else 403
        with visitor(role) as client:
            client.force_login(world.strangers[role])
            for method in methods_of(route):
                status = client.generic(method, world.address(route, arguments)).status_code
                if status != expected:
                    wrong.append((role, method, status))
    assert not wrong


def asked(rf, route, *, user):
    """What the access table alone answers to a request for `route`; None where the view goes on."""
    request = rf.get("/")
    request.user = user
    request.resolver_match = SimpleNamespace(view_name=route)
    return AccessMiddleware(HttpResponse).process_view(request, None, (), {})


@pytest.mark.parametrize("role", Role.values)
def test_a_route_that_stands_in_no_table_opens_for_nobody(rf, world, role):
    with pytest.raises(PermissionDenied):
        asked(rf, "events:added_by_somebody_in_a_hurry", user=world.users[role])


def test_what_a_route_answers_to_is_told_without_its_view(client, coordinator):
    client.force_login(coordinator)
    answer = client.options("/events/1/register/2/mark/")

    assert (answer.status_code, answer.headers["Allow"]) == (204, "POST")


def test_views_state_no_permission_and_no_method_of_their_own():
    repeated = re.compile(
        r"permission_required|login_required|login_not_required|require_(POST|GET|safe|http_methods)"
    )
    apps = [settings.BASE_DIR / app for app in APPS]
    found = [
        str(path)
        for app in apps
        for path in app.rglob("*.py")
        if repeated.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
