"""Events that look like one meeting logged twice, and of which somebody said that they are two."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel


class DistinctEvents(TimestampedModel):
    """Two events that are two meetings: nobody is asked about them again. `first` is the older."""

    first = models.ForeignKey("events.Event", models.CASCADE, related_name="+")
    second = models.ForeignKey("events.Event", models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("two events that are not the same")
        verbose_name_plural = _("events that are not the same")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_events_unique"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="distinct_events_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.first_id}, {self.second_id}"
