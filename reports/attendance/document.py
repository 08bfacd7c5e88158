"""The attendance report as a document, in one language at a time.

Both languages are made of the same count, so their figures are equal.
"""

from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access import SENSITIVE
from partners.models import Project
from reports.attendance.charts import bar_chart
from reports.attendance.findings import finding
from reports.attendance.question import ReportQuestion
from reports.counting import CELL_FIGURES, AttendanceCount, dimensions_shown, words
from reports.counting.disclosed_disability import disclosed_disability, rule_in_words
from reports.counting.drill_down import Selection, events_behind
from reports.counting.suppression import SMALL
from reports.exporters.document import Column, Document, Label, Section, Table
from shkej.lib.bilingual import asked_for
from shkej.lib.dates import TIRANA
from shkej.lib.house import house_name


@dataclass
class AttendanceReport:
    """What a document is written from: the question, its answer, and the events behind it."""

    question: ReportQuestion
    count: AttendanceCount
    centres: list
    events: list
    sees_disability: bool = True
    made_at: object = field(default_factory=timezone.now)

    @property
    def dimensions(self):
        """Those that the document holds."""
        return dimensions_shown(sees_disability=self.sees_disability)

    @property
    def has_small_cells(self):
        """Whether some figure is so small that it may point to a person."""
        return has_small_cells(self.count, self.dimensions)


def has_small_cells(count, dimensions):
    """Whether a cell of the count holds so few people that it may point to one of them."""
    return any(0 < cell.reached < SMALL for cell in count.by(*dimensions).values())


def gather(question, count, reader=None, permission=None):
    """Everything a document needs that the count does not hold, in a fixed number of queries."""
    scope = count.scope
    numbers = {
        figure: dict(events_behind(scope, question.period, figure, Selection()))
        for figure in ("attendances", "headcount", "newly_reached")
    }
    events = scope.events.filter(question.period.days("starts_on")).select_related("centre")
    projects = Prefetch("projects", Project.objects.all())
    events = list(events.prefetch_related(projects).order_by("starts_at", "pk"))
    for event in events:
        for figure, found in numbers.items():
            setattr(event, figure, found.get(event.pk, 0))
    centres = [] if reader is None else list(question.centres(reader, permission))
    sees_disability = reader is None or question.is_covered(reader, SENSITIVE)
    return AttendanceReport(question, count, centres, events, sees_disability)


def document_in(language, report):
    """The document of a report in `language`."""
    with override(language):
        return Document(
            language=language,
            title=_("Attendance report"),
            facts=_facts(report),
            warnings=_warnings(report),
            sections=[
                _summary(report.count),
                *(_by(report.count, dimension) for dimension in report.dimensions),
                *([] if report.sees_disability else [_disclosed_disability(report)]),
                _cells(report.count, report.dimensions),
                _events(report),
                _definitions(),
            ],
            credit=report.question.project.credit_line if report.question.project else "",
        )


def documents(language, report):
    """The document in `language`, or for "both" the pair."""
    return [document_in(code, report) for code in asked_for(language)]


def _facts(report):
    question, project = report.question, report.question.project
    facts = [
        (_("Period"), period_in_words(question.period)),
        (_("Project"), f"{project.code} · {project.title}" if project else _("All projects")),
    ]
    if project and project.programme:
        facts.append((_("Programme"), project.programme.title))
    if project and project.unicef_reference:
        facts.append((capfirst(_("UNICEF document reference")), project.unicef_reference))
    if question.centre:
        facts.append((_("Centre"), question.centre.name))
    else:
        names = ", ".join(centre.name for centre in report.centres)
        facts.append((_("Centres"), names))
    made_at = timezone.localtime(report.made_at, TIRANA)
    facts.append((_("Made on"), date_format(made_at, "DATETIME_FORMAT")))
    facts.append(
        (_("Source"), _("The attendance registers kept by %(house)s") % {"house": house_name()})
    )
    return facts


def period_in_words(period):
    """Both days in full."""
    return _("%(start)s to %(end)s") % {
        "start": date_format(period.start),
        "end": date_format(period.end),
    }


def _warnings(report):
    if not report.has_small_cells:
        return []
    return [
        _(
            "This report contains small numbers (below %(limit)s), which may point to single "
            "persons. It is for the agreed recipient only: do not publish it."
        )
        % {"limit": SMALL}
    ]


def _measure_columns():
    return [Column(key, str(words.FIGURE_LABELS[key]), "number") for key in CELL_FIGURES]


def _summary(count):
    total = count.total
    figures = {
        "held": count.events["held"],
        "attendances": total.attendances,
        "headcount": total.headcount,
        "reached": total.reached,
        "newly_reached": total.newly_reached,
        "returned": total.returned,
        "cumulative": count.cumulative,
    }
    rows = [
        (Label(capfirst(words.FIGURES[key][0]), key), number) for key, number in figures.items()
    ]
    statuses = [(Label(words.STATUSES[key], key), number) for key, number in count.events.items()]
    return Section(
        key="summary",
        title=_("Summary"),
        tables=[
            Table(
                "figures",
                _("Figures"),
                [Column("figure", _("Figure")), Column("number", _("Number"), "number")],
                rows,
            ),
            Table(
                "events",
                _("Events of the period"),
                [Column("status", _("Status")), Column("number", _("Number"), "number")],
                statuses,
                total=(_("Total"), sum(count.events.values())),
            ),
        ],
    )


def _by(count, dimension):
    rows = [
        (_label(count, dimension, code), *(getattr(row, measure) for measure in CELL_FIGURES))
        for (code,), row in count.by(dimension).items()
    ]
    heading = str(words.DIMENSIONS[dimension])
    return Section(
        key=dimension,
        title=str(words.HEADINGS[dimension]),
        paragraphs=[finding(count, dimension)],
        chart=bar_chart(count, dimension),
        tables=[
            Table(
                dimension,
                str(words.HEADINGS[dimension]),
                [Column(dimension, heading), *_measure_columns()],
                rows,
                total=_total(count, 1),
            )
        ],
    )


def _total(count, labels):
    numbers = (getattr(count.total, measure) for measure in CELL_FIGURES)
    return (_("Total"), *[""] * (labels - 1), *numbers)


def _label(count, dimension, code):
    return Label(words.label_of(dimension, code, count.categories), code)


def _disclosed_disability(report):
    """For readers who may not see it of single people: what is told, or why nothing is."""
    lines = disclosed_disability(report.count, report.centres) or []
    columns = [
        Column("disability", str(words.DIMENSIONS["disability"])),
        Column("reached", str(words.FIGURE_LABELS["reached"]), "number"),
    ]
    rows = [(Label(line.label, line.code), line.people) for line in lines]
    title = str(words.HEADINGS["disability"])
    tables = [Table("disability", title, columns, rows)] if rows else []
    return Section(key="disability", title=title, paragraphs=[rule_in_words()], tables=tables)


def _cells(count, dimensions):
    columns = [Column(key, str(words.DIMENSIONS[key])) for key in dimensions]
    rows = [
        (
            *(_label(count, key, code) for key, code in zip(dimensions, codes, strict=True)),
            *(getattr(row, measure) for measure in CELL_FIGURES),
        )
        for codes, row in count.by(*dimensions).items()
    ]
    table = Table(
        "cells",
        _("All together"),
        [*columns, *_measure_columns()],
        rows,
        total=_total(count, len(dimensions)),
    )
    return Section(key="cells", title=_("All together"), tables=[table])


def _events(report):
    """Every event of the period; centre and projects only where more than one was asked for."""
    columns = {
        Column("date", _("Date"), "date"): lambda event: event.starts_on,
        Column("title", _("Event")): _title,
        Column("centre", _("Centre")): lambda event: event.centre.name,
        Column("projects", _("Projects")): _projects,
        Column("status", _("Status")): _status,
    }
    if len({event.centre_id for event in report.events}) < 2:
        columns = {column: cell for column, cell in columns.items() if column.key != "centre"}
    if report.question.project:
        columns = {column: cell for column, cell in columns.items() if column.key != "projects"}
    measures = ("attendances", "headcount", "newly_reached")
    numbers = [Column(key, str(words.FIGURE_LABELS[key]), "number") for key in measures]
    rows = [
        (
            *(cell(event) for cell in columns.values()),
            *(getattr(event, key) for key in measures),
        )
        for event in report.events
    ]
    total = (
        _("Total"),
        *[""] * (len(columns) - 1),
        *(getattr(report.count.total, key) for key in measures),
    )
    table = Table("event_list", _("Events"), [*columns, *numbers], rows, total=total)
    return Section(key="event_list", title=_("Events"), tables=[table])


def _title(event):
    """The title, but for sensitive events: of these nobody outside reads more than that."""
    return _("Event") if event.is_sensitive else event.title


def _projects(event):
    return ", ".join(project.code for project in event.projects.all())


def _status(event):
    return Label(words.STATUSES[event.status], event.status)


def _definitions():
    rows = [(Label(capfirst(name), key), str(text)) for key, (name, text) in words.FIGURES.items()]
    columns = [Column("figure", _("Figure")), Column("definition", _("What it means"))]
    return Section(
        key="definitions",
        title=_("How people are counted"),
        paragraphs=[str(rule) for rule in words.RULES],
        tables=[Table("definitions", _("Definitions"), columns, rows)],
    )
