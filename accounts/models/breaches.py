"""Incidents in which somebody may have learnt what they should not: what is known, and steps.

They stand beside the log of who saw whom, by which they are answered and which outlives the people:
a person is a bare key here. Their pages, which name people, are `participants.breaches`.
"""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import centre_scope
from shkej.lib.constraints import in_order
from shkej.lib.models import SavedWhole, TimestampedModel

CLOCK = timedelta(hours=72)  # until the Commissioner is told (Law 124/2024; GDPR, article 33)


class BreachQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.handle_breach"):
        """All for who runs the system; for coordinators those of their centres."""
        if not user.has_perm(permission):
            return self.none()
        if user.has_perm("accounts.view_user"):
            return self
        return self.filter(centre_scope(user, permission))


class Breach(SavedWhole, TimestampedModel):
    """One incident. Whose data it was is not stored: the access log answers it each time anew.

    `account`, `person_key`: by whose account, and of which person (the key of a participant), where
    that is known; `begins_on` and `ends_on`: the days of Tirana that are asked about.
    """

    what = models.TextField(
        _("what happened"),
        max_length=4000,
        help_text=_("Without names: the log knows whose data it was."),
    )
    noticed_at = models.DateTimeField(_("noticed"))
    centre = models.ForeignKey(
        "events.Centre",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("centre"),
        help_text=_("Leave empty for all centres."),
    )
    account = models.ForeignKey(
        "accounts.User",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by which account"),
    )
    person_key = models.BigIntegerField(null=True, blank=True, editable=False)
    begins_on = models.DateField(_("from which day"))
    ends_on = models.DateField(_("until which day"))
    actions = models.JSONField(_("what was done"), default=list, blank=True)
    consequences = models.TextField(
        _("what may come of it for the people"), max_length=4000, blank=True
    )
    measures = models.TextField(_("what was done about it"), max_length=4000, blank=True)
    opened_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name = _("data breach")
        verbose_name_plural = _("data breaches")
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            in_order(
                "begins_on",
                "ends_on",
                name="breach_ends_after_start",
                message=_("The last day cannot be before the first day."),
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def was_notified(self):
        """Whether the Commissioner was told, or it was written down why not."""
        return any(step.kind == BreachStep.Kind.COMMISSIONER for step in self.steps.all())

    @property
    def notify_until(self):
        """Until when the Commissioner is to be told."""
        return self.noticed_at + CLOCK

    @property
    def hours_left(self):
        """Whole hours until then; below 0 once they are over."""
        return int((self.notify_until - timezone.now()).total_seconds() // 3600)


class BreachStep(TimestampedModel):
    """A step that was taken, by whom and when; `reference`: under which number, or why not."""

    class Kind(models.TextChoices):
        """What is done about a breach, in this order (docs/security.md, P19)."""

        CONTAINED = "contained", _("Stopped: accounts closed, files called back")
        COMMISSIONER = "commissioner", _("The Commissioner for data protection told")
        FAMILIES = "families", _("The people and families told")
        UNICEF = "unicef", _("UNICEF and other partners told")
        CLOSED = "closed", _("Closed: what was learnt is written down")

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=20, choices=Kind)
    reference = models.CharField(_("number, or why not"), max_length=300, blank=True)
    done_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("step about a data breach")
        verbose_name_plural = _("steps about data breaches")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["breach", "kind"], name="breach_step_once")]

    def __str__(self):
        return self.get_kind_display()
