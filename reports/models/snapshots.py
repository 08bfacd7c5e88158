"""The figures of a frozen report: written once, never changed; the database refuses it."""

import json
import zlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.report_data import ReportData


class Snapshot(models.Model):
    """Every figure of a report, and every text and definition as of then.

    `figures` is canonical JSON (sorted keys, no blanks), `sha256` its hash; docs/indicators.md
    describes it. `evidence` names the records behind each cell: for us alone, it leaves in no file.
    """

    report = models.OneToOneField(
        "reports.Report", models.PROTECT, related_name="snapshot", verbose_name=_("report")
    )
    figures = models.TextField()
    sha256 = models.CharField(max_length=64)
    evidence = models.BinaryField()
    # Of versions whose evidence has no "links": {"links": the highest id of a link then}.
    high_water = models.JSONField()
    app_version = models.CharField(max_length=40)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("frozen figures")
        verbose_name_plural = _("frozen figures")

    def __str__(self):
        return self.sha256[:12]

    @property
    def data(self) -> ReportData:
        """The figures, read."""
        return json.loads(self.figures)

    @property
    def records(self):
        """{indicator's id: [{"location", "values", "ids"}, …]}: which rows made each cell.

        Under "totals" what those are made of, under "links" the events of each project then.
        """
        return json.loads(zlib.decompress(bytes(self.evidence)))
