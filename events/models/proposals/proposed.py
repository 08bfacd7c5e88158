"""Events that a partner proposes for the shared calendar."""

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from events.models.details import MeetingDetails, OneMeeting
from events.models.events import Event
from shkej.lib.constraints import filled_in_one_language, has_title
from shkej.lib.models import Decided


class EventProposalQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.propose_event"):
        """What `user` has to do with: of partners, the proposals of their organisations.

        For who decides (`events.decide_proposal`), those that wait and those they decided.
        """
        grants = user.grants_for(permission)
        if permission == "events.decide_proposal":
            decided = Q(decided_by=user, status__in=["accepted", "declined"])
            return self.filter(Q(status="proposed") | decided) if grants else self.none()
        keys = [grant.organisation_id for grant in grants if grant.organisation_id]
        return self.filter(organisation__in=keys)

    def waiting(self):
        """Those that nobody has answered yet, the one that starts first first."""
        return self.filter(status="proposed").order_by("starts_at", "pk")

    def for_list(self):
        """With what a list shows of each, in a bounded number of queries."""
        return self.select_related("organisation")

    def with_access(self, user):
        """With what `user` may do with the event that it became: `proposal.event.access`."""
        return self.prefetch_related(Prefetch("event", Event.objects.with_access(user)))


LONGEST_NOTE = 500


class EventProposal(Decided, MeetingDetails, OneMeeting):
    """An event of an organisation's own, until a coordinator has answered."""

    class Status(models.TextChoices):
        """Where the proposal stands."""

        PROPOSED = "proposed", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        related_name="event_proposals",
        verbose_name=_("organisation"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    # Required, unlike that of an event: an empty one would read as "at the centre".
    venue = models.CharField(_("venue"), max_length=200)
    note = models.CharField(
        _("note for the coordinator"),
        max_length=LONGEST_NOTE,
        blank=True,
        help_text=_("No names of children or families."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PROPOSED, editable=False
    )
    reason = models.CharField(
        _("reason"), max_length=LONGEST_NOTE, blank=True, default="", editable=False
    )
    event = models.OneToOneField(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="proposal",
        verbose_name=_("event"),
    )

    objects = EventProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed event")
        verbose_name_plural = _("proposed events")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "starts_at"], name="proposal_status_start")]
        constraints = [
            has_title(name="proposal_has_title"),
            filled_in_one_language(
                "venue",
                name="proposal_has_venue",
                message=_("Say in at least one language where it takes place."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="proposal_ends_after_start",
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at=None, decided_by=None)
                | (~Q(status="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="proposal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=(Q(status="declined") & ~Q(reason=""))
                | (~Q(status="declined") & Q(reason="")),
                name="proposal_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(event=None) | Q(status="accepted"),
                name="proposal_event_was_accepted",
            ),
        ]

    @property
    def starts_on(self):
        """The day on which it starts, in Tirana."""
        return self.local_date

    @property
    def is_waiting(self):
        """Whether nobody has answered it yet."""
        return self.status == self.Status.PROPOSED

    @property
    def was_deleted(self):
        """Whether the event that it became is gone."""
        return self.status == self.Status.ACCEPTED and self.event_id is None
