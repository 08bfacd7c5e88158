"""Reporting periods of a project: from the document, never assumed to be calendar quarters."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.constraints import in_order
from shkej.lib.models import TimestampedModel


class ReportingPeriod(TimestampedModel):
    """First and last day, both inclusive, and the day on which the report is due."""

    project = models.ForeignKey(
        "partners.Project",
        models.CASCADE,
        related_name="reporting_periods",
        verbose_name=_("project"),
    )
    number = models.PositiveSmallIntegerField(
        _("number"), help_text=_("As in UNICEF’s portal: 1 for QPR 1.")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    is_final = models.BooleanField(_("final report"), default=False)

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["project", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="reporting_period_number_unique",
                violation_error_message=_("This project has a period with this number already."),
            ),
            in_order(
                "starts_on",
                "ends_on",
                name="reporting_period_ends_after_start",
                message=_("The last day cannot be before the first day."),
            ),
        ]

    def __str__(self):
        return f"QPR {self.number}"

    def clean(self):
        """Refuse days that another period of the project has."""
        super().clean()
        if not (self.starts_on and self.ends_on and self.project_id):
            return
        others = ReportingPeriod.objects.filter(project=self.project_id).exclude(pk=self.pk)
        clash = others.filter(starts_on__lte=self.ends_on, ends_on__gte=self.starts_on).first()
        if clash:
            raise ValidationError(
                {"starts_on": _("These days overlap with %(period)s.") % {"period": clash}}
            )
