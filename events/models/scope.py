"""Scope: which events a user's grants open, and which of them are coming."""

from datetime import time, timedelta

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.access import tells_names
from accounts.models import Role, User
from accounts.querysets import NOTHING, centre_scope
from shkej.lib.dates import local_moment, today

# For whom the centre alone says whether an event is theirs; without a centre all are.
BY_CENTRE = frozenset({Role.ADMIN, Role.COORDINATOR, Role.STAFF})
VOLUNTEER_BEFORE = timedelta(hours=24)
VOLUNTEER_AFTER = timedelta(hours=48)
WITH_ALL = ("all_partners", "public")  # visible to every partner


def shared_with(organisation):
    """The events shared with an organisation (its id): with all partners, or with it by name."""
    return Q(visibility__in=WITH_ALL) | Q(visibility="partners", organisations=organisation)


def grant_scope(grant, user):
    """The events that one grant opens (docs/roles.md); none of a role that is not named here."""
    if grant.role == Role.PARTNER:
        return shared_with(grant.organisation_id)
    if grant.role == Role.VOLUNTEER:
        now = timezone.now()
        return Q(
            centre=grant.centre_id,
            volunteers=user,
            starts_at__lte=now + VOLUNTEER_BEFORE,
        ) & (
            Q(ends_at__gte=now - VOLUNTEER_AFTER)
            | Q(ends_at=None, starts_at__gte=now - VOLUNTEER_AFTER)
        )
    centre = Q(centre=grant.centre_id) if grant.centre_id else Q()
    if grant.role == Role.OBSERVER:
        return centre & Q(is_sensitive=False) & _is_past()
    return centre if grant.role in BY_CENTRE else NOTHING


def sees_only_past(user):
    """Whether no event opens for `user` before it is over, since they observe and nothing else."""
    return user.roles == {Role.OBSERVER}


def _is_past():
    """Its last day is over; not written as `~is_coming()`, which an unknown end makes unknown."""
    ended = Q(ends_at=None) | Q(ends_at__lte=local_moment(today(), time()))
    return Q(starts_on__lt=today()) & ended


def is_coming(event=""):
    """The last day of the event is today or later (`Event.last_day`); `event`: the way to it."""
    midnight = local_moment(today(), time())
    starts = Q(**{f"{event}starts_on__gte": today()})
    return starts | Q(**{f"{event}ends_at__gt": midnight})


def is_by_event(grant):
    """Whether an event's own facts say if the grant opens it, not its centre alone."""
    return grant.role not in BY_CENTRE


def is_by_centre(user, permission):
    """Whether the centres alone say what `user` reaches by `permission`.

    Then `accounts.querysets.centre_scope` is the same condition, also over a join, and finds no
    row twice; PostgreSQL plans it in a fraction of the time of a search within the search.
    """
    return not any(is_by_event(grant) for grant in user.grants_for(permission))


def scope_of_centres(user, permission, event=""):
    """What `user` reaches by `permission` where `is_by_centre`; `event`: the way to the event."""
    scope = centre_scope(user, permission, f"{event}centre")
    return scope & names_disclosed(user, permission, event)


def event_scope(user, permission):
    """What `user` may reach by `permission`, as a condition on events."""
    scope = NOTHING
    for grant in user.grants_for(permission):
        opened = grant_scope(grant, user)
        if not opened:
            scope = opened
            break
        scope |= opened
    return scope & names_disclosed(user, permission)


def blind_grants(user, permission):
    """The roles of `user` that carry `permission` and do not tell names of sensitive events."""
    if not tells_names(permission):
        return []
    return [grant for grant in user.grants_for(permission) if not grant.sees_sensitive]


def names_disclosed(user, permission, event="", assigned=None):
    """Events of which `permission` may tell `user` names (docs/roles.md).

    Of one with a sensitive topic whoever is assigned to it learns who was there, and whoever holds
    `sees_sensitive` in its centre; others learn how many. Any event, where the permission is not
    about names. `event`: the way to the event; `assigned`: of other rows than events, the keys of
    those to which `user` is assigned.
    """
    if not blind_grants(user, permission):
        return Q()
    seeing = [grant.centre_id for grant in user.grants_for(permission) if grant.sees_sensitive]
    if None in seeing:
        return Q()
    own = assigned_to(user) if assigned is None else assigned
    told = Q(**{f"{event}is_sensitive": False}) | Q(**{f"{event}pk__in": own})
    return told | Q(**{f"{event}centre__in": seeing}) if seeing else told


def organisations_acted_for(user):
    """The keys of the organisations for which `user` sees events."""
    grants = user.grants_for("events.view_event")
    return [grant.organisation_id for grant in grants if grant.organisation_id]


def is_expected(user):
    """A condition on events: an organisation that `user` acts for is invited there, or the host."""
    mine = {"event": OuterRef("pk"), "organisation__in": organisations_acted_for(user)}
    invitations = apps.get_model("events", "Invitation").objects.standing()
    parts = apps.get_model("events", "EventOrganisation").objects.filter(part="host")
    return Exists(invitations.filter(**mine)) | Exists(parts.filter(**mine))


def assigned_to(user):
    """The keys of the events to which `user` is assigned, as a query."""
    return User.events.through._default_manager.filter(user=user).values("event")
