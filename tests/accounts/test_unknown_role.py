"""A role that no rule of scope names opens nothing, whatever the access table says it may."""

import inspect

import pytest
from django.apps import apps

from accounts import access
from accounts.models import Role
from accounts.models.grants import OF_CENTRES, WITHOUT_POWER
from accounts.querysets import centre_scope, centres_of
from events.models import Event
from events.models.access import EventAccess
from events.models.scope import BY_CENTRE, event_scope, is_by_event
from partners.querysets import partner_scope
from tests.accounts.factories import GrantFactory
from tests.conftest import user_with

pytestmark = pytest.mark.django_db
PERMISSIONS = sorted(access.access_table()["permissions"])
SCOPED = [model for model in apps.get_models() if hasattr(model._default_manager, "visible_to")]
# The permission alone opens them: they are the same in every centre, or of the installation.
OF_NO_CENTRE = {"Category", "ConsentText", "Nickname", "EventProposal"}
OF_WHO_RUNS_IT = {"Alert", "Breach", "User"}


@pytest.fixture
def world(shared_world):
    return shared_world


@pytest.fixture
def inspector(world, monkeypatch):
    """Somebody with a role that was added to the table and nowhere else, in no centre."""
    known = access.role_permissions
    monkeypatch.setattr(
        access,
        "role_permissions",
        lambda role: frozenset(PERMISSIONS) if role == "inspector" else known(role),
    )
    return GrantFactory(role="inspector").user


def seen_by(user):
    """The names of the models of which `user` reaches a row by some permission."""
    found = set()
    for model in SCOPED:
        rows = model._default_manager
        takes = inspect.signature(rows.visible_to).parameters
        asked = PERMISSIONS if "permission" in takes else [None]
        if any(rows.visible_to(user, *filter(None, [code])).exists() for code in asked):
            found.add(model.__name__)
    return found


@pytest.mark.more
def test_it_may_everything_and_sees_nothing(inspector, world):
    assert inspector.has_perm("participants.view_participant")
    assert inspector.has_perm("events.view_event")
    assert seen_by(inspector) - OF_NO_CENTRE - OF_WHO_RUNS_IT == set()
    everywhere = seen_by(user_with("coordinator", exports=True))
    assert everywhere > {"Participant", "Event", "Series", "Registration", "Centre", "Consent"}


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_no_scope_of_it_opens_a_row(inspector, world, permission):
    event = Event.objects.get(pk=world.arguments["event_id"])

    assert centres_of(inspector, permission) == ()
    assert centre_scope(inspector, permission)
    assert event_scope(inspector, permission)
    assert partner_scope(inspector, permission, "pk")
    assert not inspector.holds_in(permission, event.centre_id)
    assert not EventAccess(inspector, event).holds(permission)


def test_a_password_alone_does_not_let_it_in(inspector):
    assert inspector.needs_second_factor


def test_each_role_is_placed():
    """Decide of a new one whose rows it reaches, by what, and what it takes to sign in."""
    by_event = {role for role in Role if is_by_event(GrantFactory.build(role=role))}

    assert set(Role) == OF_CENTRES | {Role.ADMIN, Role.PARTNER}
    assert by_event == {Role.VOLUNTEER, Role.PARTNER, Role.OBSERVER} == set(Role) - BY_CENTRE
    assert set(Role) - WITHOUT_POWER == {Role.ADMIN, Role.COORDINATOR}
