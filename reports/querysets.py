"""Which projects a user reports on, and which indicators and reports belong to them.

A report to UNICEF holds the whole project. So it is only for those whose permission reaches every
centre in which the project has an event.
"""

from django.db import models
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


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, user, permission="reports.view_report"):
        """Indicators of the projects on which `user` reports by `permission`."""
        return self.filter(output__project__in=reported_projects(user, permission))

    def reported(self):
        """Those that stand in the reports."""
        return self.filter(is_reported=True)

    def for_counting(self):
        """With everything that counting and freezing read, in a bounded number of queries."""
        return self.select_related(
            "output__project",
            "numerator__output__project",
            "denominator__output__project",
        ).prefetch_related(
            "categories",
            "locations",
            "other_projects",
            "dimension_rows__dimension__values",
            "numerator__categories",
            "numerator__other_projects",
            "numerator__locations",
            "denominator__categories",
            "denominator__other_projects",
            "denominator__locations",
        )


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user, permission="reports.view_report"):
        """Reports on the projects on which `user` reports by `permission`."""
        return self.filter(period__project__in=reported_projects(user, permission))

    def for_page(self):
        """With period, project and people, in the same query."""
        return self.select_related(
            "period__project__programme", "drafted_by", "checked_by", "frozen_by"
        )
