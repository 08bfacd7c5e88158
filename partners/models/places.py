"""The municipalities of Albania and their administrative units (law 115/2014)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.fields import SortKeyField
from shkej.lib.models import TimestampedModel


class Municipality(TimestampedModel):
    """A *bashki*, one of 61."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    county = models.CharField(_("county"), max_length=60)
    sort_name = SortKeyField(max_length=130, sources=["name"])

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["sort_name"]

    def __str__(self):
        return self.name


class AdministrativeUnit(TimestampedModel):
    """A *njësi administrative*; its name is unique only within its municipality."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="units", verbose_name=_("municipality")
    )
    name = models.CharField(_("name"), max_length=60)
    sort_name = SortKeyField(max_length=130, sources=["name"])

    class Meta:
        verbose_name = _("administrative unit")
        verbose_name_plural = _("administrative units")
        ordering = ["municipality__sort_name", "sort_name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="administrative_unit_unique"
            )
        ]

    def __str__(self):
        return self.name
