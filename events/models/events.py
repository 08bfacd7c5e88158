"""Events: dated meetings, with what they were about and who made them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models.details import MeetingOfCentre, OneMeeting
from events.models.event_queryset import EventQuerySet
from shkej.lib.constraints import filled_in_one_language, has_title, in_order
from shkej.lib.dates import last_day, today
from shkej.lib.fields import FoldedField, LocalDateField
from shkej.lib.models import TimestampedModel
from shkej.lib.queries.ordering import NamedChoices, Shown


class Topic(TimestampedModel):
    """What an event can be about."""

    code = models.SlugField(_("code"), max_length=40, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["code"]
        constraints = [
            filled_in_one_language(
                "name",
                name="topic_has_name",
                message=_("Give the name in at least one language."),
            )
        ]

    def __str__(self):
        return self.name


class Event(MeetingOfCentre, OneMeeting):
    """One dated meeting, planned or held, at or for one centre."""

    class Status(models.TextChoices):
        """Whether it took place; only held events count."""

        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        CANCELLED = "cancelled", _("Cancelled")
        POSTPONED = "postponed", _("Postponed")

    is_all_day = models.BooleanField(_("time not known"), default=False)
    starts_on = LocalDateField(sources=["starts_at"], db_index=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PLANNED
    )
    held_by_register = models.BooleanField(
        _("held because its register was taken"), default=False, editable=False
    )
    organisations = models.ManyToManyField(
        "partners.Organisation",
        through="events.EventOrganisation",
        related_name="events",
        verbose_name=_("organisations"),
    )
    aim = models.TextField(_("aim"), blank=True)
    results = models.TextField(_("results"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)
    capacity = models.PositiveIntegerField(_("capacity"), null=True, blank=True)
    register_closed_at = models.DateTimeField(
        _("register closed at"), null=True, blank=True, editable=False
    )
    register_closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("register closed by"),
    )
    series = models.ForeignKey(
        "events.Series",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("series"),
    )
    # The day of the series' rule for which it stands, also when it was moved to another one.
    series_day = models.DateField(_("day of the series"), null=True, blank=True, editable=False)
    import_key = models.CharField(
        _("name in the imported file"), max_length=100, blank=True, editable=False
    )
    search_title = FoldedField(max_length=700, sources=["title_sq", "title_en"])

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-starts_at", "-pk"]
        default_related_name = "events"
        indexes = [
            models.Index(fields=["centre", "starts_on"], name="event_centre_day"),
            models.Index(fields=["status", "starts_on"], name="event_status_day"),
        ]
        constraints = [
            has_title(name="event_has_title"),
            in_order(
                "starts_at",
                "ends_at",
                name="event_ends_after_start",
                message=_("The end cannot be before the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(register_closed_at=None) | models.Q(status="held"),
                name="event_closed_register_was_held",
                violation_error_message=_("Only the register of a held event can be closed."),
            ),
            models.UniqueConstraint(
                fields=["centre", "import_key", "starts_on"],
                condition=~models.Q(import_key=""),
                name="event_import_key_unique",
            ),
            models.UniqueConstraint(
                fields=["series", "series_day"], name="event_series_day_unique"
            ),
        ]

    @property
    def last_day(self):
        """The last local day on which it takes place."""
        return last_day(self.starts_at, self.ends_at)

    @property
    def is_over(self):
        """Whether it has ended, or would have; without a known end, once its day is over."""
        if self.ends_at and not self.is_all_day:
            return self.ends_at <= timezone.now()
        return self.last_day < today()

    @property
    def is_called_off(self):
        """Whether it does not take place, or not when it was planned."""
        return self.status in CALLED_OFF

    @property
    def lacks_project(self):
        """Whether no project's report counts it, though the centre keeps it: it names none."""
        of_a_centre = type(self).objects.filter(pk=self.pk, proposal=None)
        return not self.is_called_off and of_a_centre.filter(projects=None).exists()

    @property
    def is_cancelled(self):
        """Whether it does not take place at all."""
        return self.status == self.Status.CANCELLED

    @property
    def is_for_centre_only(self):
        """Whether nobody but the centre sees it in the calendar."""
        return self.visibility == self.Visibility.CENTRE

    @property
    def is_held(self):
        """Whether it took place; only held events count."""
        return self.status == self.Status.HELD

    @property
    def is_planned(self):
        """Whether it is to take place, and nobody has said that it did."""
        return self.status == self.Status.PLANNED

    @property
    def is_ahead(self):
        """Whether one can still be invited to it and answer."""
        return not self.is_called_off and not self.is_over

    @property
    def day_has_come(self):
        """Whether people can be marked and counted: from the beginning of its day."""
        return self.local_date <= today()

    @property
    def register_is_closed(self):
        """Whether the register was closed: marks then need it reopened."""
        return self.register_closed_at is not None

    @property
    def register_is_open(self):
        """Whether its register can be changed."""
        return not self.is_called_off and not self.register_is_closed

    def save(self, *args, update_fields=None, **kwargs):
        """Save; only an event that is held now can have been held by its register."""
        if update_fields is not None and "status" in update_fields:
            update_fields = [*update_fields, "held_by_register"]
        self.held_by_register = self.held_by_register and self.status == self.Status.HELD
        super().save(*args, update_fields=update_fields, **kwargs)

    @property
    def register_is_taken(self):
        """Whether somebody is marked or counted; one or two queries."""
        marked = self.registrations.exclude(attendance="unmarked")
        return marked.exists() or self.headcounts.exists()


CALLED_OFF = (Event.Status.CANCELLED, Event.Status.POSTPONED)


class EventOrganisation(TimestampedModel):
    """The part one organisation has in one event."""

    class Part(NamedChoices):
        """What an organisation is at an event."""

        HOST = "host", _("Host")
        CO_ORGANISER = "co_organiser", _("Co-organiser")
        INVITED = "invited", _("Invited")
        FUNDER = "funder", _("Funder")

    event = models.ForeignKey(Event, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        related_name="event_parts",
        verbose_name=_("organisation"),
    )
    part = models.CharField(_("part"), max_length=20, choices=Part.choices, default=Part.INVITED)

    class Meta:
        verbose_name = _("part in an event")
        verbose_name_plural = _("parts in an event")
        ordering = ["event", "part", Shown("organisation__sort_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organisation", "part"],
                name="event_organisation_unique",
                violation_error_message=_("This organisation has this part already."),
            )
        ]

    def __str__(self):
        return f"{self.organisation} ({self.get_part_display()})"


class Quote(TimestampedModel):
    """Something said at an event, for the report; by function, never by a child's name."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="quotes")
    text = models.TextField(_("quote"))
    said_by = models.CharField(_("said by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["event", "pk"]
        constraints = [
            filled_in_one_language(
                "text",
                name="quote_has_text",
                message=_("Give the quote in at least one language."),
            )
        ]

    def __str__(self):
        return self.text
