"""What people did on a register: each act once, with what takes it back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models.registrations import Attendance
from shkej.lib.models import TimestampedModel


class RegisterActQuerySet(models.QuerySet):
    def conflicts(self):
        """Marks that met another one."""
        return self.filter(outcome=RegisterAct.Outcome.CONFLICT)

    def open_conflicts(self):
        """Marks that met another one and that nobody has settled yet, the newest first."""
        return self.conflicts().filter(settled_at=None).order_by("-pk")


class RegisterAct(TimestampedModel):
    """One act on a register, written in the same transaction as what it did.

    The key is made on the device, so an act that is sent again is known (docs/decisions/0008). An
    act in conflict did nothing: it asked for a mark where somebody else had made another.
    `created_at` is when the server received it, `told_at` when the device says it was made.
    `before` and `after` are what changed, in the words that its undo reads (`register/undoing.py`);
    where `after` is empty there is nothing to take back.
    """

    class Kind(models.TextChoices):
        """What was done."""

        MARK = "mark", _("marked")
        REST = "rest", _("marked all who were left")
        KEEP = "keep", _("decided between two marks")
        ADD = "add", _("put on the register")
        FAMILY = "family", _("put children on the register")
        CHANGE = "change", _("attends as something else")
        REMOVE = "remove", _("taken off the register")
        PLACE = "place", _("given a place")
        COUNT = "count", _("counted without names")
        NAME = "name", _("named one who was counted")
        UNDO = "undo", _("taken back")
        OTHER = "other", _("done before acts had kinds")

    class Outcome(models.TextChoices):
        """What came of it."""

        DONE = "done", _("done")
        CONFLICT = "conflict", _("in conflict")

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="acts", verbose_name=_("event")
    )
    registration = models.ForeignKey(
        "events.Registration",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="acts",
        verbose_name=_("registration"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    undoes = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("takes back"),
    )
    body_hash = models.CharField(_("hash of what was sent"), max_length=64)
    told_at = models.DateTimeField(_("time on the device"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.DONE)
    attendance = models.CharField(
        _("mark asked for"), max_length=10, choices=Attendance, blank=True, default=""
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )

    objects = RegisterActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on a register")
        verbose_name_plural = _("acts on registers")
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="conflict")
                | (Q(registration__isnull=False) & ~Q(attendance="")),
                name="register_act_conflict_is_whole",
            ),
            models.UniqueConstraint(fields=["undoes"], name="register_act_undone_once"),
        ]
        indexes = [
            models.Index(
                fields=["registration"],
                condition=Q(outcome="conflict", settled_at=None),
                name="register_act_open_conflict",
            ),
            models.Index(
                fields=["event"],
                condition=Q(outcome="conflict"),
                name="register_act_conflict",
            ),
        ]

    def __str__(self):
        return f"{self.event_id}: {self.key}"

    @property
    def undo_url(self):
        """The address that takes it back; "" where there is nothing to take back."""
        return reverse("events:undo_act", args=[self.event_id, self.pk]) if self.after else ""
