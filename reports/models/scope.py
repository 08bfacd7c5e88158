"""Scope: on which projects a user reports.

A report to UNICEF holds the whole project. So it is only for those whose permission reaches every
centre in which the project has an event.
"""

from django.db.models import Exists, OuterRef

from accounts.querysets import centre_scope
from events.models import Event
from partners.models import Project


def reported_projects(user, permission):
    """The projects on which `user` reports by `permission`: it reaches all of their centres."""
    if not user.grants_for(permission):
        return Project.objects.none()
    scope = centre_scope(user, permission)
    if not scope:
        return Project.objects.all()
    beyond = Event.objects.exclude(scope).filter(projects=OuterRef("pk"))
    return Project.objects.filter(~Exists(beyond))
