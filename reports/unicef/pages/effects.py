"""The figures that are counted before and after a change, to be shown before it is made."""

from datetime import timedelta

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.utils.translation import gettext as _

from events.models import Centre
from participants.lib.effects import AffectedFigure
from partners.models import Project
from reports.counting import VIEW, Period, count_attendance, scope_for
from reports.counting.amounts import IndicatorFigures
from reports.counting.words import FIGURES, centres_in_words
from reports.models import Indicator, Report, ReportingPeriod
from reports.unicef.words import amount
from shkej.lib.dates import quarter_of, today
from shkej.lib.numbers import number

SHOWN = ("attendances", "reached", "newly_reached", "cumulative")


def figures_to_compare(reader=None, people=None):
    """{key: AffectedFigure} of this quarter, the last, and the periods that have begun.

    `reader`: who may know of them, None for all. `people` (ids): of their projects alone, and of
    those periods that are still open.
    """
    found = _of_quarters(reader)
    for project in _projects(reader, people):
        periods = [row for row in _periods(project) if people is None or row.is_open]
        for period in periods:
            found |= _of_period(project, period, reader)
        found |= _of_indicators(project, periods, reader)
    return found


def _projects(reader, people):
    projects = Project.objects.all()
    if reader is not None:
        projects = projects.visible_to(reader)
    if people is not None:
        theirs = Project.objects.filter(events__registrations__participant__in=people)
        projects = projects.filter(pk__in=theirs.values("pk"))
    return projects


def _periods(project):
    """The reporting periods that have begun, each with `is_open`: no report of it is frozen.

    One that was sent back is open again.
    """
    newest = Report.objects.filter(period=OuterRef("pk")).order_by("-version").values("status")
    periods = ReportingPeriod.objects.filter(project=project, starts_on__lte=today())
    is_open = Q(newest=None) | Q(newest__in=[*Report.OPEN, Report.Status.SENT_BACK])
    return (
        periods.annotate(newest=Subquery(newest[:1]))
        .annotate(is_open=Case(When(is_open, then=True), default=False))
        .order_by("starts_on")
    )


def _of_quarters(reader):
    this = quarter_of(today())
    last = quarter_of(this[0] - timedelta(days=1))
    found, scope = {}, _within(reader, _("All projects"))
    for days, words in ((last, _("Last quarter")), (this, _("This quarter"))):
        found |= _counted(days, scope_for(reader), Period(*days), (scope, words))
    return found


def _of_period(project, period, reader):
    days = Period(period.starts_on, period.ends_on)
    words = (_within(reader, project.code), str(period))
    scope = scope_for(reader, project=project)
    return _counted(period.pk, scope, days, words, is_frozen=not period.is_open)


def _counted(key, scope, days, words, is_frozen=False):
    count = count_attendance(scope, days)
    values = {name: getattr(count.total, name, None) for name in SHOWN}
    values["cumulative"] = count.cumulative
    return {
        (key, name): AffectedFigure(*words, str(FIGURES[name][0]), number(values[name]), is_frozen)
        for name in SHOWN
    }


def _of_indicators(project, periods, reader):
    found = {}
    indicators = Indicator.objects.all() if reader is None else Indicator.objects.visible_to(reader)
    indicators = indicators.for_counting().reported().filter(output__project=project)
    of_project = list(ReportingPeriod.objects.filter(project=project))
    for indicator in indicators if periods else ():
        figures = IndicatorFigures(indicator, of_project)
        for period in periods:
            reported = amount(figures.reported(period), indicator.unit)
            label = f"{indicator.code} {indicator.title}"
            key = ("indicator", indicator.pk, period.pk)
            found[key] = AffectedFigure(
                project.code, str(period), label, reported, not period.is_open
            )
    return found


def _within(reader, scope):
    """A scope by the name of what is really counted: the reader's centres, if not all."""
    if reader is None:
        return scope
    reached = Centre.objects.visible_to(reader, VIEW)
    if reached.count() == Centre.objects.count():
        return scope
    return f"{scope} · {centres_in_words(reached)}"
