"""Which frozen reports count some of these events."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from accounts.models import User
from events.models import Event
from partners.models import Project
from reports.models import Report

AT_ONCE = 500  # events of one query
NOT_FROZEN = (*Report.OPEN, Report.Status.SENT_BACK)


def reports_that_count(reader: User, events: Collection[int]) -> list[str]:
    """Frozen reports, in words, on periods up to whose end some of `events` (ids) were held.

    Of the projects that `reader` sees. Figures to date, and who is newly reached, hang on what was
    before the period too.
    """
    frozen = Report.objects.exclude(status__in=NOT_FROZEN).filter(
        period__project__in=Project.objects.visible_to(reader).order_by().values("pk")
    )
    keys, found = sorted(events), {}
    for start in range(0, len(keys), AT_ONCE):
        counted = Event.objects.held().filter(
            pk__in=keys[start : start + AT_ONCE],
            projects=OuterRef("period__project"),
            starts_on__lte=OuterRef("period__ends_on"),
        )
        reports = frozen.filter(Exists(counted.order_by())).select_related("period__project")
        found |= {report.pk: report for report in reports}
    ordered = sorted(found.values(), key=lambda row: (row.project.code, row.period.number, row.pk))
    return [f"{report.project.code}, {report}" for report in ordered]
