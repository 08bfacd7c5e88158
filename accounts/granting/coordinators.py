"""Who is told of what somebody could misuse alone."""

from accounts.models import Role, User


def other_coordinators(user):
    """All coordinators but `user`; where there are none, the others who run the system."""
    others = User.objects.active().exclude(pk=user.pk)
    found = others.filter(grants__role=Role.COORDINATOR).distinct()
    return list(found) or list(others.administrators())
