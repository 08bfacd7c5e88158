"""What the page of a report shows: figures and tables, each number leading to its rows."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import SENSITIVE
from partners.missing_texts import missing_texts
from reports.attendance.charts import bar_chart
from reports.attendance.document import has_small_cells
from reports.counting import CELL_FIGURES, count_attendance, dimensions_shown, words
from reports.counting.disclosed_disability import disclosed_disability, rule_in_words
from reports.counting.drill_down import BY_EARLIER, PEOPLE
from reports.counting.scope import keeps_names_back
from reports.exporters.document import Chart
from shkej.lib import pdf
from shkej.lib.bilingual import BOTH, LANGUAGES, MISSING, NAMES, marked_title
from shkej.lib.dates import quarter_of

EXPORT = "reports.export_attendance"
SHOWN = 20  # of the texts to translate


@dataclass(frozen=True)
class Figure:
    """A number, what it counts, what that means, and where its rows are (if the reader may go)."""

    value: int
    unit: str = ""
    definition: str = ""
    url: str = ""


@dataclass(frozen=True)
class FigureRow:
    """A row of a table: its labels, then its figures."""

    labels: list
    figures: list


@dataclass(frozen=True)
class PageTable:
    """A table of the page; `chart` is its picture."""

    key: str
    title: str
    heads: list
    rows: list
    total: list
    chart: Chart | None = None


class Answer:
    """The answer to a question for one reader."""

    def __init__(self, question, reader, reason=None):
        self.reason = reason
        self.question, self.reader = question, reader
        self.count = count_attendance(question.scope(reader), question.period)
        self.sees_sensitive = question.is_covered(reader, SENSITIVE)
        self.can_export = question.is_covered(reader, EXPORT) and reader.has_perm(EXPORT)

    def drill_down(self, figure, **cells):
        """The address of the rows of a figure; empty where the reader may not see them.

        Who has which disability is shown only to those who may see sensitive details.
        """
        if cells.get("disability") and not self.sees_sensitive:
            return ""
        is_people = figure in PEOPLE
        if is_people and not self.reader.has_perm("reports.view_people"):
            return ""
        is_people = is_people and not (figure in BY_EARLIER and self._keeps_names_back)
        route = reverse("reports:people" if is_people else "reports:events")
        return f"{route}?{self.question.address(figure=figure, **cells)}"

    @cached_property
    def _keeps_names_back(self):
        return keeps_names_back(self.count.scope.events, self.reader, self.question.period.end)

    def figures(self):
        """The figures at the top of the page."""
        total = self.count.total
        numbers = {
            "held": self.count.events["held"],
            "attendances": total.attendances,
            "reached": total.reached,
            "newly_reached": total.newly_reached,
            "returned": total.returned,
            "cumulative": self.count.cumulative,
        }
        return [
            Figure(value, *words.FIGURES[key], self.drill_down(key))
            for key, value in numbers.items()
        ]

    def other_events(self):
        """How many events of the period were not held, by status, where there are any."""
        return [
            (words.STATUSES[status], Figure(number, url=self.drill_down(status)))
            for status, number in self.count.events.items()
            if status != "held" and number
        ]

    def headcount(self):
        """The attendances without a name."""
        return Figure(
            self.count.total.headcount, *words.FIGURES["headcount"], self.drill_down("headcount")
        )

    @property
    def dimensions(self):
        """Those shown: disability only to those who may see it of a person."""
        return dimensions_shown(sees_disability=self.sees_sensitive)

    def tables(self):
        """One table for each dimension, with its chart."""
        return [self._table(name) for name in self.dimensions]

    def cells(self):
        """The table of all dimensions."""
        return self._table(*self.dimensions)

    @cached_property
    def disclosed_disability(self):
        """What the others are told of disability, and the rule; None for those who see it all."""
        if self.sees_sensitive:
            return None
        centres = self.question.centres(self.reader)
        return {"rule": rule_in_words(), "lines": disclosed_disability(self.count, centres)}

    def _table(self, *dimensions):
        rows = []
        for codes, measures in self.count.by(*dimensions).items():
            chosen = dict(zip(dimensions, codes, strict=True))
            labels = [
                words.label_of(name, code, self.count.categories) for name, code in chosen.items()
            ]
            rows.append(FigureRow(labels, self._numbers(measures, chosen)))
        is_single = len(dimensions) == 1
        key = dimensions[0] if is_single else "cells"
        return PageTable(
            key=key,
            title=words.HEADINGS[key] if is_single else _("All together"),
            heads=[words.DIMENSIONS[name] for name in dimensions],
            rows=rows,
            total=self._numbers(self.count.total, {}),
            chart=bar_chart(self.count, key) if is_single else None,
        )

    def _numbers(self, measures, chosen):
        return [
            Figure(
                number,
                words.FIGURE_LABELS[key],
                url=self.drill_down(key, **chosen) if number else "",
            )
            for key, number in ((key, getattr(measures, key)) for key in CELL_FIGURES)
        ]

    @property
    def rules(self):
        """How people are counted, in sentences."""
        return words.RULES

    @property
    def has_small_cells(self):
        """Whether some figure is so small that it may point to a person."""
        return has_small_cells(self.count, self.dimensions)

    def _address_of(self, kind, language):
        return self.question.address(format=kind, language=language, reason=self.reason.value)

    def downloads(self):
        """[(language or pair, [(name of the format, address), …]), …]; none without a reason."""
        if self.reason is None:
            return []
        languages = {BOTH: _("Albanian and English"), **NAMES}
        formats = {"xlsx": _("Excel"), "csv": "CSV", "docx": "Word", "pdf": "PDF"}
        if not pdf.is_available():
            del formats["pdf"]
        route = reverse("reports:download")
        return [
            (
                language,
                [
                    (name, f"{route}?{self._address_of(kind, code)}")
                    for kind, name in formats.items()
                ],
            )
            for code, language in languages.items()
        ]

    def latest(self):
        """The address of the latest quarter with a held event: the way from an empty page."""
        newest = self.count.scope.events.held().aggregate(day=Max("starts_on"))["day"]
        if newest is None:
            return ""
        start, end = quarter_of(newest)
        return self.question.address(start=start.isoformat(), end=end.isoformat())

    def missing_texts(self):
        """What a report in both languages would show in one only: (lines, how many more)."""
        lines = [
            (_("%(what)s, %(label)s") % {"what": what, "label": label}, str(MISSING[code]), url)
            for what, row, names, url in self._texts()
            for label, code in missing_texts(row, names)
        ]
        return lines[:SHOWN], max(len(lines) - SHOWN, 0)

    def _texts(self):
        """Each row whose texts the report shows: (what, row, its texts, where to translate it)."""
        project, used = self.count.scope.project, {cell.category for cell in self.count.cells}
        if project:
            url = reverse("partners:project_update", args=[project.pk])
            yield project.code, project, ["title", "credit_line"], url
        for category in self.count.categories:
            if category.code in used:
                url = reverse("participants:category_update", args=[category.pk])
                yield category.label, category, ["label"], url
        for event in self._untranslated_events():
            url = reverse("events:event_update", args=[event.pk])
            yield marked_title(event), event, ["title"], url

    def _untranslated_events(self):
        lacks = Q()
        for code in LANGUAGES:
            lacks |= Q(**{f"title_{code}": ""}) | Q(**{f"title_{code}": None})
        period, scope = self.question.period, self.count.scope
        events = scope.events.filter(period.days("starts_on"), lacks, is_sensitive=False)
        return events.order_by("starts_at", "pk")[: SHOWN * 10]
