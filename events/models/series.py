"""Series: events that repeat by a rule, and those who belong to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shkej.constraints import filled_in_one_language, in_order
from shkej.models import TimestampedModel


class Series(TimestampedModel):
    """A group that meets by a recurrence rule (RFC 5545, for example FREQ=WEEKLY;BYDAY=TU)."""

    centre = models.ForeignKey(
        "events.Centre", models.PROTECT, related_name="series", verbose_name=_("centre")
    )
    title = models.CharField(_("title"), max_length=200)
    rule = models.CharField(_("recurrence rule"), max_length=300)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    skips_holidays = models.BooleanField(_("skip public holidays"), default=True)
    members = models.ManyToManyField(
        "participants.Participant",
        through="events.SeriesMember",
        related_name="series",
        verbose_name=_("members"),
    )

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        ordering = ["-starts_on", "pk"]
        constraints = [
            filled_in_one_language(
                "title",
                name="series_has_title",
                message=_("Give the title in at least one language."),
            ),
            in_order(
                "starts_on",
                "ends_on",
                name="series_ends_after_start",
                message=_("The end cannot be before the start."),
            ),
        ]

    def __str__(self):
        return self.title


class SeriesException(TimestampedModel):
    """A day on which the series does not meet."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["series", "day"], name="series_exception_unique")
        ]

    def __str__(self):
        return str(self.day)


class SeriesMember(TimestampedModel):
    """Somebody who belongs to a series from one day to another."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="memberships")
    participant = models.ForeignKey(
        "participants.Participant", models.PROTECT, related_name="memberships"
    )
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a series")
        verbose_name_plural = _("members of a series")
        ordering = ["participant__sort_name", "joined_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "participant", "joined_on"], name="series_member_unique"
            ),
            in_order(
                "joined_on",
                "left_on",
                name="series_member_left_after_joining",
                message=_("Nobody leaves before joining."),
            ),
        ]

    def __str__(self):
        return f"{self.series_id}: {self.participant_id}"
