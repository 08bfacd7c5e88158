"""Scope: which events a user's grants open, and which of them are coming."""

from datetime import time, timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import Role
from accounts.querysets import NOTHING
from shkej.lib.dates import local_moment, today

VOLUNTEER_BEFORE = timedelta(hours=24)
VOLUNTEER_AFTER = timedelta(hours=48)
WITH_ALL = ("all_partners", "public")  # visible to every partner


def shared_with(organisation):
    """The events shared with an organisation (its id): with all partners, or with it by name."""
    return Q(visibility__in=WITH_ALL) | Q(visibility="partners", organisations=organisation)


def grant_scope(grant, user):
    """The events that one grant opens (SECURITY, section 1)."""
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
    return Q(centre=grant.centre_id) if grant.centre_id else Q()


def is_coming(event=""):
    """The last day of the event is today or later (`Event.last_day`); `event`: the way to it."""
    midnight = local_moment(today(), time())
    starts = Q(**{f"{event}starts_on__gte": today()})
    return starts | Q(**{f"{event}ends_at__gt": midnight})


def is_by_event(grant):
    """Whether an event's own facts say if the grant opens it, not its centre alone."""
    return grant.role in {Role.PARTNER, Role.VOLUNTEER}


def is_by_centre(user, permission):
    """Whether the centres alone say what `user` reaches by `permission`.

    Then `accounts.querysets.centre_scope` is the same condition, also over a join, and finds no
    row twice; PostgreSQL plans it in a fraction of the time of a search within the search.
    """
    return not any(is_by_event(grant) for grant in user.grants_for(permission))


def event_scope(user, permission):
    """What `user` may reach by `permission`, as a condition on events."""
    scope = NOTHING
    for grant in user.grants_for(permission):
        opened = grant_scope(grant, user)
        if not opened:
            return opened
        scope |= opened
    return scope
