"""The access table against the application: every route, every role, every method."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.access import access_table
from accounts.models import Grant, Role, User
from participants.models import Guardianship, PossibleDuplicate
from participants.services import merge_participants
from tests.accounts.factories import GrantFactory, UserFactory
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory
from tests.routes import World, all_routes

TABLE = access_table()
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
    "events:calendar",
}


def permission_of(route):
    return TABLE["routes"][route]["permission"]


def methods_of(route):
    return TABLE["routes"][route]["methods"]


def may(role, route):
    permission = permission_of(route)
    return permission in PUBLIC or role in TABLE["permissions"][permission]


@pytest.fixture
def world(centre):
    """One event of today that is shared with everybody, and what hangs on it."""
    organisation, project = OrganisationFactory(), ProjectFactory(programme=ProgrammeFactory())
    project.parts.create(organisation=organisation, part="partner")
    event = EventFactory(
        starts_at=timezone.now() - timedelta(minutes=5),
        visibility="all_partners",
        projects=[project],
    )
    here = {"event": event, "participant__centre": centre}
    registration, cancelled = RegistrationFactory(**here), RegistrationFactory(**here)
    cancelled.status = "cancelled"
    cancelled.save()
    people = [ParticipantFactory(centre=centre) for _person in range(6)]
    guardianship = Guardianship.objects.create(
        adult=people[0], child=registration.participant, relation="mother"
    )
    users = _users(centre, organisation, sees_sensitive=True)
    event.volunteers.add(users[Role.VOLUNTEER])
    merge = merge_participants(kept=people[2], merged=people[3], merged_by=users["coordinator"])
    somebody = GrantFactory(role=Role.OBSERVER)
    arguments = {
        "event_id": event.pk,
        "registration_id": registration.pk,
        "events:restore_registration.registration_id": cancelled.pk,
        "headcount_id": HeadcountFactory(event=event, category=registration.category).pk,
        "attendance": "present",
        "moment": 1,
        "centre_id": centre.pk,
        "year": 2021,
        "month": 10,
        "participant_id": registration.participant.pk,
        "guardianship_id": guardianship.pk,
        "duplicate_id": PossibleDuplicate.objects.create(first=people[4], second=people[5]).pk,
        "merge_id": merge.pk,
        "category_id": registration.category.pk,
        "organisation_id": organisation.pk,
        "programme_id": project.programme.pk,
        "project_id": project.pk,
        "user_id": somebody.user.pk,
        "grant_id": somebody.pk,
        "format": "xlsx",
        "figure": "attendances",
    }
    strangers = _users(CentreFactory(), OrganisationFactory())
    return World(arguments, users, strangers)


def _users(centre, organisation, sees_sensitive=False):
    users = {}
    for role in Role.values:
        grant = Grant(user=UserFactory(), role=role)
        if role in (Role.COORDINATOR, Role.STAFF, Role.VOLUNTEER):
            grant.centre = centre
        if role == Role.PARTNER:
            grant.organisation = organisation
        grant.sees_sensitive = sees_sensitive and role in (Role.COORDINATOR, Role.STAFF)
        grant.save()
        users[role] = User.objects.get(pk=grant.user_id)
    return users


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


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize(("route", "arguments"), OWN)
def test_a_role_reaches_exactly_what_the_table_allows(client, world, role, route, arguments):
    for method in methods_of(route):
        client.force_login(world.users[role])  # signing out is a route too

        status = client.generic(method, world.address(route, arguments)).status_code

        if may(role, route):
            assert status in {200, 204, 302, 303, 400, 409, 422}, (method, status)
        else:
            assert status == 403, (method, status)


@pytest.mark.parametrize(("route", "arguments"), OWN)
def test_a_visitor_is_sent_to_sign_in(client, world, route, arguments):
    for method in methods_of(route):
        response = client.generic(method, world.address(route, arguments))

        to_sign_in = response.status_code == 302 and response.url.startswith(
            reverse("account_login")
        )
        assert to_sign_in is (permission_of(route) != "anybody"), (method, response.status_code)


@pytest.mark.parametrize(("route", "arguments"), OWN)
def test_other_methods_are_refused(client, world, route, arguments):
    client.force_login(world.users[next(role for role in Role.values if may(role, route))])

    for method in {"GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"} - set(methods_of(route)):
        status = client.generic(method, world.address(route, arguments)).status_code
        assert status == 405, (method, status)


SCOPED = [
    (route, arguments)
    for route, arguments in OWN
    if arguments and route not in UNSCOPED and permission_of(route) not in PUBLIC
]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STAFF, Role.VOLUNTEER])
@pytest.mark.parametrize(("route", "arguments"), SCOPED)
def test_objects_of_another_centre_do_not_exist(client, world, role, route, arguments):
    client.force_login(world.strangers[role])

    for method in methods_of(route):
        status = client.generic(method, world.address(route, arguments)).status_code

        assert status == (404 if may(role, route) else 403), (method, status)
