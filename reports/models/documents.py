"""The agreement with UNICEF behind a project: what the first page of a report says of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.constraints import in_order
from shkej.lib.models import TimestampedModel
from shkej.lib.queries.ordering import NamedChoices


class ProgrammeDocument(TimestampedModel):
    """One project's programme document (PD, SPD or SSFA); its reference is on the project.

    What is not known stays empty: a report leaves its place blank.
    """

    class Kind(NamedChoices):
        """What UNICEF calls the document."""

        PD = "PD", _("Programme document (PD)")
        SPD = "SPD", _("Simplified programme document (SPD)")
        SSFA = "SSFA", _("Small-scale funding agreement (SSFA)")

    project = models.OneToOneField(
        "partners.Project",
        models.CASCADE,
        related_name="programme_document",
        verbose_name=_("project"),
    )
    kind = models.CharField(
        _("type of document"), max_length=4, choices=Kind.choices, default=Kind.PD
    )
    unicef_office = models.CharField(_("UNICEF office"), max_length=120, blank=True)
    unicef_focal_point = models.CharField(_("UNICEF focal point"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day of the document"), null=True, blank=True)
    ends_on = models.DateField(_("last day of the document"), null=True, blank=True)
    official_name = models.CharField(_("authorised officer"), max_length=120, blank=True)
    official_title = models.CharField(_("title of the officer"), max_length=120, blank=True)
    official_email = models.EmailField(_("officer’s e-mail"), blank=True)
    official_phone = models.CharField(_("officer’s phone"), max_length=40, blank=True)
    focal_name = models.CharField(_("our focal point"), max_length=120, blank=True)
    focal_title = models.CharField(_("title of the focal point"), max_length=120, blank=True)
    focal_email = models.EmailField(_("focal point’s e-mail"), blank=True)
    focal_phone = models.CharField(_("focal point’s phone"), max_length=40, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    budget = models.DecimalField(
        _("total budget"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    unicef_contribution = models.DecimalField(
        _("UNICEF contribution"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    funds_received = models.DecimalField(
        _("funds received to date"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("programme document")
        verbose_name_plural = _("programme documents")
        constraints = [
            in_order(
                "starts_on",
                "ends_on",
                name="programme_document_ends_after_start",
                message=_("The end cannot be before the start."),
            )
        ]

    def __str__(self):
        return self.project.unicef_reference or self.project.code
