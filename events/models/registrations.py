"""The register: who is expected, who came, and who was counted without a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.models.registration_queryset import HeadcountQuerySet, RegistrationQuerySet
from participants.models.people import OLDEST_AGE, Sex
from shkej.lib.constraints import in_order
from shkej.lib.models import TimestampedModel


class Attendance(models.TextChoices):
    """Whether somebody came. Everybody is not yet marked until somebody looks."""

    UNMARKED = "unmarked", _("Not yet marked")
    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


ATTENDED = (Attendance.PRESENT, Attendance.LATE)


class Registration(TimestampedModel):
    """A participant's place in an event: what they attend as, for whom, and whether they came."""

    class Status(models.TextChoices):
        """The state of the place."""

        INVITED = "invited", _("Invited")
        REGISTERED = "registered", _("Registered")
        WAITLISTED = "waitlisted", _("On the waiting list")
        CANCELLED = "cancelled", _("Cancelled")

    class Placed(models.TextChoices):
        """How somebody came from the waiting list to their place, where nobody gave it to them."""

        CAME = "came", _("came to the door")
        FREED = "freed", _("a place fell free")
        RAISED = "raised", _("more places")

    class Source(models.TextChoices):
        """How the place came about."""

        STAFF = "staff", _("Registered in advance")
        WALK_IN = "walk_in", _("Walk-in")
        SERIES = "series", _("Member of the series")
        IMPORT = "import", _("Imported")
        PARTNER = "partner", _("Named by a partner")
        PUBLIC = "public", _("Public registration")

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="registrations", verbose_name=_("event")
    )
    participant = models.ForeignKey(
        "participants.Participant",
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("participant"),
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.REGISTERED
    )
    waitlisted_at = models.DateTimeField(_("waiting since"), null=True, blank=True)
    placed = models.CharField(
        _("place after waiting"),
        max_length=10,
        choices=Placed,
        blank=True,
        default="",
        editable=False,
    )
    placed_through = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="passed_on",
        verbose_name=_("place left by"),
    )
    source = models.CharField(
        _("source"), max_length=10, choices=Source.choices, default=Source.STAFF
    )
    category = models.ForeignKey(
        "participants.Category",
        models.PROTECT,
        related_name="registrations",
        verbose_name=_("attends as"),
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registrations",
        verbose_name=_("for organisation"),
    )
    attendance = models.CharField(
        _("attendance"), max_length=10, choices=Attendance, default=Attendance.UNMARKED
    )
    marked_at = models.DateTimeField(_("marked at"), null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    age = models.PositiveSmallIntegerField(_("age at the event"), null=True, blank=True)
    line = models.PositiveIntegerField(
        _("line on the attendance list"), null=True, blank=True, editable=False
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["participant__sort_name", "pk"]
        indexes = [  # all that counting reads of a place: the row itself stays unread
            models.Index(
                fields=["event", "attendance", "status", "category", "participant", "age"],
                name="registration_counted",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "participant"],
                name="registration_unique",
                violation_error_message=_("This person is already registered for this event."),
            ),
            models.CheckConstraint(
                condition=Q(attendance="unmarked", marked_at=None)
                | (~Q(attendance="unmarked") & Q(marked_at__isnull=False)),
                name="registration_mark_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="waitlisted", waitlisted_at__isnull=False)
                | (~Q(status="waitlisted") & Q(waitlisted_at=None)),
                name="registration_waits_since_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="waitlisted") | Q(attendance="unmarked"),
                name="registration_waiting_is_unmarked",
                violation_error_message=_(
                    "Somebody on the waiting list has no place yet, so there is nothing to mark."
                ),
            ),
            models.CheckConstraint(
                condition=Q(placed_through=None) | Q(placed="freed"),
                name="registration_placed_through_a_freed_place",
            ),
            models.CheckConstraint(
                condition=Q(age=None) | Q(age__lte=OLDEST_AGE + 30),
                name="registration_age_plausible",
                violation_error_message=_("Enter an age between 0 and 120."),
            ),
            models.UniqueConstraint(fields=["event", "line"], name="registration_line_unique"),
            models.CheckConstraint(
                condition=Q(line=None) | Q(line__gte=1), name="registration_line_from_1"
            ),
        ]

    def __str__(self):
        return f"{self.event_id}: {self.participant_id}"

    def get_attendance_display(self):
        """The word for the mark; Django's own translates every choice to find the one."""
        return str(Attendance(self.attendance).label)

    @property
    def is_waiting(self):
        """Whether they are on the waiting list."""
        return self.status == self.Status.WAITLISTED

    @property
    def is_marked(self):
        """Whether somebody has looked if they came."""
        return self.attendance != Attendance.UNMARKED

    @property
    def has_attended(self):
        """Whether they came: only then they count."""
        return self.attendance in ATTENDED

    @property
    def is_from_partner(self):
        """Whether the organisation itself named them."""
        return self.source == self.Source.PARTNER


class Headcount(TimestampedModel):
    """People counted at an event but not named, of one category, sex and age range."""

    event = models.ForeignKey(
        "events.Event", models.CASCADE, related_name="headcounts", verbose_name=_("event")
    )
    category = models.ForeignKey(
        "participants.Category",
        models.PROTECT,
        related_name="headcounts",
        verbose_name=_("category"),
    )
    sex = models.CharField(_("sex"), max_length=10, choices=Sex.choices, default=Sex.UNKNOWN)
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True)
    count = models.PositiveIntegerField(_("number of people"))

    objects = HeadcountQuerySet.as_manager()

    class Meta:
        verbose_name = _("headcount")
        verbose_name_plural = _("headcounts")
        ordering = ["category__position", "sex", "age_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=100_000),
                name="headcount_positive",
                violation_error_message=_("Enter a number of people from 1 to 100,000."),
            ),
            in_order(
                "age_from",
                "age_to",
                name="headcount_ages_in_order",
                message=_("The second age cannot be below the first."),
            ),
            models.UniqueConstraint(
                "event",
                "category",
                "sex",
                Coalesce("age_from", -1),
                Coalesce("age_to", -1),
                name="headcount_unique",
                violation_error_message=_("This group is counted already; change its number."),
            ),
        ]

    def __str__(self):
        return f"{self.event_id}: {self.count}"
