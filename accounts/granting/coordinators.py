"""Who is told of what somebody could misuse alone."""

from accounts.models import Grant, Role, User


def other_coordinators(user):
    """All coordinators but `user`; where there are none, the others who run the system."""
    others = User.objects.active().exclude(pk=user.pk)
    rows = Grant.objects.in_effect().filter(role=Role.COORDINATOR)
    found = others.filter(grants__in=rows).distinct()
    return list(found) or list(others.administrators())
