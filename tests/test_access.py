"""The access table against the application: every route, every role, every method."""

import pytest
from django.urls import reverse

from accounts.access import access_table
from accounts.models import Role
from tests.routes import all_routes

ROUTES = dict(all_routes())
TABLE = access_table()
PUBLIC = {"anybody", "signed-in"}


def test_every_route_stands_in_the_access_table():
    assert sorted(set(ROUTES) - set(TABLE["routes"])) == []


def test_the_access_table_names_no_route_that_is_gone():
    assert sorted(set(TABLE["routes"]) - set(ROUTES)) == []


def test_every_permission_is_known_and_used_by_known_roles():
    for route, rule in TABLE["routes"].items():
        assert rule["permission"] in TABLE["permissions"] or rule["permission"] in PUBLIC, route
        assert rule["methods"], route
    for permission, roles in TABLE["permissions"].items():
        assert set(roles) <= set(Role.values), permission


OWN = [route for route in ROUTES if not route.startswith(("account_", "mfa_", "usersessions_"))]


def send(client, world, route, method):
    address = reverse(route, kwargs=world.arguments(route, ROUTES[route]))
    return client.generic(method, address)


def may(role, route):
    permission = TABLE["routes"][route]["permission"]
    return permission in PUBLIC or role in TABLE["permissions"][permission]


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("route", OWN)
def test_role_reaches_exactly_what_the_table_allows(client, world, role, route):
    client.force_login(world.users[role])

    for method in TABLE["routes"][route]["methods"]:
        status = send(client, world, route, method).status_code

        if may(role, route):
            assert status in {200, 204, 302, 303, 304, 400, 409, 422}, (method, status)
        else:
            assert status == 403, (method, status)


@pytest.mark.parametrize("route", OWN)
def test_visitor_is_sent_to_sign_in(client, world, route):
    public = TABLE["routes"][route]["permission"] == "anybody"

    for method in TABLE["routes"][route]["methods"]:
        response = send(client, world, route, method)

        asked_to_sign_in = response.status_code == 302 and response.url.startswith(
            reverse("account_login")
        )
        assert asked_to_sign_in is not public, (method, response.status_code)


@pytest.mark.parametrize("route", OWN)
def test_other_methods_are_refused(client, world, route):
    rule = TABLE["routes"][route]
    role = next((r for r in Role.values if may(r, route)), None)
    client.force_login(world.users[role])

    for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"} - set(rule["methods"]):
        assert send(client, world, route, method).status_code == 405, method


@pytest.mark.parametrize("route", [route for route in OWN if ROUTES[route]])
def test_objects_of_another_centre_or_organisation_do_not_exist(client, world, route):
    permission = TABLE["routes"][route]["permission"]
    if permission in PUBLIC or route in world.unscoped:
        roles = []
    else:
        roles = [r for r in TABLE["permissions"][permission] if r in world.strangers]

    for role in roles:
        client.force_login(world.strangers[role])
        for method in TABLE["routes"][route]["methods"]:
            status = send(client, world, route, method).status_code
            assert status == 404, (role, method, status)
