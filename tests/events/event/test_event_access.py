"""`EventAccess` answers as the scope does, from the event's own facts, without a query a row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.access import access_table
from accounts.models import Role, User
from events.models import Event
from events.models.access import EventAccess
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, EventFactory
from tests.often import MORE_ON_POSTGRESQL
from tests.partners.factories import OrganisationFactory

pytestmark = MORE_ON_POSTGRESQL

ABOUT_EVENTS = sorted(
    code for code in access_table()["permissions"] if code.startswith(("events.", "reports."))
)


@pytest.fixture
def events(centre, organisation, volunteer, staff):
    """Events of two centres, from last week to next week, of each visibility, some sensitive."""
    now, made = timezone.now(), []
    for place in (centre, CentreFactory()):
        for days in (-7, 0, 7):
            for visibility in Event.Visibility.values:
                starts_at = now + timedelta(days=days)
                event = EventFactory(centre=place, starts_at=starts_at, visibility=visibility)
                event.volunteers.add(volunteer)
                event.parts.create(organisation=organisation, part="invited")
                made += [event, EventFactory(centre=place, starts_at=starts_at)]
                for assigned in ([], [staff], [volunteer]):
                    secret = EventFactory(
                        centre=place,
                        starts_at=starts_at,
                        visibility=visibility,
                        is_sensitive=True,
                    )
                    secret.volunteers.set(assigned)
                    made.append(secret)
    return made


@pytest.fixture
def users(request, centre, organisation):
    """One user of each role, some with several, one with none."""
    users = {role: request.getfixturevalue(role) for role in Role.values}
    for user, grant in [
        (users["partner"], {"organisation": OrganisationFactory()}),
        (users["observer"], {"role": Role.PARTNER, "organisation": organisation}),
        (users["staff"], {"role": Role.VOLUNTEER, "centre": CentreFactory()}),
    ]:
        GrantFactory(user=user, **{"role": Role.PARTNER, **grant})
    GrantFactory(role=Role.PARTNER, organisation=OrganisationFactory(is_active=False))
    return User.objects.all()


@pytest.mark.more
@pytest.mark.slow
def test_each_permission_opens_the_events_that_the_scope_opens(users, events):
    answers = set()
    for user in users:
        carried = Event.objects.with_access(user).in_bulk()
        for permission in ABOUT_EVENTS:
            reached = set(Event.objects.visible_to(user, permission).values_list("pk", flat=True))
            assert {pk for pk in carried if carried[pk].access.holds(permission)} == reached
            alone = {event.pk for event in events if EventAccess(user, event).holds(permission)}
            assert alone == reached & {event.pk for event in events}
            shown = Event.objects.filter(Event.objects.details_shown_to(user))
            if permission == "events.view_event_details":
                assert set(shown.values_list("pk", flat=True)) == reached
            answers.add((bool(reached), len(reached) == len(carried)))

    assert answers == {(False, False), (True, False), (True, True)}  # none, some, all


@pytest.mark.parametrize("role", Role.values)
def test_a_list_of_events_asks_once_for_all(request, events, django_assert_num_queries, role):
    user = request.getfixturevalue(role)
    user.has_perm("events.view_event")  # the roles of whoever asks are read once a request

    with django_assert_num_queries(1):
        for event in Event.objects.with_access(user).select_related("centre"):
            assert event.access.shows_details in (True, False)
            assert event.access.can_mark in (True, False)


@pytest.mark.parametrize(
    ("role", "queries"), [("coordinator", 0), ("staff", 0), ("volunteer", 1), ("partner", 1)]
)
def test_one_event_asks_at_most_once(request, events, django_assert_num_queries, role, queries):
    user = request.getfixturevalue(role)
    user.has_perm("events.view_event")
    access = EventAccess(user, events[0])

    with django_assert_num_queries(queries):
        for name, fact in vars(EventAccess).items():
            if isinstance(fact, property):
                assert getattr(access, name) in (True, False)


def facts(access):
    """The names of all that may be done."""
    names = [name for name, fact in vars(EventAccess).items() if isinstance(fact, property)]
    return {name for name in names if getattr(access, name)}


IN_ANY_STATE = {
    *("can_view", "shows_details", "can_change", "can_see_register", "sees_names"),
    *("can_see_files", "can_attach", "can_name_organisations", "can_see_counts", "knows_hours"),
    "can_record_people",
}
OF_COORDINATORS = {"can_delete_files", "can_read_history", "can_decide_proposals"}
OPEN = {"can_change_places", "can_add_people", "can_give_places", "can_take_back_marks"}
TODAY, NEXT_WEEK = timedelta(), timedelta(days=7)


@pytest.mark.parametrize(
    ("start", "columns", "more"),
    [
        (
            TODAY,
            {"status": "held"},
            OPEN
            | {"can_mark", "can_close", "can_delete", "can_invite", "can_write_story"}
            | {"can_record_families"},
        ),
        (NEXT_WEEK, {"status": "planned"}, OPEN | {"can_delete", "can_invite"}),
        (NEXT_WEEK, {"status": "cancelled"}, {"can_delete", "can_take_back_marks"}),
        (TODAY, {"status": "postponed"}, {"can_delete", "can_take_back_marks"}),
    ],
)
def test_what_a_coordinator_may_do_depends_on_the_state(coordinator, start, columns, more):
    event = EventFactory(starts_at=timezone.now() + start, **columns)

    assert facts(EventAccess(coordinator, event)) == IN_ANY_STATE | OF_COORDINATORS | more


def test_an_act_in_the_same_request_is_seen(coordinator):
    event = EventFactory(closed=True)
    access = EventAccess(coordinator, event)
    closed = {"can_reopen", "can_correct", "can_write_story"}
    assert facts(access) == IN_ANY_STATE | OF_COORDINATORS | closed

    event.register_closed_at = None

    assert access.can_mark
    assert not access.can_correct


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("admin", {"can_view", "shows_details", "knows_hours"}),
        ("observer", {"can_view", "knows_hours"}),
        ("partner", {"knows_hours"}),
        (
            "staff",
            IN_ANY_STATE
            | OPEN
            | {"can_mark", "can_close", "can_write_story", "can_record_families"},
        ),
        ("volunteer", {"knows_hours"}),
    ],
)
def test_nobody_may_more_than_their_role(request, role, may):
    user = request.getfixturevalue(role)

    assert facts(EventAccess(user, EventFactory())) == may


def test_a_volunteer_marks_who_is_assigned_to_the_event_of_today_alone(volunteer, centre):
    now = timezone.now()
    mine = EventFactory(starts_at=now)
    mine.volunteers.add(volunteer)
    other, last_week = EventFactory(starts_at=now), EventFactory(starts_at=now - timedelta(days=7))
    last_week.volunteers.add(volunteer)

    allowed = facts(EventAccess(volunteer, mine))

    assert {"can_mark", "can_add_people", "shows_details"} <= allowed
    assert not allowed & {"sees_names", "can_close", "can_give_places", "can_change"}
    for event in (other, last_week):
        assert facts(EventAccess(volunteer, event)) == {"knows_hours"}
