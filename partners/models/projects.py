"""Programmes, the projects in them, and who does what in a project."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.querysets import ProgrammeQuerySet, ProjectQuerySet
from shkej.lib.constraints import has_title, in_order
from shkej.lib.fields import ShownKeyField
from shkej.lib.models import TimestampedModel
from shkej.lib.queries.ordering import NamedChoices, Shown

DEFAULT_AGE_BAND_STARTS = (0, 5, 10, 15, 18, 25, 60)


def default_age_band_starts():
    """The first ages of the bands 0-4, 5-9, 10-14, 15-17, 18-24, 25-59 and 60+."""
    return list(DEFAULT_AGE_BAND_STARTS)


def check_age_band_starts(starts):
    """Refuse first ages that do not rise from 0: rising from 0 leaves no gap and no overlap."""
    whole = isinstance(starts, list) and all(type(start) is int for start in starts)
    if not whole or starts[:1] != [0] or starts != sorted(set(starts)) or starts[-1] > 120:
        raise ValidationError(
            _("Age bands are whole first ages that begin with 0 and rise, for example 0, 5, 10.")
        )


class Programme(TimestampedModel):
    """A programme: what several projects are part of."""

    title = models.CharField(_("title"), max_length=300)
    lead_organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_programmes",
        verbose_name=_("led by"),
    )
    funders = models.ManyToManyField(
        "partners.Organisation",
        blank=True,
        related_name="funded_programmes",
        verbose_name=_("supported by"),
    )

    sort_title_sq = ShownKeyField(max_length=620, sources=["title_sq", "title_en"], language="sq")
    sort_title_en = ShownKeyField(max_length=620, sources=["title_en", "title_sq"], language="en")

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = [Shown("sort_title"), "pk"]
        constraints = [has_title(name="programme_has_title")]

    def __str__(self):
        return self.title


class Project(TimestampedModel):
    """A project: what events are part of and what is reported on."""

    code = models.CharField(_("project code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=300)
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("programme"),
    )
    starts_on = models.DateField(_("project start"), null=True, blank=True)
    ends_on = models.DateField(_("project end"), null=True, blank=True)
    organisations = models.ManyToManyField(
        "partners.Organisation",
        through="partners.ProjectOrganisation",
        related_name="projects",
        verbose_name=_("organisations"),
    )
    unicef_reference = models.CharField(_("UNICEF document reference"), max_length=80, blank=True)
    credit_line = models.TextField(_("credit line"), blank=True)
    age_band_starts = models.JSONField(
        _("first ages of the age bands"),
        default=default_age_band_starts,
        validators=[check_age_band_starts],
    )
    needs_completion = models.BooleanField(_("to be completed"), default=False)
    sort_code_sq = ShownKeyField(max_length=100, sources=["code"], language="sq")
    sort_code_en = ShownKeyField(max_length=100, sources=["code"], language="en")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = [Shown("sort_code"), "pk"]
        constraints = [
            has_title(name="project_has_title"),
            in_order(
                "starts_on",
                "ends_on",
                name="project_ends_after_start",
                message=_("The end cannot be before the start."),
            ),
        ]

    def __str__(self):
        return f"{self.code} · {self.title}"


class ProjectOrganisation(TimestampedModel):
    """The part one organisation has in one project."""

    class Part(NamedChoices):
        """What an organisation is in a project."""

        IMPLEMENTER = "implementer", _("Implementing partner")
        PARTNER = "partner", _("Partner")
        DONOR = "donor", _("Donor")
        LEAD = "lead", _("Lead")

    project = models.ForeignKey(Project, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        related_name="project_parts",
        verbose_name=_("organisation"),
    )
    part = models.CharField(_("part"), max_length=20, choices=Part.choices)

    class Meta:
        verbose_name = _("part in a project")
        verbose_name_plural = _("parts in a project")
        ordering = ["project", "part", Shown("organisation__sort_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "organisation", "part"],
                name="project_organisation_unique",
                violation_error_message=_("This organisation has this part already."),
            )
        ]

    def __str__(self):
        return f"{self.organisation} ({self.get_part_display()})"
