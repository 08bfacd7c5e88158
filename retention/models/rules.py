"""How long each kind is kept, and the runs that let go of what fell due."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import centres_of
from shkej.lib.models import Decided, TimestampedModel

ALONE = timedelta(hours=24)  # where there is no second person


class Rule(TimestampedModel):
    """For how many months a kind is kept, where that is not what is proposed (`keeping/kinds.py`).

    `wanted_months`, `wanted_why`: what somebody wants instead, until another person agrees.
    """

    kind = models.CharField(_("kind"), max_length=20, unique=True, editable=False)
    months = models.PositiveSmallIntegerField(_("months"))
    why = models.CharField(_("why"), max_length=200, blank=True)
    wanted_months = models.PositiveSmallIntegerField(null=True, editable=False)
    wanted_why = models.CharField(max_length=200, blank=True, editable=False)
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    wanted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("how long a kind is kept")
        verbose_name_plural = _("how long kinds are kept")
        ordering = ["pk"]

    def __str__(self):
        return self.kind


class RunQuerySet(models.QuerySet):
    def visible_to(self, user, permission):
        """Those of the centres in which `user` holds `permission`, and what is of no centre."""
        centres = centres_of(user, permission)
        if centres is None:
            return self
        own = self.filter(Q(centre=None) | Q(centre__in=centres))
        return own if centres else self.none()

    def open(self):
        """Those that are not at their end."""
        return self.filter(status__in=[Run.Status.WAITING, Run.Status.CONFIRMED])


class Run(Decided, TimestampedModel):
    """Letting go of what fell due in a centre (None: of what belongs to none) on the day `as_of`.

    `months`: {kind: months} as they were when it was asked for; `due`, `done`: {kind: number}.
    """

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    centre = models.ForeignKey(
        "events.Centre", models.PROTECT, null=True, related_name="+", verbose_name=_("centre")
    )
    as_of = models.DateField(_("as of"))
    months = models.JSONField(default=dict, editable=False)
    due = models.JSONField(default=dict, editable=False)
    done = models.JSONField(default=dict, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.WAITING, editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    done_at = models.DateTimeField(null=True, editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.as_of}: {self.status}"

    @property
    def is_waiting(self):
        """Whether a second person has still to decide."""
        return self.status == self.Status.WAITING

    @property
    def is_of_age(self):
        """Whether the day that one person alone has to wait is over."""
        return timezone.now() >= self.created_at + ALONE
