"""A report's way: drafted, checked, frozen, entered in PRP, submitted, sent back or accepted."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import access_table
from accounts.models import User
from reports.models import (
    Report,
    ReportingPeriod,
    Snapshot,
)
from reports.models.scope import disclosed_projects
from reports.unicef.checks import run_checks
from reports.unicef.checks.findings import Check
from reports.unicef.freezing.figures import ReportFigures
from reports.unicef.freezing.links import links_of
from shkej import __version__
from shkej.lib.bilingual import sides

FREEZE = "reports.freeze_report"
LONGEST_REASON = 500  # characters of why a warning may stay
Status = Report.Status
# From where a report may go where, once it is frozen.
STEPS: dict[str, list[str]] = {
    Status.ENTERED: [Status.FROZEN],
    Status.SUBMITTED: [Status.FROZEN, Status.ENTERED],
    Status.ACCEPTED: [Status.SUBMITTED],
    Status.SENT_BACK: [Status.FROZEN, Status.ENTERED, Status.SUBMITTED],
}


@transaction.atomic
def begin_report(*, period: ReportingPeriod, drafted_by: User) -> Report:
    """The period's report that is being worked on; a new version where the last was sent back."""
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    newest = period.reports.order_by("-version").first()
    if newest is None:
        return Report.objects.create(period=period, drafted_by=drafted_by)
    if newest.status != Status.SENT_BACK:
        return newest
    return _next_version(newest, drafted_by)


def _next_version(former: Report, drafted_by: User) -> Report:
    """A new draft with the words, and the typed figures, of the version that was sent back."""
    report = Report(period=former.period, version=former.version + 1, drafted_by=drafted_by)
    for name in ("challenges", "way_forward", "partner_contribution"):
        for side in sides(name):
            setattr(report, side, getattr(former, side))
    report.financial_contribution, report.currency = former.financial_contribution, former.currency
    report.save()
    for row in former.assessments.all():
        row.pk, row.report = None, report
        row.save(force_insert=True)
    for source in former.manual_sources.all():
        figures = list(source.figures.all())
        source.pk, source.report = None, report
        source.save(force_insert=True)
        for figure in figures:
            figure.pk, figure.source = None, source
            figure.save(force_insert=True)
    return report


def lock_report(report: Report) -> Report:
    """The report's row, locked until the transaction ends."""
    return Report.objects.select_for_update().get(pk=report.pk)


def _refuse_unless_open(report: Report) -> None:
    if not report.is_open:
        raise ValidationError(_("This report is frozen: nothing in it can be changed any more."))


def back_to_draft(report: Report) -> None:
    """A change of a checked report asks for new checks; call it with the row locked."""
    _refuse_unless_open(report)
    if report.status == Status.CHECKED:
        report.status, report.checked_by = Status.DRAFT, None
        report.save(update_fields=["status", "checked_by", "updated_at"])


@transaction.atomic
def accept_warning(*, report: Report, code: str, why: str, accepted_by: User) -> None:
    """Say why a warning may stay; it holds as long as the warning finds as much as now."""
    report = lock_report(report)
    _refuse_unless_open(report)
    if not why.strip():
        raise ValidationError(_("Say why this may stay as it is."))
    MaxLengthValidator(LONGEST_REASON)(why.strip())
    checks = {check.code: check for check in run_checks(ReportFigures(report))}
    check = checks.get(code)
    if check is None or not check.warns or not check.findings:
        raise ValidationError(_("This check finds nothing any more."))
    report.accepted_warnings[code] = {
        "why": why.strip(),
        "by": accepted_by.name,
        "at": timezone.localdate().isoformat(),
        "count": check.count,
    }
    report.save(update_fields=["accepted_warnings", "updated_at"])


@transaction.atomic
def check_report(*, report: Report, checked_by: User) -> Report:
    """Confirm that the checks were gone through; refuses while one of them stands."""
    report = lock_report(report)
    _refuse_unless_open(report)
    _refuse_standing(run_checks(ReportFigures(report)))
    report.status, report.checked_by = Status.CHECKED, checked_by
    report.save(update_fields=["status", "checked_by", "updated_at"])
    return report


def _refuse_standing(checks: Iterable[Check]) -> None:
    standing = [str(check.title) for check in checks if check.stands]
    if standing:
        raise ValidationError(
            _("Not everything is in order yet: %(checks)s.") % {"checks": "; ".join(standing)}
        )


def who_else_freezes(report: Report, user: User) -> list[User]:
    """Other active users who may freeze this report."""
    roles = access_table()["permissions"][FREEZE]
    others = User.objects.filter(is_active=True, grants__role__in=roles).exclude(pk=user.pk)
    project = report.period.project_id
    return [
        other
        for other in others.distinct()
        if disclosed_projects(other, FREEZE).filter(pk=project).exists()
    ]


@transaction.atomic
def freeze_report(*, report: Report, frozen_by: User, alone_because: str = "") -> Report:
    """Write the snapshot; from now on the database refuses every change of the report.

    Who checked it cannot freeze it, unless nobody else may; then they say why they do it alone.
    """
    report = lock_report(report)
    if report.status != Status.CHECKED:
        raise ValidationError(_("Only a checked report can be frozen: run the checks first."))
    if report.checked_by_id == frozen_by.pk:
        _refuse_alone(report, frozen_by, alone_because)
    else:
        alone_because = ""
    counted = ReportFigures(report)
    checks = run_checks(counted)
    _refuse_standing(checks)
    Snapshot.objects.create(report=report, **snapshot_of(counted, checks))
    report.status, report.frozen_by, report.frozen_at = Status.FROZEN, frozen_by, timezone.now()
    report.frozen_alone_because = alone_because.strip()
    report.save()
    return report


def _refuse_alone(report: Report, user: User, alone_because: str) -> None:
    if who_else_freezes(report, user):
        raise ValidationError(_("Somebody else than who checked the report freezes it."))
    if not alone_because.strip():
        raise ValidationError(_("Say why you freeze the report alone."))
    longest = Report._meta.get_field("frozen_alone_because").max_length
    MaxLengthValidator(longest)(alone_because.strip())


def canonical(data: Mapping[str, Any]) -> str:
    """Plain data as one text that is the same whenever the data are: what the hash is of."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def snapshot_of(counted: ReportFigures, checks: Sequence[Check]) -> dict[str, Any]:
    """The fields of the snapshot of a counted and checked report."""
    figures = canonical({**counted.data(), "checks": [check.as_dict() for check in checks]})
    evidence = {**counted.evidence, "links": links_of(counted.period)}
    return {
        "figures": figures,
        "sha256": hashlib.sha256(figures.encode()).hexdigest(),
        "evidence": zlib.compress(canonical(evidence).encode()),
        "high_water": {},
        "app_version": __version__,
    }


@transaction.atomic
def move_on(*, report: Report, status: str, feedback: str = "") -> Report:
    """Note what became of a frozen report in UNICEF's portal."""
    report = lock_report(report)
    if report.status not in STEPS.get(status, []):
        raise ValidationError(_("The report has moved on meanwhile; look at it again."))
    if status == Status.SENT_BACK and not feedback.strip():
        raise ValidationError(_("Enter what UNICEF wrote when it sent the report back."))
    report.status = status
    if feedback.strip():
        report.feedback = feedback.strip()
    report.save(update_fields=["status", "feedback", "updated_at"])
    return report
