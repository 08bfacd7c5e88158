"""Everything that the files of one report are written from: gathered once, for every language."""

from dataclasses import dataclass, field
from datetime import datetime

from participants.models import Category
from reports.counting.suppression import SMALL
from reports.models import PrpMapping
from reports.models.rules import RULES
from reports.unicef.freezing.changes import version_differences
from shkej.lib.bilingual import texts_of


@dataclass(frozen=True)
class Bundle:
    """A report's figures and what is known of their freezing; `sha256` is empty for a draft.

    `differences`: what the former version reported otherwise: [(code, title pair, then, now)].
    `categories`: {code: label pair}, for the codes that a snapshot keeps.
    `prp_ids`: {"dimension": {our id: UNICEF's}, "value": {our id: UNICEF's}}, as far as known.
    """

    figures: dict
    version: int
    status: str
    frozen_at: datetime | None = None
    frozen_by: str = ""
    sha256: str = ""
    app_version: str = ""
    differences: list = field(default_factory=list)
    categories: dict = field(default_factory=dict)
    prp_ids: dict = field(default_factory=lambda: {"dimension": {}, "value": {}})

    @property
    def is_draft(self):
        """Whether its figures may still change."""
        return not self.sha256

    @property
    def has_small_cells(self):
        """Whether some figure is so small that it may point to a person."""
        return any(
            any(0 < count < SMALL for count in _counts(cell, row["unit"]))
            for output in self.figures["outputs"]
            for row in output["indicators"]
            if not RULES[row["rule"]].of_events
            for place in row["locations"]
            for cell in place["cells"]
        )

    @property
    def name(self):
        """What its files are called, without their end: UNICEF-AKSES-2021-QPR1-v1."""
        code, number = self.figures["project"]["code"], self.figures["period"]["number"]
        safe = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in code)
        return f"UNICEF-{safe}-QPR{number}-v{self.version}"


def _counts(cell, unit):
    return [cell["v"]] if unit == "number" else [cell["v"], cell["d"]]


def bundle_of(report, figures=None):
    """The bundle of a frozen report; of a draft with the `figures` counted for it now."""
    snapshot = getattr(report, "snapshot", None)
    return Bundle(
        figures=snapshot.data if snapshot else {"checks": [], **figures},
        version=report.version,
        status=report.status,
        frozen_at=report.frozen_at,
        frozen_by=report.frozen_by.name if report.frozen_by else "",
        sha256=snapshot.sha256 if snapshot else "",
        app_version=snapshot.app_version if snapshot else "",
        differences=version_differences(report) if snapshot else [],
        categories={row.code: texts_of(row, "label") for row in Category.objects.all()},
        prp_ids=_prp_ids(report.project),
    )


def _prp_ids(project):
    found = {"dimension": {}, "value": {}}
    for row in PrpMapping.objects.filter(project=project).exclude(confirmed_by=None):
        kind, _colon, key = row.key.partition(":")
        if kind in found and key.isdigit():
            found[kind][row.dimension_id or row.value_id] = int(key)
    return found
