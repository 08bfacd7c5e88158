"""Which indicators a user reads, and what counting reads of them."""

from django.db import models

from reports.models.rules import codes_where
from reports.models.scope import disclosed_projects


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, user, permission="reports.view_report"):
        """Indicators of the projects on which `user` reports by `permission`, every figure told."""
        return self.filter(output__project__in=disclosed_projects(user, permission))

    def reported(self):
        """Those that are in the reports."""
        return self.filter(is_reported=True)

    def counting_themselves(self):
        """Those that count rows: neither divided nor typed in."""
        return self.filter(rule__in=codes_where(lambda rule: rule.counts_itself))

    def typed(self):
        """Those whose figures are typed in."""
        return self.filter(rule__in=codes_where(lambda rule: rule.is_typed))

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
