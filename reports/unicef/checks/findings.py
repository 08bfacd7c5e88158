"""A check and what it found."""

from dataclasses import dataclass, field

from django.urls import reverse

from reports.unicef.words import CHECKS
from shkej.lib.bilingual import said

SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """One thing that a check found: what, how many, and the page on which to correct it."""

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

    @property
    def blocks(self):
        """Whether it has to be corrected: nobody can let it pass."""
        return self.level == "block"

    @property
    def warns(self):
        """Whether a coordinator may say why it may stay."""
        return self.level == "warn"

    def as_dict(self):
        """As a snapshot holds it."""
        return {
            "code": self.code,
            "level": self.level,
            "count": self.count,
            "accepted": self.accepted,
        }


class Base:
    """What every group of checks knows: the counted report, its period, its address."""

    def __init__(self, counted):
        self.counted, self.report, self.period = counted, counted.report, counted.period
        self.report_url = reverse("reports:report_detail", args=[self.report.pk])

    def output_finding(self, output):
        """An output, leading to where its rating and narrative are written."""
        return Finding(
            f"{output['code']} {said(output['title'])}", f"{self.report_url}#output-{output['id']}"
        )
