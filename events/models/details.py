"""What is said of a meeting, whether it is an event, the rule of a series, or only proposed."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shkej.lib.dates import local_day
from shkej.lib.models import TimestampedModel
from shkej.lib.queries.ordering import NamedChoices


class MeetingDetails(TimestampedModel):
    """What it is called, of which kind it is, and where: of an event, a series and a proposal."""

    class Kind(NamedChoices):
        """What kind of meeting it is."""

        AWARENESS_MEETING = "awareness_meeting", _("Awareness meeting")
        TRAINING = "training", _("Training")
        WORKSHOP = "workshop", _("Workshop")
        GROUP_SESSION = "group_session", _("Group session")
        INDIVIDUAL_SESSION = "individual_session", _("Individual session")
        COORDINATION_MEETING = "coordination_meeting", _("Coordination meeting")
        COMMUNITY_EVENT = "community_event", _("Community event")
        OTHER = "other", _("Other")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(
        _("event type"), max_length=30, choices=Kind.choices, default=Kind.OTHER
    )
    venue = models.CharField(
        _("venue"),
        max_length=200,
        blank=True,
        help_text=_("Leave empty when it takes place at the centre."),
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.title


class OneMeeting(models.Model):
    """When one meeting is: of an event and a proposal; a series has a rule instead."""

    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def local_date(self):
        """The day on which it starts, in Tirana."""
        return local_day(self.starts_at)

    @property
    def has_started(self):
        """Whether its start has come."""
        return self.starts_at <= timezone.now()


class MeetingOfCentre(MeetingDetails):
    """What a centre's own meetings have besides: of an event, and of a series for each of its own.

    The rows it names know it by the `default_related_name` of the table.
    """

    class Visibility(models.TextChoices):
        """Who besides the centre sees it in the shared calendar."""

        CENTRE = "centre", _("The centre only")
        PARTNERS = "partners", _("The organisations named here")
        ALL_PARTNERS = "all_partners", _("All partners")
        PUBLIC = "public", _("Everybody")

    centre = models.ForeignKey("events.Centre", models.PROTECT, verbose_name=_("centre"))
    municipality = models.ForeignKey(
        "partners.Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("municipality"),
        help_text=_("Leave empty when it takes place in the centre’s municipality."),
    )
    topics = models.ManyToManyField("events.Topic", blank=True, verbose_name=_("topics"))
    projects = models.ManyToManyField("partners.Project", blank=True, verbose_name=_("projects"))
    volunteers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, verbose_name=_("who takes attendance")
    )
    visibility = models.CharField(
        _("visible to"), max_length=15, choices=Visibility.choices, default=Visibility.CENTRE
    )
    # Said for a public meeting at which children are expected or came.
    is_for_everybody = models.BooleanField(
        _("everybody may see it though children come"), default=False, editable=False
    )
    is_sensitive = models.BooleanField(
        _("sensitive topic"),
        default=False,
        help_text=_(
            "Who comes is seen by those who take attendance and by those who may see sensitive "
            "details; their colleagues see how many. Partners see only “Activity” and the day, "
            "observers nothing."
        ),
    )

    class Meta:
        abstract = True
