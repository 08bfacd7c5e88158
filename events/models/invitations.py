"""Invitations of organisations to events: what they were told, and what they answered by mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.scope import is_coming
from partners.querysets import partner_scope
from shkej.lib.models import TimestampedModel
from shkej.lib.queries.ordering import Shown
from shkej.lib.signed_links import new_key


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_invitation"):
        """Invitations to the events `user` reaches by `permission`, for partners their own."""
        events = self.model._meta.get_field("event").related_model.objects
        rows = self.filter(partner_scope(user, permission, "organisation"))
        return rows.filter(event__in=events.visible_to(user, permission))

    def standing(self):
        """Invitations that were not withdrawn, of active organisations."""
        return self.filter(withdrawn_at=None, organisation__is_active=True)

    def of_coming_events(self):
        """Invitations to coming events, also called off and withdrawn ones."""
        return self.filter(is_coming("event__"))


MOST_PEOPLE = 200
LONGEST_REMARK = 300


class Invitation(TimestampedModel):
    """One organisation invited to one event."""

    class Answer(models.TextChoices):
        """Whether the organisation comes."""

        NONE = "none", _("No answer yet")
        YES = "yes", _("We are coming")
        MAYBE = "maybe", _("Perhaps")
        NO = "no", _("We are not coming")

    class Way(models.TextChoices):
        """How the answer reached us."""

        ACCOUNT = "account", _("On its own page")
        LINK = "link", _("By the link in the email")
        CALENDAR = "calendar", _("By its calendar")
        PHONE = "phone", _("By telephone")

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="invitations", verbose_name=_("event")
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("invited by"),
    )
    message = models.TextField(blank=True, editable=False)
    answer_by = models.DateField(_("answer by"), null=True, blank=True, editable=False)
    chased_at = models.DateTimeField(_("asked once more at"), null=True, blank=True, editable=False)
    key = models.CharField(max_length=20, default=new_key, editable=False)
    answer = models.CharField(
        _("answer"), max_length=10, choices=Answer.choices, default=Answer.NONE
    )
    people = models.PositiveSmallIntegerField(_("how many come"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=LONGEST_REMARK, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    way = models.CharField(_("way"), max_length=10, choices=Way.choices, blank=True)
    # The title, time and place as the organisation was told them last, and when.
    told = models.JSONField(default=dict, editable=False)
    told_at = models.DateTimeField(editable=False)
    # The same of before that, with "reminded_at" and "must_answer_again"; {}: nothing had been
    # told; None: nobody knows.
    before = models.JSONField(null=True, editable=False)
    # How it is since somebody changed it without telling them; None: as they were told.
    quietly = models.JSONField(null=True, editable=False)
    quiet_at = models.DateTimeField(_("changed quietly at"), null=True, blank=True, editable=False)
    quiet_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed quietly by"),
    )
    # The time moved after they had answered.
    must_answer_again = models.BooleanField(default=False, editable=False)
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    # How often it was withdrawn: calendars follow the higher number of an entry's versions.
    withdrawals = models.PositiveSmallIntegerField(default=0, editable=False)
    mails = models.ManyToManyField(
        "accounts.OutgoingMail", related_name="invitations", editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["event", Shown("organisation__sort_name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation"],
                name="invitation_unique",
                violation_error_message=_("This organisation is invited already."),
            ),
            models.CheckConstraint(
                condition=Q(answer="none", answered_at=None, way="", people=None)
                | (~Q(answer="none") & Q(answered_at__isnull=False) & ~Q(way="")),
                name="invitation_answer_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(people=None) | Q(people__gte=1, people__lte=MOST_PEOPLE, answer="yes"),
                name="invitation_people_of_those_who_come",
                violation_error_message=_("Enter a number of people from 1 to 200."),
            ),
        ]

    def __str__(self):
        return f"{self.event_id}: {self.organisation_id}"

    @property
    def is_answered(self):
        """Whether they have said anything."""
        return self.answer != self.Answer.NONE

    @property
    def is_coming(self):
        """Whether they said that they come."""
        return self.answer == self.Answer.YES

    @property
    def is_perhaps_coming(self):
        """Whether they left it open."""
        return self.answer == self.Answer.MAYBE

    @property
    def is_not_coming(self):
        """Whether they said that they do not come."""
        return self.answer == self.Answer.NO

    @property
    def never_left(self):
        """Whether the event was called off before they could hear of it."""
        return self.before == {} and bool(self.told["called_off"])

    @property
    def facts(self):
        """The title, time and place as they are, whether the organisation was told or not."""
        return self.quietly or self.told

    def catch_up(self):
        """They know how it is now, also what nobody told them."""
        self.told, self.quietly = self.facts, None

    @property
    def has_seen_all(self):
        """Whether somebody there has seen what they were told last."""
        return self.seen_at is not None and self.seen_at >= self.told_at


class LastLook(TimestampedModel):
    """Until when a partner's user has seen the changes of the events shared with them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="last_look", verbose_name=_("user")
    )
    at = models.DateTimeField(_("seen until"))

    class Meta:
        verbose_name = _("last look")
        verbose_name_plural = _("last looks")

    def __str__(self):
        return f"{self.user_id}: {self.at:%Y-%m-%d}"


class ReadReply(TimestampedModel):
    """A mail that was read, without what it says.

    `digest`: what is the same when it comes again; `answered`: stands for the address to which we
    answered, and nobody can read it there.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        TAKEN = "taken", _("Taken over")
        REFUSED = "refused", _("Refused, and answered")
        UNREADABLE = "unreadable", _("Not understood, and answered")
        IGNORED = "ignored", _("Not for us, or from a machine")

    digest = models.CharField(max_length=64, unique=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    answered = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    class Meta:
        verbose_name = _("mail that was read")
        verbose_name_plural = _("mails that were read")

    def __str__(self):
        return self.digest[:8]
