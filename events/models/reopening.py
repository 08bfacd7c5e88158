"""Staff ask that a closed register be opened again; a coordinator decides."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.acts import LONGEST_REASON
from shkej.lib.models import Decided, TimestampedModel

TOLD_FOR = timedelta(days=7)


class ReopeningQuerySet(models.QuerySet):
    def waiting(self):
        """Those nobody has decided yet, the oldest first."""
        return self.filter(outcome=ReopeningRequest.Outcome.WAITING).order_by("pk")

    def visible_to(self, user, permission):
        """Of events for which `user` holds `permission`."""
        events = self.model._meta.get_field("event").related_model.objects
        return self.filter(event__in=events.visible_to(user, permission))

    def answered_to(self, user):
        """Those of `user` that were decided within a week, the newest first."""
        since = timezone.now() - TOLD_FOR
        decided = self.exclude(outcome=ReopeningRequest.Outcome.WAITING)
        own = decided.filter(asked_by=user, decided_at__gt=since).exclude(decided_by=user)
        return own.order_by("-decided_at", "-pk")

    def for_list(self):
        """With the event and the people that a line names."""
        return self.select_related("event__centre", "asked_by", "decided_by")


class ReopeningRequest(Decided, TimestampedModel):
    """That the closed register of an event be opened again, with words why, and what became of it.

    One at a time waits on a register. Whatever opens it answers the one that waits.
    """

    class Outcome(models.TextChoices):
        """What was decided."""

        WAITING = "waiting", _("waiting")
        REOPENED = "reopened", _("opened again")
        DECLINED = "declined", _("declined")

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="reopening_requests", verbose_name=_("event")
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING
    )

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to reopen a register")
        verbose_name_plural = _("requests to reopen registers")
        constraints = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(outcome="waiting"),
                name="reopening_one_waits",
                violation_error_message=_("Somebody has asked for this already."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", decided_at=None, decided_by=None)
                | (~Q(outcome="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="reopening_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reopening_has_reason"),
        ]

    def __str__(self):
        return f"{self.event_id}: {self.outcome}"

    @property
    def is_declined(self):
        """Whether the register stayed closed."""
        return self.outcome == self.Outcome.DECLINED
