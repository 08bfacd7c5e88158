"""A report to UNICEF on one period: its state, its words, and figures that were typed in."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from reports.models.scope import disclosed_projects
from shkej.lib.models import TimestampedModel


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user, permission="reports.view_report"):
        """Reports on the projects on which `user` reports by `permission`, every figure told."""
        return self.filter(period__project__in=disclosed_projects(user, permission))

    def for_page(self):
        """With period, project and people, in the same query."""
        return self.select_related(
            "period__project__programme", "drafted_by", "checked_by", "frozen_by"
        )


LONGEST_TEXT = 2000  # characters that a field of UNICEF's portal takes


class Report(TimestampedModel):
    """One version of the report on a period. From *frozen* on its content never changes.

    The texts that UNICEF reads are a pair; PRP takes the English ones.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("Draft")
        CHECKED = "checked", _("Checked")
        FROZEN = "frozen", _("Frozen")
        ENTERED = "entered", _("Entered in PRP")
        SUBMITTED = "submitted", _("Submitted")
        SENT_BACK = "sent_back", _("Sent back")
        ACCEPTED = "accepted", _("Accepted")

    OPEN = (Status.DRAFT, Status.CHECKED)

    period = models.ForeignKey(
        "reports.ReportingPeriod",
        models.PROTECT,
        related_name="reports",
        verbose_name=_("reporting period"),
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    challenges = models.TextField(_("challenges and bottlenecks"), blank=True)
    way_forward = models.TextField(_("proposed way forward"), blank=True)
    partner_contribution = models.TextField(_("non-financial contribution to date"), blank=True)
    financial_contribution = models.DecimalField(
        _("financial contribution to date"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    # {check code: why it was accepted}, with who did: {"code": {"why", "by", "at"}}.
    accepted_warnings = models.JSONField(default=dict, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by")
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("frozen by"),
    )
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    frozen_alone_because = models.CharField(
        _("why one person froze it alone"), max_length=300, blank=True
    )
    feedback = models.TextField(_("UNICEF’s feedback"), blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report to UNICEF")
        verbose_name_plural = _("reports to UNICEF")
        ordering = ["period", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="report_version_unique"),
            models.UniqueConstraint(
                fields=["period"],
                condition=~Q(status="sent_back"),
                name="report_one_current_version",
                violation_error_message=_("This period has a report already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "checked"], frozen_at=None, frozen_by=None)
                | (
                    ~Q(status__in=["draft", "checked"])
                    & Q(frozen_at__isnull=False, frozen_by__isnull=False)
                ),
                name="report_frozen_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(frozen_by=None)
                | ~Q(frozen_alone_because="")
                | (Q(checked_by__isnull=False) & ~Q(frozen_by=F("checked_by"))),
                name="report_frozen_by_a_second_person",
                violation_error_message=_("Somebody else than who checked it freezes a report."),
            ),
            models.CheckConstraint(
                condition=~Q(status="sent_back") | ~Q(feedback=""),
                name="report_sent_back_has_feedback",
                violation_error_message=_("Enter what UNICEF wrote when it sent the report back."),
            ),
        ]

    def __str__(self):
        return f"{self.period}, v{self.version}"

    @property
    def project(self):
        """The project that it reports on."""
        return self.period.project

    @property
    def is_open(self):
        """Whether it may still change."""
        return self.status in self.OPEN

    @property
    def is_draft(self):
        """Whether nobody has checked it yet."""
        return self.status == self.Status.DRAFT

    @property
    def is_checked(self):
        """Whether it waits to be frozen."""
        return self.status == self.Status.CHECKED

    @property
    def is_sent_back(self):
        """Whether UNICEF wants another version."""
        return self.status == self.Status.SENT_BACK


class OutputAssessment(TimestampedModel):
    """What a report says of one output: its rating, and why."""

    class Rating(models.TextChoices):
        """UNICEF's ratings of an output."""

        MET = "met", _("Met")
        ON_TRACK = "on_track", _("On track")
        NO_PROGRESS = "no_progress", _("No progress")
        CONSTRAINED = "constrained", _("Constrained")

    report = models.ForeignKey(Report, models.CASCADE, related_name="assessments")
    output = models.ForeignKey("reports.Output", models.PROTECT, related_name="assessments")
    rating = models.CharField(_("rating"), max_length=12, choices=Rating.choices, blank=True)
    narrative = models.TextField(_("narrative assessment"), blank=True)

    class Meta:
        verbose_name = _("assessment of an output")
        verbose_name_plural = _("assessments of outputs")
        ordering = ["report", "output__position", "output"]
        constraints = [
            models.UniqueConstraint(fields=["report", "output"], name="output_assessment_unique")
        ]

    def __str__(self):
        return f"{self.report_id}: {self.output_id}"


def stored_source_name(source, _file_name):
    """A random name: what the file was called never becomes a path."""
    return f"sources/{secrets.token_hex(16)}"


class ManualSource(TimestampedModel):
    """Where the typed figures of one indicator come from: a file and a note."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="manual_sources")
    indicator = models.ForeignKey(
        "reports.Indicator", models.PROTECT, related_name="manual_sources"
    )
    note = models.TextField(_("where the figure comes from"))
    file = models.FileField(_("file"), upload_to=stored_source_name)
    original_name = models.CharField(_("name of the file"), max_length=200)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("source of typed figures")
        verbose_name_plural = _("sources of typed figures")
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="manual_source_unique"),
            models.CheckConstraint(
                condition=~Q(note="") & ~Q(file=""), name="manual_source_says_where"
            ),
        ]

    def __str__(self):
        return f"{self.report_id}: {self.indicator_id}"


class ManualFigure(TimestampedModel):
    """One typed cell: the codes of its values joined by a comma (`0-9,female`), in order."""

    source = models.ForeignKey(ManualSource, models.CASCADE, related_name="figures")
    location = models.ForeignKey(
        "partners.Municipality", models.PROTECT, null=True, blank=True, related_name="+"
    )
    cell = models.CharField(max_length=120, blank=True)
    v = models.PositiveIntegerField()
    d = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("typed figure")
        verbose_name_plural = _("typed figures")
        constraints = [
            models.UniqueConstraint(
                "source", Coalesce("location", 0), "cell", name="manual_figure_unique"
            )
        ]

    def __str__(self):
        return f"{self.v}/{self.d}"
