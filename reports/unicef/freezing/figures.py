"""Every figure and text of a report, in plain data: what is shown, checked, frozen and exported.

The shape is described in docs/indicators.md and shown by tests/reports/unicef/sample.py.
"""

from collections.abc import Iterable
from functools import cached_property
from itertools import product
from typing import Any

from django.db.models import Count, QuerySet

from partners.models import Project
from reports.counting.amounts import (
    Amount,
    CountedIndicator,
    IndicatorFigures,
    accepted_before,
    added_up,
)
from reports.counting.records import records, unnamed_records
from reports.counting.selected import counted_events, counted_rows
from reports.models import Indicator, ProgrammeDocument, Report, ReportingPeriod
from reports.models.report_data import (
    AmountData,
    IndicatorData,
    LocationData,
    OutputData,
    ProjectData,
    ReportData,
    Volume,
)
from reports.unicef.freezing.event_figures import event_rows, evidence_of, people_of
from reports.unicef.setup.definitions import definition_of
from shkej.lib.bilingual import LANGUAGES, texts_of

SCHEMA = 1


class ReportFigures:
    """A report counted now: its indicators with their figures, one query or two each."""

    def __init__(self, report: Report) -> None:
        self.report, self.period = report, report.period
        self.project = report.period.project
        self.periods = list(ReportingPeriod.objects.filter(project=self.project))
        indicators = Indicator.objects.for_counting().filter(output__project=self.project)
        self.indicators = list(indicators.reported().order_by(*Indicator._meta.ordering))
        self.figures = {
            indicator.pk: IndicatorFigures(indicator, self.periods) for indicator in self.indicators
        }
        self.earlier = accepted_before(self.indicators, self.period)

    def data(self) -> ReportData:
        """The figures as a dict of plain values."""
        contribution = self.report.financial_contribution
        return {
            "schema": SCHEMA,
            "project": self._project(),
            "document": _document(self.project),
            "period": {
                "id": self.period.pk,
                "number": self.period.number,
                "start": self.period.starts_on.isoformat(),
                "end": self.period.ends_on.isoformat(),
                "due": self.period.due_on.isoformat() if self.period.due_on else None,
                "is_final": self.period.is_final,
            },
            "texts": {
                "challenges": texts_of(self.report, "challenges"),
                "way_forward": texts_of(self.report, "way_forward"),
                "partner_contribution": texts_of(self.report, "partner_contribution"),
                "financial_contribution": None if contribution is None else f"{contribution:.2f}",
                "currency": self.report.currency,
            },
            "outputs": self.outputs,
            **people_of(self.project, self.period),
            "events": event_rows(self.project, self.period, self.codes_by_event),
        }

    def _project(self) -> ProjectData:
        parts = self.project.parts.select_related("organisation")
        named = {
            part: [texts_of(row.organisation, "name") for row in parts if row.part == part]
            for part in ("implementer", "donor")
        }
        programme = self.project.programme
        return {
            "id": self.project.pk,
            "code": self.project.code,
            "title": texts_of(self.project, "title"),
            "unicef_reference": self.project.unicef_reference,
            "credit_line": texts_of(self.project, "credit_line"),
            "programme": texts_of(programme, "title") if programme else None,
            "implementers": named["implementer"],
            "donors": named["donor"],
        }

    @cached_property
    def outputs(self) -> list[OutputData]:
        """The outputs with their ratings, narratives and indicators."""
        assessments = {row.output_id: row for row in self.report.assessments.all()}
        outputs: list[OutputData] = []
        for output in self.project.outputs.all():
            said = assessments.get(output.pk)
            outputs.append(
                {
                    "id": output.pk,
                    "code": output.code,
                    "title": texts_of(output, "title"),
                    "rating": said.rating if said else "",
                    "narrative": texts_of(said, "narrative")
                    if said
                    else dict.fromkeys(LANGUAGES, ""),
                    "indicators": [
                        self._indicator(row)
                        for row in self.indicators
                        if row.output_id == output.pk
                    ],
                }
            )
        return outputs

    def _indicator(self, indicator: Indicator) -> IndicatorData:
        figures = self.figures[indicator.pk]
        newest = indicator.versions.first()
        reported = figures.reported(self.period)
        earlier = self.earlier.get(indicator.pk, [])
        has_denominator = indicator.has_denominator

        def cumulative(amounts: Iterable[Amount]) -> AmountData:
            return added_up(amounts, indicator.across_periods, has_denominator).as_dict()

        counted = figures.counted
        return {
            **definition_of(indicator),
            "version": newest.number if newest else 1,
            "locations": self._locations(indicator, figures),
            "this_period": figures.this_period(self.period).as_dict(),
            "reported": reported.as_dict(),
            "sum_of_periods": figures.sum_of_periods(self.period).as_dict(),
            "unique_since_start": figures.since_start(self.period).as_dict(),
            "previous_cumulative": cumulative(earlier),
            "cumulative": cumulative([*earlier, reported]),
            "events": len(self.events_counted[indicator.pk]),
            "unnamed": counted.unnamed(self.period) if counted else 0,
            **self._volume(counted),
        }

    def _volume(self, counted: CountedIndicator | None) -> Volume:
        """How many attendances and people its events had in the period; of events no people."""
        if counted is None or counted.indicator.counting.of_events:
            return {"attendances": 0, "people": None}
        rows = counted.attended(self.period)
        people = Count("participant", distinct=True)
        return rows.aggregate(attendances=Count("pk"), people=people)

    def _locations(self, indicator: Indicator, figures: IndicatorFigures) -> list[LocationData]:
        cells, totals = figures.cells(self.period), figures.places(self.period)
        unplaced = figures.unplaced(self.period)
        values = [list(row.values.all()) for row in indicator.ordered_dimensions]
        zero = Amount(0, 0) if indicator.has_denominator else Amount()
        names = {row.pk: row.name for row in indicator.locations.all()}
        return [
            {
                "id": place,
                "name": names.get(place),
                "cells": [
                    {
                        "values": [value.code for value in cell],
                        **cells.get((place, tuple(value.pk for value in cell)), zero).as_dict(),
                    }
                    for cell in product(*values)
                ],
                "total": total.as_dict(),
                "unplaced": unplaced.get(place, 0),
            }
            for place, total in totals.items()
        ]

    def _records(self, indicator: Indicator) -> list[QuerySet]:
        """The querysets of rows behind an indicator's figure; of a ratio those of both parts."""
        slots = self.figures[indicator.pk].slots
        return [records(part, slots, self.period, indicator) for part in indicator.parts]

    @cached_property
    def evidence(self) -> dict[str, Any]:
        """{indicator's id: [{"location", "values", "ids"}, …]}: which rows made each cell.

        Ids of registrations, of events where events are counted; of a ratio `part` says which.
        Under "totals" what the totals of the period are made of (`evidence_of`).
        """
        found: dict[str, Any] = {"totals": evidence_of(self.project, self.period)}
        for indicator in self.indicators:
            entries: list[dict[str, Any]] = []
            found[str(indicator.pk)] = entries
            for part, rows in enumerate(self._records(indicator)):
                cells: dict[tuple[int | None, ...], list[int]] = {}
                for key, place, *values in rows.values_list("pk", "place", "d0", "d1", "d2"):
                    cells.setdefault((place, *values), []).append(key)
                entries += [
                    {
                        "part": part,
                        "location": place,
                        "values": values[: len(indicator.ordered_dimensions)],
                        "ids": sorted(ids),
                    }
                    for (place, *values), ids in cells.items()
                ]
            if indicator.counts_unnamed:
                rows = unnamed_records(indicator, self.figures[indicator.pk].slots, self.period)
                entries += [
                    {"headcount": key, "location": place, "values": values, "count": count}
                    for key, place, count, *values in rows.values_list(
                        "pk", "place", "count", "d0", "d1", "d2"
                    )
                ]
        return found

    @cached_property
    def events_counted(self) -> dict[int, set[int]]:
        """{indicator's id: ids of the period's events whose attendances (or which) it counts}."""
        return {
            indicator.pk: set().union(*(self._events_of(part) for part in indicator.parts))
            for indicator in self.indicators
        }

    @property
    def codes_by_event(self) -> dict[int, list[str]]:
        """{event's id: codes of the indicators that count it}."""
        codes: dict[int, list[str]] = {}
        for indicator in self.indicators:
            for event in self.events_counted[indicator.pk]:
                codes.setdefault(event, []).append(indicator.code)
        return codes

    def _events_of(self, indicator: Indicator) -> QuerySet:
        days = (self.period.starts_on, self.period.ends_on)
        if indicator.counting.of_events:
            rows = counted_events(indicator).filter(starts_on__range=days)
            return rows.order_by().values_list("pk", flat=True)
        rows = counted_rows(indicator).filter(event__starts_on__range=days)
        return rows.order_by().values_list("event_id", flat=True).distinct()


def figures_of(report: Report) -> ReportData:
    """The figures of a report as they are now."""
    return ReportFigures(report).data()


def _document(project: Project) -> dict[str, str | None] | None:
    document = ProgrammeDocument.objects.filter(project=project).first()
    if document is None:
        return None
    left_out = {"id", "project", "created_at", "updated_at"}
    found = {}
    for field in document._meta.concrete_fields:
        if field.name not in left_out:
            value = getattr(document, field.name)
            found[field.name] = value if value is None or isinstance(value, str) else str(value)
    return found
