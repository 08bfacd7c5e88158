"""Scope: which rows a user's grants open."""

from django.db.models import Q

from accounts.models.grants import Role

NOTHING = Q(pk__in=[])


def reaches(user, permission, row):
    """Whether `row` is among those that `user` reaches by `permission`; one query."""
    rows = type(row)._default_manager.visible_to(user, permission)
    return rows.filter(pk=row.pk).exists()


def centres_of(user, permission, *, with_volunteers=True):
    """The centres (a tuple of keys) in which `user` holds `permission`; None where in all."""
    grants = [g for g in user.grants_for(permission) if g.reaches_centres]
    if not with_volunteers:
        grants = [grant for grant in grants if grant.role != Role.VOLUNTEER]
    if any(grant.centre_id is None for grant in grants):
        return None
    return tuple(sorted({grant.centre_id for grant in grants}))


def centre_scope(user, permission, path="centre", *, with_volunteers=True):
    """Rows of the centres in which `user` holds `permission`; all, where a grant names no centre.

    `path`: how to get from the row to its centre. Partners have no centre: they are left out.
    Without `with_volunteers` so are the centres in which `user` holds it as a volunteer alone: what
    those reach there are single events.
    """
    centres = centres_of(user, permission, with_volunteers=with_volunteers)
    if centres is None:
        return Q()
    return Q(**{f"{path}__in": centres}) if centres else NOTHING
