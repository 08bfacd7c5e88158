"""Texts about events in which somebody should look: they may hold what is kept nowhere."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Event
from shkej.lib.models import TimestampedModel


class TextToReviewQuerySet(models.QuerySet):
    def visible_to(self, user, permission="reports.review_texts"):
        """Those about events for which `user` holds `permission`."""
        return self.filter(event__in=Event.objects.visible_to(user, permission).values("pk"))

    def waiting(self):
        """Those that nobody has looked at since they were written; the newest first."""
        return self.filter(looked_at=None).order_by("-pk")


class TextToReview(TimestampedModel):
    """One text that looks as if a phone, an email or a number of identity was in it.

    `place`: model, key and field, for instance `events.event.12.results_sq`; what the events of a
    series have in common is one text (`events.event.series-3-0a1b….venue_sq`). The text itself
    is there alone; `digest` tells whether it is still the one that somebody looked at.

    docs/security.md, P1.
    """

    class Kind(models.TextChoices):
        """What it looks like."""

        IDENTITY = "identity", _("may hold an identity number")
        PHONE = "phone", _("may hold a phone number")
        EMAIL = "email", _("may hold an email address")

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="+", verbose_name=_("event")
    )
    place = models.CharField(max_length=120, unique=True, editable=False)
    kind = models.CharField(_("what it looks like"), max_length=10, choices=Kind)
    digest = models.CharField(max_length=64, editable=False)
    looked_at = models.DateTimeField(null=True, editable=False)
    looked_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = TextToReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("text to review")
        verbose_name_plural = _("texts to review")
        ordering = ["pk"]

    def __str__(self):
        return self.get_kind_display()
