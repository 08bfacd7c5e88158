"""What somebody attends as, and on which days that counts."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shkej.lib.bilingual import reading
from shkej.lib.constraints import filled_in_one_language, in_order
from shkej.lib.dates import today
from shkej.lib.models import TimestampedModel

EVER = {"starts_on": date.min, "ends_on": date.max}


def counted_category(day, category="category"):
    """The condition that a row's category counts on the day at `day` (docs/counting.md).

    Both are paths from the row: `counted_category("event__starts_on")`. Each day lies in one span
    of a category, so no row is found twice.
    """
    return Q(
        **{
            f"{category}__spans__is_counted": True,
            f"{category}__spans__starts_on__lte": F(day),
            f"{category}__spans__ends_on__gte": F(day),
        }
    )


class CategoryQuerySet(models.QuerySet):
    def on(self, day):
        """Each with `is_counted`: whether it counts at events on `day`."""
        spans = self.filter(spans__starts_on__lte=day, spans__ends_on__gte=day)
        return spans.annotate(is_counted=F("spans__is_counted"))

    def visible_to(self, user, permission="participants.change_category"):
        """All categories for whoever holds `permission`: they are the same in every centre."""
        return self if user.has_perm(permission) else self.none()


class Category(TimestampedModel):
    """A stakeholder type. Codes are fixed (reports use them), labels may be edited.

    Whether it counts is said for days: see `CountingSpan`.
    """

    code = models.SlugField(_("code"), max_length=30, unique=True, editable=False)
    label = models.CharField(_("label"), max_length=80)
    singular = models.CharField(_("label of one person"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]
        constraints = [
            filled_in_one_language(
                "label",
                name="category_has_label",
                message=_("Give the label in at least one language."),
            )
        ]

    def __str__(self):
        return self.label

    @property
    def of_one(self):
        """What one person of it is called: "Parent", not "Parents"; the label where none is said.

        In the reader's language: a word of the other language is worse than a plural.
        """
        return getattr(self, f"singular_{reading()}") or self.label

    @property
    def counts_today(self):
        """Whether it counts at today's events."""
        return self.counts_on(today())

    def counts_on(self, day):
        """Whether who attends an event on `day` as this counts in reports."""
        return self.spans.filter(starts_on__lte=day, ends_on__gte=day, is_counted=True).exists()


class CountingSpan(TimestampedModel):
    """From which day to which a category counts in reports, or does not: by the event's day.

    The spans of a category touch each other and cover all days, so each day lies in one of them:
    only `services.counting` writes them. `reason` and `decided_by` say why the span began.
    """

    category = models.ForeignKey(
        Category, models.CASCADE, related_name="spans", verbose_name=_("category")
    )
    is_counted = models.BooleanField(
        _("counted in reports"),
        help_text=_("Staff are in the room, but they are not people reached."),
    )
    starts_on = models.DateField(_("first day"), default=EVER["starts_on"])
    ends_on = models.DateField(_("last day"), default=EVER["ends_on"])
    reason = models.CharField(_("why"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("days on which a category counts")
        verbose_name_plural = _("days on which categories count")
        ordering = ["category", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["category", "starts_on"], name="span_starts_once"),
            models.UniqueConstraint(fields=["category", "ends_on"], name="span_ends_once"),
            in_order(
                "starts_on",
                "ends_on",
                name="span_in_order",
                message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                condition=Q(starts_on=EVER["starts_on"])
                | Q(reason__gt="", decided_by__isnull=False),
                name="change_of_counting_has_reason",
            ),
        ]

    @property
    def is_first(self):
        """Whether it holds from the beginning of time."""
        return self.starts_on == EVER["starts_on"]

    def __str__(self):
        return f"{self.category_id}: {self.starts_on:%Y-%m-%d} – {self.ends_on:%Y-%m-%d}"
