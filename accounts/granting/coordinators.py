"""Who is told of what somebody could misuse alone."""

from django.db.models import Q

from accounts.models import Grant, Role, User


def coordinators_of(user):
    """The other coordinators of the user's centres; where there are none, who runs the system."""
    others = User.objects.active().exclude(pk=user.pk)
    centres = {grant.centre_id for grant in user.grants.all()}
    rows = Grant.objects.in_effect().filter(role=Role.COORDINATOR)
    if None not in centres:
        rows = rows.filter(Q(centre=None) | Q(centre__in=centres))
    found = list(others.filter(grants__in=rows).distinct())
    return found or list(others.administrators())


def other_coordinators(user):
    """All coordinators but `user`; where there are none, the others who run the system.

    `user`: None for what was done on the server itself.
    """
    others = User.objects.active().exclude(pk=user.pk if user else None)
    return list(others.coordinators()) or list(others.administrators())
