"""What was said of the steps of the first day, where the data themselves do not say it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel


class FirstDayStep(TimestampedModel):
    """A step that somebody calls done, or skips; the steps are in `shkej.first_day`."""

    class State(models.TextChoices):
        DONE = "done", _("done")
        SKIPPED = "skipped", _("skipped")

    name = models.CharField(max_length=30, unique=True)
    state = models.CharField(max_length=10, choices=State)
    said_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("user")
    )

    class Meta:
        verbose_name = _("step of the first day")
        verbose_name_plural = _("steps of the first day")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.name}: {self.get_state_display()}"
