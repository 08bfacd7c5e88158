"""On which days a category counts in reports, and changing that from a day on."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from participants.models import Category, CountingSpan


def counts_by_day():
    """Return a function of (category's id, day): whether it counts then. One query for all days."""
    spans = CountingSpan.objects.filter(is_counted=True)
    spans = list(spans.values_list("category", "starts_on", "ends_on"))

    def counts(category, day):
        return any(pk == category and first <= day <= last for pk, first, last in spans)

    return counts


@transaction.atomic
def change_counting(*, category, is_counted, starts_on, reason, decided_by):
    """Let a category count, or not, at events from `starts_on` on; returns the new span.

    What was said for later days is replaced: from that day on the new word holds. Events before it
    count as before. ValidationError where nothing would change, or without a reason.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this changes.")})
    category = Category.objects.select_for_update().get(pk=category.pk)
    after = category.spans.filter(ends_on__gte=starts_on)
    if not after.exclude(is_counted=is_counted).exists():
        raise ValidationError(_("That is how it already is, from that day on."))
    after.filter(starts_on__gte=starts_on).delete()
    for before in after:  # at most the one in which the day lies
        before.ends_on = starts_on - timedelta(days=1)
        before.save(update_fields=["ends_on", "updated_at"])
    return CountingSpan.objects.create(
        category=category,
        is_counted=is_counted,
        starts_on=starts_on,
        reason=reason.strip(),
        decided_by=decided_by,
    )
