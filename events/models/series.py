"""Series: events that repeat by a rule, and those who belong to them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from accounts.querysets import NOTHING
from events.models.details import MeetingOfCentre
from events.models.recurrence import LONGEST, Recurrence
from events.models.scope import grant_scope, is_by_event, names_disclosed
from shkej.lib.constraints import has_title, in_order
from shkej.lib.models import TimestampedModel


class SeriesQuerySet(models.QuerySet):
    def visible_to(self, user, permission="events.view_series"):
        """Series of the centres in which `user` holds `permission`.

        Volunteers see those of which they reach an event; partners and observers none. Names in
        sensitive ones are told as those of events are (`scope.names_disclosed`).
        """
        scope, told = NOTHING, self._names_disclosed(user, permission)
        events = self.model._meta.get_field("events").related_model.objects
        for grant in user.grants_for(permission):
            if grant.role == Role.VOLUNTEER:
                reached = events.filter(grant_scope(grant, user)).exclude(series=None)
                scope |= Q(pk__in=reached.values("series"))
            elif not is_by_event(grant):
                if grant.centre_id is None:
                    return self.filter(told)
                scope |= Q(centre=grant.centre_id) & told
        return self.filter(scope)

    def _names_disclosed(self, user, permission):
        own = self.model.volunteers.through.objects.filter(user=user).values("series")
        return names_disclosed(user, permission, assigned=own)

    def for_list(self):
        """With `next_at`, the next meeting, and `people`, today's members, in the same query."""
        events = self.model._meta.get_field("events").related_model.objects
        ahead = events.not_over().filter(series=OuterRef("pk")).order_by("starts_at")
        members = self.model._meta.get_field("memberships").related_model.objects
        mine = members.on(timezone.localdate()).filter(series=OuterRef("pk")).order_by()
        counts = mine.values("series").annotate(people=Count("pk")).values("people")
        return self.select_related("centre").annotate(
            next_at=Subquery(ahead.values("starts_at")[:1]),
            people=Coalesce(Subquery(counts), 0),
        )


class SeriesMemberQuerySet(models.QuerySet):
    def current_people(self):
        """Without those whose record was merged into another."""
        return self.filter(participant__merged_into=None)

    def between(self, first, last):
        """Those who were members on some day from `first` to `last`."""
        stays = Q(left_on=None) | Q(left_on__gte=first)
        return self.current_people().filter(stays, joined_on__lte=last)

    def on(self, day):
        """Those who are members on `day`."""
        return self.between(day, day)


class Series(MeetingOfCentre):
    """A group that meets by a recurrence rule (RFC 5545, for example FREQ=WEEKLY;BYDAY=TU).

    What each of its events has at first is here; an event that was changed alone keeps its own.
    """

    kind = models.CharField(
        _("event type"),
        max_length=30,
        choices=MeetingOfCentre.Kind.choices,
        default=MeetingOfCentre.Kind.GROUP_SESSION,
    )
    rule = models.CharField(_("recurrence rule"), max_length=300)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    counts_from = models.DateField(_("day from which the rule counts"))
    start_time = models.TimeField(_("start time"))
    end_time = models.TimeField(_("end time"), null=True, blank=True)
    skips_holidays = models.BooleanField(_("skip public holidays"), default=True)
    category = models.ForeignKey(
        "participants.Category",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
        verbose_name=_("members attend as"),
    )
    members = models.ManyToManyField(
        "participants.Participant",
        through="events.SeriesMember",
        related_name="series",
        verbose_name=_("members"),
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series of events")
        verbose_name_plural = _("series of events")
        ordering = ["-starts_on", "pk"]
        default_related_name = "series"
        constraints = [
            has_title(name="series_has_title"),
            in_order(
                "starts_on",
                "ends_on",
                name="series_ends_after_start",
                message=_("The end cannot be before the start."),
            ),
            in_order(
                "start_time",
                "end_time",
                name="series_time_ends_after_start",
                message=_("The end cannot be before the start."),
            ),
        ]

    def clean(self):
        """A rule that we know, and at most two years of it."""
        if self.rule:
            Recurrence.of(self.rule)
        if self.starts_on and self.ends_on and self.ends_on - self.starts_on > LONGEST:
            raise ValidationError(
                {"ends_on": _("A series lasts two years at most. Start a new one after that.")}
            )

    @property
    def recurrence(self):
        """The rule as people say it."""
        return Recurrence.of(self.rule)


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
    """Somebody who belongs to a series from one day to another, both inclusive."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="memberships")
    participant = models.ForeignKey(
        "participants.Participant", models.PROTECT, related_name="memberships"
    )
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = SeriesMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a series")
        verbose_name_plural = _("members of a series")
        ordering = ["participant__sort_name", "joined_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "participant", "joined_on"],
                name="series_member_unique",
                violation_error_message=_("This person is a member already."),
            ),
            models.UniqueConstraint(
                fields=["series", "participant"],
                condition=Q(left_on=None),
                name="series_member_once",
                violation_error_message=_("This person is a member already."),
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

    def covers(self, day):
        """Whether the person is a member on `day`."""
        return self.joined_on <= day and (self.left_on is None or day <= self.left_on)
