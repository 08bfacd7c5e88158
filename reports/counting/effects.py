"""What a change would do to figures that were reported or will be: seen before it is made.

The change is made, everything is counted by the product's own counting, and it is taken back.
"""

from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from partners.models import Project
from reports.counting.amounts import IndicatorFigures
from reports.counting.scope import Period, scope_for
from reports.models import Indicator, Report, ReportingPeriod


@dataclass(frozen=True)
class Effect:
    """One figure of a project's period, before and after; `indicator` None: people reached.

    `is_frozen`: the period's report is frozen, so it keeps the figure from before.
    """

    project: Project
    period: ReportingPeriod
    indicator: Indicator | None
    before: str
    after: str
    is_frozen: bool


def effects_of(change, *, since=None, projects=None):
    """[Effect, …] of what `change()` does to reporting periods that end on `since` or later.

    `projects`: queryset of those that are asked about, by default all. Nothing remains changed;
    a refusal of `change` is passed on.
    """
    periods = ReportingPeriod.objects.select_related("project").order_by("project", "starts_on")
    if since is not None:
        periods = periods.filter(ends_on__gte=since)
    if projects is not None:
        periods = periods.filter(project__in=projects)
    periods = list(periods)
    with transaction.atomic():
        before = _figures(periods)
        change()
        after = _figures(periods)
        transaction.set_rollback(True)
    frozen = set(Report.objects.exclude(frozen_at=None).values_list("period", flat=True))
    return [
        Effect(period.project, period, indicator, before[key], after[key], period.pk in frozen)
        for key in before
        if before[key] != after[key]
        for period, indicator in [key]
    ]


def _figures(periods):
    """{(period, indicator or None): its figure in words}."""
    found = {}
    for project, of_project in groupby(periods, key=lambda period: period.project):
        found |= _figures_of(project, list(of_project))
    return found


def _figures_of(project, periods):
    scope = scope_for(project=project)
    found = {}
    for period in periods:
        attended = scope.attendances(Period(period.starts_on, period.ends_on))
        found[period, None] = str(attended.values("participant").distinct().count())
    indicators = Indicator.objects.for_counting().filter(output__project=project)
    all_periods = list(ReportingPeriod.objects.filter(project=project))
    for indicator in indicators.reported().order_by(*Indicator._meta.ordering):
        figures = IndicatorFigures(indicator, all_periods)
        for period in periods:
            found[period, indicator] = _in_words(figures.reported(period), indicator)
    return found


def _in_words(amount, indicator):
    return f"{amount.v}/{amount.d}" if indicator.has_denominator else str(amount.v)
