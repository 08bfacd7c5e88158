"""Which of our rows UNICEF's portal means by which of its own: confirmed once, kept by id."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel


class PrpMapping(TimestampedModel):
    """One thing of the portal and what it is here; exactly one target is given.

    `key`: what the portal calls it: `dimension:187`, `value:2051`, or for rows
    `indicator:<output>|<title>` and `location:<name>`, since the ids of rows change every report.
    A value whose target is a dimension stands for nobody: the portal offers it, we count none.
    """

    project = models.ForeignKey(
        "partners.Project", models.CASCADE, related_name="prp_mappings", verbose_name=_("project")
    )
    key = models.CharField(max_length=800)
    label = models.CharField(max_length=600)
    indicator = models.ForeignKey(
        "reports.Indicator", models.CASCADE, null=True, blank=True, related_name="+"
    )
    location = models.ForeignKey(
        "partners.Municipality", models.CASCADE, null=True, blank=True, related_name="+"
    )
    dimension = models.ForeignKey(
        "reports.Dimension", models.CASCADE, null=True, blank=True, related_name="+"
    )
    value = models.ForeignKey(
        "reports.DimensionValue", models.CASCADE, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("meaning in UNICEF’s portal")
        verbose_name_plural = _("meanings in UNICEF’s portal")
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="prp_mapping_unique"),
            models.CheckConstraint(
                condition=Q(indicator__isnull=False, location=None, dimension=None, value=None)
                | Q(indicator=None, location__isnull=False, dimension=None, value=None)
                | Q(indicator=None, location=None, dimension__isnull=False, value=None)
                | Q(indicator=None, location=None, dimension=None, value__isnull=False),
                name="prp_mapping_has_one_target",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def kind(self):
        """What it is in the portal: the part of the key before the colon."""
        return self.key.partition(":")[0]

    @property
    def is_nobody(self):
        """Whether it is a value that we do not count: its figure is 0."""
        return self.kind == "value" and self.dimension is not None

    @property
    def target(self):
        """The row that it means here."""
        return self.indicator or self.location or self.value or self.dimension
