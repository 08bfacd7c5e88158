"""What people did on a register: each act once, with what takes it back."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.registrations import Attendance
from shkej.lib.models import TimestampedModel
from shkej.lib.queries.literals import Literal

CLOSED_JUST_NOW = timedelta(minutes=10)
LONGEST_REASON = 100


class RegisterActQuerySet(models.QuerySet):
    def conflicts(self):
        """Marks that met another one."""
        return self.filter(outcome=Literal(RegisterAct.Outcome.CONFLICT))

    def open_conflicts(self):
        """Marks that met another one and that nobody has settled yet, the newest first."""
        return self.conflicts().filter(settled_at=None).order_by("-pk")

    def closing_to_undo(self, user):
        """The closing that `user` made a moment ago and can still take back, or None."""
        since = timezone.now() - CLOSED_JUST_NOW
        closings = self.filter(kind=RegisterAct.Kind.CLOSE, by=user, created_at__gt=since)
        return closings.filter(undone_by=None).order_by("-pk").first()


class RegisterAct(TimestampedModel):
    """One act on a register, written in the same transaction as what it did.

    The key is made on the device, so an act that is sent again is known (docs/decisions/0008). An
    act in conflict did nothing: it asked for a mark where somebody else had made another.
    `created_at` is when the server received it, `told_at` when the device says it was made.
    `before` and `after` are what changed, in the words that its undo reads (`register/undoing.py`);
    where `after` is empty there is nothing to take back. What else it changed are the versions in
    the change history with the same `work`: one import, say, is one work and an act of each event
    (None: older than that). `by` is None where a command did it and nobody is known. What somebody
    typed as a `reason` is for people to read; no rule asks for it.
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
        CLOSE = "close", _("register closed")
        REOPEN = "reopen", _("register opened again")
        CORRECT = "correct", _("corrected after closing")
        SHEET = "sheet", _("typed in from a signed list")
        GRID = "grid", _("typed into the grid of a series")
        SERIES = "series", _("follows its series")
        EVENT = "event", _("follows a change of the event")
        IMPORT = "import", _("imported")
        UNIMPORT = "unimport", _("import undone")
        MERGE = "merge", _("two records of one person joined or parted")
        AGES = "ages", _("age corrected")
        FACTS = "facts", _("event corrected after closing")
        FILE = "file", _("file attached or deleted")
        OTHER = "other", _("done before acts had kinds")

    FOR_GOOD = (Kind.REOPEN, Kind.CORRECT, Kind.FACTS)
    CORRECTING = (Kind.CORRECT, Kind.MERGE)  # what can change who came though it is closed

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
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    work = models.UUIDField(_("part of"), null=True, default=uuid.uuid4, editable=False)
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
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True, default="")
    after_closing = models.BooleanField(_("after closing"), default=False)
    body_hash = models.CharField(_("hash of what was sent"), max_length=64, blank=True, default="")
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
    def can_be_undone(self):
        """Whether there is something to take back, and a way: a closing has one for ten minutes."""
        if not self.after or self.kind in self.FOR_GOOD:
            return False
        return self.kind != self.Kind.CLOSE or timezone.now() < self.created_at + CLOSED_JUST_NOW

    @property
    def undo_url(self):
        """The address that takes it back; "" where there is nothing to take back."""
        if not self.can_be_undone:
            return ""
        return reverse("events:undo_act", args=[self.event_id, self.pk])
