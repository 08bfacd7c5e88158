"""What a partner asks about its own event once that is in the shared calendar."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models.events import Event
from events.models.proposals.proposed import LONGEST_NOTE, EventProposal
from shkej.lib.constraints import in_order
from shkej.lib.dates import local_day
from shkej.lib.models import Decided, TimestampedModel


class ChangeRequestQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.propose_event"):
        """Of partners those of their organisations; for who decides, those about events they reach.

        Who decides does so by `events.decide_proposal`.
        """
        if permission == "events.decide_proposal":
            events = Event.objects.visible_to(user, permission)
            return self.filter(proposal__event__in=events.values("pk"))
        keys = [grant.organisation_id for grant in user.grants_for(permission)]
        return self.filter(proposal__organisation__in=filter(None, keys))

    def waiting(self):
        """Those that nobody has answered, of events that may still change; the oldest first.

        Where the event was called off, held or deleted meanwhile, there is nothing to answer.
        """
        now = timezone.now()
        rows = self.filter(outcome="waiting", proposal__event__status=Event.Status.PLANNED)
        return rows.filter(proposal__event__starts_at__gt=now).order_by("pk")

    def for_list(self):
        """With the event and the organisation that a line names."""
        return self.select_related("proposal__event__centre", "proposal__organisation")


class ChangeRequest(Decided, TimestampedModel):
    """That its own accepted event be moved or cancelled, asked by a partner until it is answered.

    One waits at a time. Nothing of the event changes before a coordinator confirms it. An empty
    place stays as it is.
    """

    class Asks(models.TextChoices):
        """What is asked for."""

        MOVE = "move", pgettext_lazy("asked by a partner", "Move the event")
        CANCEL = "cancel", pgettext_lazy("asked by a partner", "Cancel the event")

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting for an answer")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    proposal = models.ForeignKey(
        EventProposal,
        models.CASCADE,
        editable=False,
        related_name="change_requests",
        verbose_name=_("proposed event"),
    )
    asks = models.CharField(_("asked for"), max_length=10, choices=Asks, editable=False)
    starts_at = models.DateTimeField(_("start"), null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True, editable=False)
    is_all_day = models.BooleanField(_("time not known"), default=False, editable=False)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    reason = models.CharField(
        _("reason"),
        max_length=LONGEST_NOTE,
        blank=True,
        help_text=_("The coordinator reads this. No names of children or families."),
    )
    # Time and place of the event as whoever asked saw them (`shared_facts.facts_of`).
    seen = models.JSONField(default=dict, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("asked by"),
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome, default=Outcome.WAITING, editable=False
    )
    answer = models.CharField(
        _("answer"), max_length=LONGEST_NOTE, blank=True, default="", editable=False
    )

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change that a partner asks for")
        verbose_name_plural = _("changes that partners ask for")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(outcome="waiting"),
                name="change_one_waits",
                violation_error_message=_("A change of this event was asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(asks="move", starts_at__isnull=False)
                | (Q(asks="cancel", starts_at=None, ends_at=None) & ~Q(reason="")),
                name="change_says_what",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", decided_at=None, decided_by=None)
                | (~Q(outcome="waiting") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="change_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="declined") & ~Q(answer=""))
                | (~Q(outcome="declined") & Q(answer="")),
                name="change_declined_with_answer",
            ),
            in_order(
                "starts_at",
                "ends_at",
                name="change_ends_after_start",
                message=_("The end cannot be before the start."),
            ),
        ]

    def __str__(self):
        return f"{self.proposal_id}: {self.asks}"

    @property
    def event(self):
        """The event that is to change; None once it was deleted."""
        return self.proposal.event

    @property
    def is_move(self):
        """Whether another day, time or place is asked for."""
        return self.asks == self.Asks.MOVE

    @property
    def starts_on(self):
        """The day on which it would start, in Tirana."""
        return self.starts_at and local_day(self.starts_at)

    @property
    def is_confirmed(self):
        """Whether the event changed as it was asked."""
        return self.outcome == self.Outcome.CONFIRMED

    @property
    def is_waiting(self):
        """Whether there is still something to answer (`ChangeRequestQuerySet.waiting`)."""
        is_open = self.outcome == self.Outcome.WAITING
        return is_open and self.event is not None and can_still_change(self.event)

    @property
    def is_overtaken(self):
        """Whether the event became something else before anybody answered."""
        return self.outcome == self.Outcome.WAITING and not self.is_waiting


def can_still_change(event):
    """Whether a partner can ask that its event be moved or cancelled: it is planned and ahead."""
    return event.is_planned and not event.has_started
