"""The figures of periods that are still open, to be shown before two records are joined."""

from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from events.models import Centre
from participants.merging.preview import Figure
from partners.models import Project
from reports.counting import VIEW, Period, count_attendance, scope_for
from reports.counting.amounts import IndicatorFigures
from reports.counting.words import FIGURES, centres_in_words
from reports.models import Indicator, Report, ReportingPeriod
from reports.unicef.words import amount
from shkej.lib.dates import quarter_of, today
from shkej.lib.numbers import number

SHOWN = ("attendances", "reached", "newly_reached", "cumulative")


def open_figures(people, reader):
    """{key: Figure} of this quarter, the last one, and the open periods of `people`'s projects."""
    found = _of_quarters(reader)
    projects = Project.objects.visible_to(reader).filter(
        pk__in=Project.objects.filter(events__registrations__participant__in=people).values("pk")
    )
    for project in projects.order_by("code"):
        for period in open_periods(project):
            found |= _of_period(project, period, reader)
        found |= _of_indicators(project, reader)
    return found


def open_periods(project):
    """The reporting periods that have begun and whose newest report, if any, is not frozen."""
    newest = Report.objects.filter(period=OuterRef("pk")).order_by("-version").values("status")
    periods = ReportingPeriod.objects.filter(project=project, starts_on__lte=today())
    is_open = Q(newest=None) | Q(newest__in=[*Report.OPEN, Report.Status.SENT_BACK])
    return periods.annotate(newest=Subquery(newest[:1])).filter(is_open).order_by("starts_on")


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
    return _counted(period.pk, scope_for(reader, project=project), days, words)


def _counted(key, scope, days, words):
    count = count_attendance(scope, days)
    values = {name: getattr(count.total, name, None) for name in SHOWN}
    values["cumulative"] = count.cumulative
    return {
        (key, name): Figure(*words, str(FIGURES[name][0]), number(values[name])) for name in SHOWN
    }


def _of_indicators(project, reader):
    found = {}
    indicators = Indicator.objects.visible_to(reader).for_counting().reported()
    periods = list(ReportingPeriod.objects.filter(project=project))
    shown = list(open_periods(project))
    for indicator in indicators.filter(output__project=project) if shown else ():
        figures = IndicatorFigures(indicator, periods)
        for period in shown:
            reported = amount(figures.reported(period), indicator.unit)
            label = f"{indicator.code} {indicator.title}"
            key = ("indicator", indicator.pk, period.pk)
            found[key] = Figure(project.code, str(period), label, reported)
    return found


def _within(reader, scope):
    """A scope by the name of what is really counted: the reader's centres, if not all."""
    reached = Centre.objects.visible_to(reader, VIEW)
    if reached.count() == Centre.objects.count():
        return scope
    return f"{scope} · {centres_in_words(reached)}"
