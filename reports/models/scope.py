"""Scope: on which projects a user reports.

A report to UNICEF holds the whole project. So it is only for those whose permission reaches every
centre in which the project has an event, or another project of which its indicators take events.
Its figures are exact: one that is divided by disability is for those who may see that of people.
"""

from django.db.models import Exists, OuterRef

from accounts.access import SENSITIVE
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
    from reports.models import Indicator  # it asks here who reads it

    beyond = Event.objects.exclude(scope)
    taken = Indicator.other_projects.through.objects.filter(
        indicator__output__project=OuterRef("pk"), project__events__in=beyond.order_by()
    )
    own = beyond.filter(projects=OuterRef("pk"))
    return Project.objects.filter(~Exists(own), ~Exists(taken))


def disclosed_projects(user, permission):
    """Those of `reported_projects` of whose reports `user` may read every figure and file.

    Also once a dimension is gone: what was frozen has it still.
    """
    from reports.models import Dimension
    from reports.models.divisions import DIVISIONS

    sensitive = [code for code, division in DIVISIONS.items() if division.is_sensitive]
    divided = Dimension.history.filter(rule__in=sensitive, project=OuterRef("pk"))
    now = Dimension.objects.filter(rule__in=sensitive, project=OuterRef("pk"))
    by_grant = Exists(reported_projects(user, SENSITIVE).filter(pk=OuterRef("pk")))
    told = (~Exists(divided) & ~Exists(now)) | by_grant
    return reported_projects(user, permission).filter(told)
