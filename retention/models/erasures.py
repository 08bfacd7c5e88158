"""Who is to be erased: asked by one person, confirmed by another; and what stands against it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from participants.models import Participant
from shkej.lib.models import Decided, TimestampedModel
from shkej.lib.queries.ordering import NamedChoices

ALONE = timedelta(hours=24)  # where there is no second person


class OfPeople(models.QuerySet):
    """Rows about a person, for whoever reaches that person."""

    def visible_to(self, user, permission):
        """Those of people whom `user` reaches by `permission`."""
        people = Participant.objects.visible_to(user, permission).order_by().values("pk")
        return self.filter(participant__in=people)


class HoldQuerySet(OfPeople):
    """Holds: what keeps a record from being erased."""

    def standing(self):
        """Those that nobody ended."""
        return self.filter(ended_at=None)


class Hold(TimestampedModel):
    """Why the law keeps a record: a coordinator set it, and a coordinator ends it."""

    participant = models.ForeignKey(
        "participants.Participant",
        models.PROTECT,
        related_name="holds",
        verbose_name=_("participant"),
    )
    reason = models.CharField(
        _("reason"),
        max_length=200,
        help_text=_("The law, the court or the office that asks for it; no case details."),
    )
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by")
    )
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["pk"]

    def __str__(self):
        return self.reason


class ErasureQuerySet(OfPeople):
    """Requests to erase somebody."""

    def waiting(self):
        """Those that nobody has decided."""
        return self.filter(status=Erasure.Status.WAITING)

    def open(self):
        """Those that are not at their end: waiting, or confirmed and under way."""
        return self.filter(status__in=[Erasure.Status.WAITING, Erasure.Status.CONFIRMED])

    def for_list(self):
        """With what a list shows of each."""
        return self.select_related("participant", "asked_by", "decided_by")


class Erasure(Decided, TimestampedModel):
    """A request to erase one person, what was decided and what became of it.

    `files`: ids of the attachments that go too, as the second person chose them; `stays`: in how
    many places, kept frozen by the database, the name still stands.
    """

    class Why(NamedChoices):
        """Why somebody is to be erased."""

        ASKED = "asked", _("The person or a guardian asks for it")
        WITHDRAWN = "withdrawn", _("Consent was withdrawn, and nothing else allows to keep it")
        NEEDLESS = "needless", _("The data are no longer needed")
        MISTAKE = "mistake", _("It should never have been recorded")

    class Status(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        DONE = "done", _("Erased")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    participant = models.ForeignKey(
        "participants.Participant",
        models.PROTECT,
        related_name="erasures",
        verbose_name=_("participant"),
    )
    why = models.CharField(_("why"), max_length=10, choices=Why.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.WAITING, editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    refusal = models.CharField(_("why it is refused"), max_length=200, blank=True)
    files = models.JSONField(default=list, editable=False)
    stays = models.PositiveIntegerField(default=0, editable=False)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(status__in=["waiting", "confirmed"]),
                name="erasure_open_once",
                violation_error_message=_("Somebody has asked for this already."),
            )
        ]

    def __str__(self):
        return f"{self.participant_id}: {self.status}"

    @property
    def is_waiting(self):
        """Whether a second person has still to decide."""
        return self.status == self.Status.WAITING

    @property
    def is_confirmed(self):
        """Whether the worker has still to do it."""
        return self.status == self.Status.CONFIRMED

    @property
    def alone_from(self):
        """From when on whoever asked may confirm it too, where there is no second person."""
        return self.created_at + ALONE

    @property
    def is_of_age(self):
        """Whether the day that one person alone has to wait is over."""
        return timezone.now() >= self.alone_from
