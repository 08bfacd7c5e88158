"""What was decided since a report was frozen, and is behind many of its events at once."""

from django.utils.translation import gettext as _

from events.models import Centre
from events.register.closing.history import Act
from participants.models import CountingSpan
from partners.models import Municipality
from reports.unicef.freezing.links import projects_counted


def decisions_since(report):
    """[Act, …], newest first: categories that count otherwise, centres that are elsewhere."""
    found = [*_of_categories(report), *_of_centres(report)]
    return sorted(found, key=lambda line: line.at, reverse=True)


def _of_categories(report):
    """Of days until the end of the period; what was said before it was frozen is in it."""
    spans = CountingSpan.objects.filter(
        created_at__gt=report.frozen_at,
        starts_on__lte=report.period.ends_on,
        decided_by__isnull=False,
    )
    for span in spans.select_related("category", "decided_by"):
        counted = _("counted in reports") if span.is_counted else _("not counted in reports")
        since = _("events from %(day)s on") % {"day": f"{span.starts_on:%d.%m.%Y}"}
        yield Act(
            at=span.created_at,
            by=span.decided_by,
            what=span.category.label,
            after=f"{counted}, {since}",
            reason=span.reason,
        )


def _of_centres(report):
    """Of centres whose events of the report stand where the centre does."""
    centres = Centre.objects.filter(
        events__projects__in=projects_counted(report.period.project),
        events__municipality=None,
        events__starts_on__lte=report.period.ends_on,
    )
    rows = Centre.history.filter(id__in=centres.order_by().values("pk"))
    rows = rows.select_related("history_user").order_by("id", "history_date", "history_id")
    names = {row.pk: row.name for row in Municipality.objects.all()}
    before = None
    for row in rows:
        is_other = before is not None and before.id == row.id
        is_other = is_other and before.municipality_id != row.municipality_id
        if is_other and row.history_date > report.frozen_at:
            yield Act(
                at=row.history_date,
                by=row.history_user,
                what=row.name,
                before=names.get(before.municipality_id, "–"),
                after=names.get(row.municipality_id, "–"),
                reason=row.history_change_reason or "",
            )
        before = row
