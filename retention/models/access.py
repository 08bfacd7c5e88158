"""Who asks what is held of them, and until when it must be answered."""

from calendar import monthrange
from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from retention.models.erasures import OfPeople
from shkej.lib.dates import today
from shkej.lib.models import TimestampedModel


def month_after(day):
    """The same day of the next month, or its last: the law gives one month."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class AccessRequestQuerySet(OfPeople):
    """Requests to see what is held."""

    def open(self):
        """Those that nobody has answered, the most urgent first."""
        return self.filter(answered_on=None).order_by("due_on", "pk")

    def for_list(self):
        """With what a list shows of each."""
        return self.select_related("participant__category", "recorded_by", "answered_by")


class AccessRequest(TimestampedModel):
    """A person, or who speaks for them, asks for all that is held of them."""

    class By(models.TextChoices):
        """Who asks."""

        SELF = "self", _("The person")
        GUARDIAN = "guardian", _("Parent or guardian")
        REPRESENTATIVE = "representative", _("Legal representative")

    participant = models.ForeignKey(
        "participants.Participant",
        models.PROTECT,
        related_name="access_requests",
        verbose_name=_("participant"),
    )
    asked_by = models.CharField(_("who asks"), max_length=20, choices=By)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField(_("to be answered by"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.participant_id}: {self.due_on}"

    def save(self, *args, **kwargs):
        """With the day by which the law wants an answer."""
        self.due_on = month_after(self.received_on)
        super().save(*args, **kwargs)

    @property
    def days_left(self):
        """How many days are left; less than 0 once it is late."""
        return (self.due_on - today()).days

    @property
    def is_late(self):
        """Whether it should have been answered by now."""
        return self.answered_on is None and self.days_left < 0
