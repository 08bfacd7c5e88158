"""Dimensions and their values: the ways in which figures are divided."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reports.models.divisions import DIVISIONS, division_choices
from shkej.lib.constraints import filled_in_one_language, in_order
from shkej.lib.models import TimestampedModel


class Dimension(TimestampedModel):
    """One way to divide figures, with values that do not overlap (a disaggregation)."""

    project = models.ForeignKey(
        "partners.Project", models.CASCADE, related_name="dimensions", verbose_name=_("project")
    )
    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=60)
    rule = models.CharField(_("divides by"), max_length=12, choices=division_choices())

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering = ["project", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "code"],
                name="dimension_code_unique",
                violation_error_message=_("This project has a dimension with this code already."),
            ),
            filled_in_one_language(
                "name",
                name="dimension_has_name",
                message=_("Give the name in at least one language."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def division(self):
        """What decides the value."""
        return DIVISIONS[self.rule]


class DimensionValue(TimestampedModel):
    """One value: a band of ages, or the codes that it holds; who fits no value is *unplaced*."""

    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="values")
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    age_from = models.PositiveSmallIntegerField(_("first age"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("last age"), null=True, blank=True)
    # Sexes, disabilities, categories or kinds of events; of ages only "unknown".
    codes = models.JSONField(_("codes"), default=list, blank=True)

    class Meta:
        verbose_name = _("value")
        verbose_name_plural = _("values")
        ordering = ["dimension", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "code"],
                name="dimension_value_code_unique",
                violation_error_message=_("This dimension has a value with this code already."),
            ),
            filled_in_one_language(
                "name",
                name="dimension_value_has_name",
                message=_("Give the name in at least one language."),
            ),
            in_order(
                "age_from",
                "age_to",
                name="dimension_value_ages_in_order",
                message=_("The last age cannot be below the first."),
            ),
        ]

    def __str__(self):
        return self.name
