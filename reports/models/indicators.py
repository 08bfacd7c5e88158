"""Indicators: what is counted, by which rule, into which cells."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.models.people import OLDEST_AGE
from reports.models.dimensions import Dimension
from reports.models.indicator_queryset import IndicatorQuerySet
from reports.models.outputs import Output
from reports.models.rules import RULES, asks_for, rule_choices, unit_fits
from shkej.lib.constraints import has_title, in_order
from shkej.lib.models import TimestampedModel


class Indicator(TimestampedModel):
    """What is counted for an output, by which rule, into which cells; each change is a version."""

    class Unit(models.TextChoices):
        """What a figure is."""

        NUMBER = "number", _("Number")
        PERCENTAGE = "percentage", _("Percentage")
        RATIO = "ratio", _("Ratio")

    class Method(models.TextChoices):
        """How UNICEF's portal adds figures up."""

        SUM = "sum", _("Sum")
        MAX = "max", _("Highest")
        AVG = "avg", _("Average")
        LATEST = "latest", _("Latest")

    output = models.ForeignKey(
        Output, models.CASCADE, related_name="indicators", verbose_name=_("output")
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=512)
    definition = models.TextField(
        _("definition"),
        blank=True,
        help_text=_("In one or two sentences: who counts, and from when on."),
    )
    means_of_verification = models.TextField(_("means of verification"), blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    unit = models.CharField(
        _("unit of measure"), max_length=10, choices=Unit.choices, default=Unit.NUMBER
    )
    rule = models.CharField(
        _("counting rule"), max_length=20, choices=rule_choices(), default=next(iter(RULES))
    )
    # Of a number the second part is 1, as in UNICEF's portal.
    baseline_v = models.PositiveIntegerField(_("baseline"), default=0)
    baseline_d = models.PositiveIntegerField(_("baseline: denominator"), default=1)
    target_v = models.PositiveIntegerField(_("target"), null=True, blank=True)
    target_d = models.PositiveIntegerField(_("target: denominator"), default=1)
    event_kinds = models.JSONField(_("event types"), default=list, blank=True)
    categories = models.ManyToManyField(
        "participants.Category", blank=True, related_name="+", verbose_name=_("attends as")
    )
    age_from = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("up to the age of"), null=True, blank=True)
    # Beside the output's own project.
    other_projects = models.ManyToManyField(
        "partners.Project", blank=True, related_name="+", verbose_name=_("also of projects")
    )
    locations = models.ManyToManyField(
        "partners.Municipality", blank=True, related_name="+", verbose_name=_("municipalities")
    )
    sessions = models.PositiveSmallIntegerField(_("sessions to complete"), null=True, blank=True)
    sessions_percent = models.PositiveSmallIntegerField(
        _("or per cent of the sessions"), null=True, blank=True
    )
    counts_unnamed = models.BooleanField(
        _("counts people without a name, too"),
        default=False,
        help_text=_("Only attendances can: nobody knows whether the unnamed came before."),
    )
    numerator = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("numerator"),
    )
    denominator = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("denominator"),
    )
    across_locations = models.CharField(
        _("method across locations"),
        max_length=10,
        choices=[c for c in Method.choices if c[0] != "latest"],
        default=Method.SUM,
    )
    across_periods = models.CharField(
        _("method across periods"), max_length=10, choices=Method.choices, default=Method.SUM
    )
    dimensions = models.ManyToManyField(
        Dimension, through="reports.IndicatorDimension", related_name="indicators"
    )
    is_reported = models.BooleanField(
        _("stands in the reports"),
        default=True,
        help_text=_("Not for one that is only part of a ratio, or that is no longer reported."),
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["output__position", "output", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["output", "code"],
                name="indicator_code_unique",
                violation_error_message=_("This output has an indicator with this code already."),
            ),
            has_title(name="indicator_has_title"),
            in_order(
                "age_from",
                "age_to",
                name="indicator_ages_in_order",
                message=_("The last age cannot be below the first."),
            ),
            models.CheckConstraint(
                condition=Q(age_to=None) | Q(age_to__lte=OLDEST_AGE + 30),
                name="indicator_age_plausible",
                violation_error_message=_("Enter an age between 0 and 120."),
            ),
            models.CheckConstraint(
                condition=Q(baseline_d__gte=1, target_d__gte=1),
                name="indicator_denominators_positive",
                violation_error_message=_("A denominator is at least 1."),
            ),
            models.CheckConstraint(
                condition=~Q(unit="number") | Q(baseline_d=1, target_d=1),
                name="indicator_number_has_no_denominator",
                violation_error_message=_("Only percentages and ratios have a denominator."),
            ),
            models.CheckConstraint(
                condition=(asks_for("sessions") & Q(sessions__isnull=False, sessions__gte=1))
                | (~asks_for("sessions") & Q(sessions=None, sessions_percent=None)),
                name="indicator_completers_have_sessions",
                violation_error_message=_("Say how many sessions complete the activity."),
            ),
            models.CheckConstraint(
                condition=Q(sessions_percent=None)
                | Q(sessions_percent__gte=1, sessions_percent__lte=100),
                name="indicator_percent_of_sessions",
                violation_error_message=_("Enter a percentage from 1 to 100."),
            ),
            models.CheckConstraint(
                condition=(
                    Q(numerator__isnull=False, denominator__isnull=False) & asks_for("numerator")
                )
                | (~asks_for("numerator") & Q(numerator=None, denominator=None)),
                name="indicator_ratio_has_parts",
                violation_error_message=_("A ratio needs a numerator and a denominator."),
            ),
            models.CheckConstraint(
                condition=unit_fits(),
                name="indicator_unit_fits_rule",
                violation_error_message=_("This counting rule gives another unit of measure."),
            ),
            models.CheckConstraint(
                condition=Q(counts_unnamed=False) | asks_for("counts_unnamed"),
                name="indicator_only_attendances_unnamed",
                violation_error_message=_("Only attendances can hold people without a name."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def project(self):
        """The project that promised it."""
        return self.output.project

    @property
    def counting(self):
        """The rule by which it is counted."""
        return RULES[self.rule]

    @property
    def parts(self):
        """What counts for it: itself, of a ratio both indicators, of typed figures none."""
        if self.counting.is_divided:
            return [self.numerator, self.denominator]
        return [self] if self.counting.counts_itself else []

    @property
    def has_denominator(self):
        """Whether its figures are pairs: percentages and ratios."""
        return self.unit != self.Unit.NUMBER

    @property
    def threshold(self):
        """How many sessions complete the activity; None for other rules.

        `sessions_percent` of `sessions`, rounded up, where a percentage is asked for.
        """
        if self.sessions is None or self.sessions_percent is None:
            return self.sessions
        return max(-(-self.sessions * self.sessions_percent // 100), 1)

    @property
    def ordered_dimensions(self):
        """Its dimensions in order; from the prefetched rows where there are some."""
        return [row.dimension for row in self.dimension_rows.all()]

    def clean(self):
        """Refuse a ratio whose parts are ratios, of other projects, or itself."""
        super().clean()
        for name in ("numerator", "denominator"):
            part = getattr(self, name)
            if part and (
                not part.counting.counts_itself or part.output.project_id != self.output.project_id
            ):
                raise ValidationError(
                    {name: _("Choose an indicator of this project that counts by itself.")}
                )


class IndicatorDimension(TimestampedModel):
    """One of an indicator's dimensions; they are in an order, at most three."""

    MOST = 3  # UNICEF's portal takes no more

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="dimension_rows")
    dimension = models.ForeignKey(Dimension, models.PROTECT, related_name="indicator_rows")
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("dimension of an indicator")
        verbose_name_plural = _("dimensions of an indicator")
        ordering = ["indicator", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "dimension"], name="indicator_dimension_once"
            ),
            models.UniqueConstraint(
                fields=["indicator", "position"], name="indicator_dimension_in_order"
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=3),
                name="indicator_dimension_at_most_three",
                violation_error_message=_("An indicator has at most three dimensions."),
            ),
        ]

    def __str__(self):
        return f"{self.indicator_id}: {self.dimension_id}"


class IndicatorVersion(TimestampedModel):
    """An indicator as it stood from a day on: rows are only added.

    `definition`: every text in both languages, rule, selection, methods, dimensions and values.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("definition"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("version of an indicator")
        verbose_name_plural = _("versions of an indicator")
        ordering = ["indicator", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_unique")
        ]

    def __str__(self):
        return f"{self.indicator_id} v{self.number}"
