"""What changed since a report was frozen, by what it changed."""

from reports.models import Report
from reports.unicef.freezing.changes import changes_since


def reasons_of(frozen):
    """{code of an indicator, or what else is told: reasons} of what changed."""
    changes = changes_since(Report.objects.get(pk=frozen.pk))
    return {change.code or change.title["en"]: dict(change.reasons) for change in changes}
