"""Checks of the figures themselves."""

from django.urls import reverse
from django.utils.formats import date_format

from reports.models import Report
from reports.unicef.checks.findings import Base, Finding
from shkej.lib.bilingual import said
from shkej.lib.dates import today


class FigureChecks(Base):
    """Figures that do not add up, or that look wrong."""

    def not_over(self):
        """The period while it goes on: its figures are not yet what they will be."""
        if self.period.ends_on < today():
            return []
        return [Finding(f"{self.period}: {date_format(self.period.ends_on)}", self.report_url)]

    def sums(self):
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
            sums = [sum(amount.v for amount in cells), sum(amount.d for amount in cells)]
            said = enumerate(sums[: len(indicator.parts)])
            if any(behind.get(part, 0) != number for part, number in said):
                url = reverse("reports:indicator_detail", args=[indicator.pk])
                findings.append(Finding(f"{indicator.code} {indicator.title}", url))
        return findings

    def frozen(self):
        """Earlier reports whose frozen figures would be different today."""
        earlier = Report.objects.filter(
            period__project=self.counted.project,
            period__starts_on__lt=self.period.starts_on,
            frozen_at__isnull=False,
        ).exclude(status=Report.Status.SENT_BACK)
        findings = []
        for report in earlier.select_related("period", "snapshot").order_by("period__starts_on"):
            differing = [row for row in self._rows_of(report) if self._differs(report, row)]
            if differing:
                codes = ", ".join(row["code"] for row in differing)
                url = reverse("reports:report_detail", args=[report.pk])
                findings.append(Finding(f"{report.period}: {codes}", url, len(differing)))
        return findings

    def _rows_of(self, report):
        return [row for output in report.snapshot.data["outputs"] for row in output["indicators"]]

    def _differs(self, report, row):
        figures = self.counted.figures.get(row["id"])
        if figures is None:
            return False
        return figures.reported(report.period).as_dict() != row["reported"]

    def odd(self, what):
        """Indicators of which something is odd: "below", "jump", "over" or "zero"."""
        findings = []
        for output in self.counted.outputs:
            for row in output["indicators"]:
                if self._seen(row)[what]:
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

    def methods(self):
        return [
            Finding(f"{row.code} {row.title}", reverse("reports:indicator_update", args=[row.pk]))
            for row in self.counted.indicators
            if not row.counting.fits_method(row.across_periods)
        ]
