"""What is checked before a report is frozen (UNICEF.md, 5.2); each finding leads to its mending.

A check *blocks* until nothing is found, or *warns*: then somebody says why it may stay.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Event, Registration
from participants.models import PossibleDuplicate
from reports.counting.indicators import Rule, counted_rows
from reports.models import OutputAssessment
from reports.models.reports import LONGEST_TEXT
from reports.templatetags.reports import said
from reports.unicef_words import CHECKS
from shkej.layout import LANGUAGES

SHOWN = 20
Rating = OutputAssessment.Rating
FITTING = {
    Rule.NEW_PEOPLE: {"sum"},
    Rule.UNIQUE_PEOPLE: set(),
    Rule.CUMULATIVE_PEOPLE: {"max", "latest"},
    Rule.COMPLETERS: {"sum"},
    Rule.ATTENDANCES: {"sum"},
    Rule.EVENTS: {"sum"},
    Rule.RATIO: {"latest"},
}
TEXTS = ("challenges", "way_forward", "partner_contribution")


@dataclass(frozen=True)
class Finding:
    """One thing that a check found: what, how many, and the page that mends it."""

    label: str
    url: str = ""
    count: int = 1


@dataclass
class Check:
    """One check with what it found; `accepted`: {"why", "by", "at"} of a warning, or None."""

    code: str
    level: str
    findings: list = field(default_factory=list)
    accepted: dict | None = None

    @property
    def title(self):
        """What it looks for."""
        return CHECKS[self.code]

    @property
    def count(self):
        """How much it found."""
        return sum(finding.count for finding in self.findings)

    @property
    def shown(self):
        """The first of the findings."""
        return self.findings[:SHOWN]

    @property
    def more(self):
        """How many findings are not shown."""
        return max(len(self.findings) - SHOWN, 0)

    @property
    def stands(self):
        """Whether it keeps the report from being frozen."""
        return bool(self.findings) and self.accepted is None

    def as_dict(self):
        """As a snapshot holds it."""
        return {
            "code": self.code,
            "level": self.level,
            "count": self.count,
            "accepted": self.accepted,
        }


class Checks:
    """All checks of a report over its `ReportFigures`."""

    def __init__(self, counted):
        self.counted, self.report, self.period = counted, counted.report, counted.period
        self.report_url = reverse("reports:report_detail", args=[self.report.pk])

    def run(self):
        """Every check, in order: first what blocks, then what warns."""
        blocking = {
            "no_attendance": self._not_taken(),
            "register_open": self._not_closed(),
            "unplaced": self._unplaced(),
            "cells_total": self._sums(),
            "manual_missing": self._typed(),
            "no_rating": self._ratings(),
            "no_narrative": self._narratives(),
            "text_too_long": self._long_texts(),
            "missing_info": self._missing_info(),
        }
        warning = {
            "age_unknown": self._ages(),
            "duplicates": self._duplicates(),
            "elsewhere": self._elsewhere(),
            "outside_periods": self._outside(),
            "below_previous": self._figures(lambda now: now["below"]),
            "jump": self._figures(lambda now: now["jump"]),
            "over_target": self._figures(lambda now: now["over"]),
            "zero": self._figures(lambda now: now["zero"]),
            "method_mismatch": self._methods(),
            "missing_translation": self._translations(),
        }
        checks = [Check(code, "block", found) for code, found in blocking.items()]
        for code, found in warning.items():
            check = Check(code, "warn", found)
            accepted = self.report.accepted_warnings.get(code)
            if accepted and accepted["count"] == check.count:
                check.accepted = {key: accepted[key] for key in ("why", "by", "at")}
            checks.append(check)
        return checks

    # What stands in the registers.

    def _period_events(self):
        events = Event.objects.filter(projects=self.counted.project)
        return events.between(self.period.starts_on, self.period.ends_on).order_by("starts_at")

    def _event_findings(self, events):
        return [
            Finding(
                f"{event.starts_on:%d.%m.%Y} · {event.title}",
                reverse("events:register", args=[event.pk]),
            )
            for event in events.select_related("centre")
        ]

    def _not_taken(self):
        return self._event_findings(self._period_events().register_not_taken())

    def _not_closed(self):
        return self._event_findings(self._period_events().register_not_closed())

    # Who is counted, and where.

    def _behind(self, indicator, **asked):
        route = reverse("reports:indicator_people", args=[indicator.pk])
        return f"{route}?{urlencode({'period': self.period.number, **asked})}"

    def _unplaced(self):
        return [
            Finding(
                f"{indicator.code} {indicator.title}", self._behind(indicator, only="unplaced"), n
            )
            for indicator in self.counted.indicators
            if (n := sum(self.counted.figures[indicator.pk].unplaced(self.period).values()))
        ]

    def _counting(self):
        """Indicators that count people or attendances by themselves."""
        left_out = (Rule.MANUAL, Rule.RATIO, Rule.EVENTS)
        return [row for row in self.counted.indicators if row.rule not in left_out]

    def _ages(self):
        findings = []
        days = (self.period.starts_on, self.period.ends_on)
        for indicator in self._counting():
            if indicator.age_from is None and indicator.age_to is None:
                continue
            rows = counted_rows(indicator, any_age=True).filter(
                age=None, event__starts_on__range=days
            )
            people = rows.values("participant").distinct().count()
            if people:
                url = self._behind(indicator, only="age_unknown")
                findings.append(Finding(f"{indicator.code} {indicator.title}", url, people))
        return findings

    def _elsewhere(self):
        findings = []
        days = (self.period.starts_on, self.period.ends_on)
        for indicator in self._counting():
            rows = counted_rows(indicator, elsewhere=True).filter(event__starts_on__range=days)
            number = rows.count()
            if number:
                url = self._behind(indicator, only="elsewhere")
                findings.append(Finding(f"{indicator.code} {indicator.title}", url, number))
        return findings

    def _outside(self):
        return [
            Finding(
                f"{indicator.code} {indicator.title}",
                reverse("reports:setup", args=[self.counted.project.pk]),
                number,
            )
            for indicator in self._counting()
            if (number := self.counted.figures[indicator.pk].counted.outside())
        ]

    def _duplicates(self):
        days = (self.period.starts_on, self.period.ends_on)
        people = (
            Registration.objects.counted()
            .filter(event__projects=self.counted.project, event__starts_on__range=days)
            .order_by()
            .values("participant")
        )
        pairs = PossibleDuplicate.objects.filter(is_different=False)
        pairs = pairs.filter(Q(first__in=people) | Q(second__in=people))
        number = pairs.filter(first__merged_into=None, second__merged_into=None).count()
        url = reverse("participants:duplicate_list")
        return [Finding(_("Possible duplicates"), url, number)] if number else []

    def _sums(self):
        """Cells against the rows behind them, which another query finds."""
        findings = []
        for indicator in self.counted.indicators:
            entries = self.counted.evidence[str(indicator.pk)]
            behind = {}
            for entry in entries:
                part = entry.get("part", 0)
                behind[part] = (
                    behind.get(part, 0) + len(entry.get("ids", ())) + entry.get("count", 0)
                )
            cells = self.counted.figures[indicator.pk].cells(self.period).values()
            said = {0: sum(amount.v for amount in cells)}
            if indicator.rule == Rule.RATIO:
                said[1] = sum(amount.d for amount in cells)
            if indicator.rule != Rule.MANUAL and any(
                behind.get(part, 0) != number for part, number in said.items()
            ):
                url = reverse("reports:indicator_detail", args=[indicator.pk])
                findings.append(Finding(f"{indicator.code} {indicator.title}", url))
        return findings

    # What was typed.

    def _typed(self):
        sources = set(self.report.manual_sources.values_list("indicator", flat=True))
        return [
            Finding(
                f"{indicator.code} {indicator.title}",
                reverse("reports:manual_figures", args=[self.report.pk, indicator.pk]),
            )
            for indicator in self.counted.indicators
            if indicator.rule == Rule.MANUAL and indicator.pk not in sources
        ]

    def _output_finding(self, output):
        return Finding(
            f"{output['code']} {said(output['title'])}", f"{self.report_url}#output-{output['id']}"
        )

    def _ratings(self):
        return [self._output_finding(row) for row in self.counted.outputs if not row["rating"]]

    def _narratives(self):
        free = ("", Rating.MET, Rating.NO_PROGRESS)
        return [
            self._output_finding(row)
            for row in self.counted.outputs
            if row["rating"] not in free and not any(row["narrative"].values())
        ]

    def _texts(self):
        """[(label, text in both languages, address), …] of everything that was written."""
        for name in TEXTS:
            texts = {code: getattr(self.report, f"{name}_{code}") or "" for code in LANGUAGES}
            label = self.report._meta.get_field(name).verbose_name
            yield str(label), texts, f"{self.report_url}#texts"
        for output in self.counted.outputs:
            finding = self._output_finding(output)
            yield finding.label, output["narrative"], finding.url

    def _long_texts(self):
        return [
            Finding(f"{label} ({code})", url)
            for label, texts, url in self._texts()
            for code, text in texts.items()
            if len(text) > LONGEST_TEXT
        ]

    def _translations(self):
        found = [
            Finding(f"{label} ({code})", url)
            for label, texts, url in self._texts()
            for code, text in texts.items()
            if any(texts.values()) and not text
        ]
        setup = reverse("reports:setup", args=[self.counted.project.pk])
        for output in self.counted.outputs:
            for row in (output, *output["indicators"]):
                found += [
                    Finding(f"{row['code']} ({code})", setup)
                    for code, text in row["title"].items()
                    if not text
                ]
        return found

    def _missing_info(self):
        wanted = [*TEXTS, "financial_contribution", "currency"]
        empty = [name for name in wanted if getattr(self.report, name) in (None, "")]
        fields = (self.report._meta.get_field(name) for name in empty)
        return [Finding(str(each.verbose_name), f"{self.report_url}#texts") for each in fields]

    # Figures that look wrong.

    def _figures(self, is_odd):
        findings = []
        for output in self.counted.outputs:
            for row in output["indicators"]:
                if is_odd(self._seen(row)):
                    url = reverse("reports:indicator_detail", args=[row["id"]])
                    findings.append(Finding(f"{row['code']} {said(row['title'])}", url))
        return findings

    def _seen(self, row):
        """What is odd about the figures of an indicator."""
        figures = self.counted.figures[row["id"]]
        earlier = [p for p in figures.slots.periods if p.starts_on < self.period.starts_on]
        before = figures.this_period(earlier[-1]).v if earlier else 0
        target, now = row["target"], row["cumulative"]
        return {
            "zero": row["reported"]["v"] == 0,
            "jump": bool(before) and figures.this_period(self.period).v > 3 * before,
            "below": now["v"] * max(row["previous_cumulative"]["d"], 1)
            < row["previous_cumulative"]["v"] * max(now["d"], 1),
            "over": target is not None
            and now["v"] * max(target["d"], 1) > target["v"] * max(now["d"], 1),
        }

    def _methods(self):
        return [
            Finding(f"{row.code} {row.title}", reverse("reports:indicator_update", args=[row.pk]))
            for row in self.counted.indicators
            if row.rule in FITTING and row.across_periods not in FITTING[row.rule]
        ]
