"""Reports to UNICEF: accepted, frozen by a second coordinator, and one that is due in some days."""

from datetime import time, timedelta
from decimal import Decimal
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from demonstration.clock import at
from demonstration.words.report_texts import ELSEWHERE, NARRATIVES, SOURCE, WORDS
from reports.counting.selected import counted_rows
from reports.models import Indicator, OutputAssessment, Report
from reports.unicef.freezing.services import begin_report, freeze_report, move_on
from reports.unicef.typed.services import cells_of, save_typed_figures
from shkej.lib.dates import local_moment

Status, Rating = Report.Status, OutputAssessment.Rating
# Of whom took both tests, how many did better after the training: it grows from report to report.
TESTED = {1: (31, 50), 2: (34, 52), 3: (37, 54)}
BEGUN, CHECKED, FROZEN, ENTERED, ANSWERED = (timedelta(days=days) for days in (3, 12, 13, 15, 24))


def make_accepted(*, period, users):
    """A report that has gone all its way."""
    report = make_frozen(period=period, users=users)
    with at(_noon(period, ENTERED)):
        move_on(report=report, status=Status.ENTERED)
        move_on(report=report, status=Status.SUBMITTED)
    with at(_noon(period, ANSWERED)):
        return move_on(report=report, status=Status.ACCEPTED)


def make_frozen(*, period, users):
    """A report that one coordinator has checked, and another one frozen.

    Freezing goes through the checks, and refuses what does not pass them.
    """
    report = make_draft(period=period, users=users)
    with at(_noon(period, CHECKED)):
        report.status, report.checked_by = Status.CHECKED, users["coordinator"]
        report.save(update_fields=["status", "checked_by", "updated_at"])
    with at(_noon(period, FROZEN)):
        return freeze_report(report=report, frozen_by=users["second"])


def make_draft(*, period, users):
    """A report with all its words; one warning of its checks may stay, and says why."""
    by = users["coordinator"]
    with at(_noon(period, BEGUN)) as moment:
        report = begin_report(period=period, drafted_by=by)
        for name, words in WORDS.items():
            setattr(report, name, words)
        report.financial_contribution = Decimal(120_000 * min(period.number, 3))
        report.save()
        for output in report.project.outputs.all():
            OutputAssessment.objects.create(
                report=report, output=output, rating=Rating.ON_TRACK, **NARRATIVES[output.code]
            )
        _type_figures(report, by)
        report.accepted_warnings["elsewhere"] = {
            "why": ELSEWHERE,
            "by": by.name,
            "at": moment.date().isoformat(),
            "count": _elsewhere(period),
        }
        report.save(update_fields=["accepted_warnings", "updated_at"])
    return report


def _elsewhere(period):
    """How many attendances the check of other municipalities finds."""
    days = (period.starts_on, period.ends_on)
    indicators = Indicator.objects.for_counting().filter(output__project=period.project_id)
    return sum(
        counted_rows(indicator, elsewhere=True).filter(event__starts_on__range=days).count()
        for indicator in indicators
        if indicator.counting.of_registrations
    )


def _noon(period, after):
    return local_moment(period.ends_on + after, time(12))


def _type_figures(report, by):
    """What the tests before and after the training say, with a photograph of their table."""
    improved, tested = TESTED[report.period.number]
    for indicator in Indicator.objects.typed().filter(output__project=report.project):
        save_typed_figures(
            report=report,
            indicator=indicator,
            figures={cell.key: (improved, tested) for cell in cells_of(indicator)},
            note=SOURCE,
            typed_by=by,
            upload=_photograph(improved, tested),
        )


def _photograph(improved, tested):
    image = Image.new("L", (480, 160), "white")
    draw = ImageDraw.Draw(image)
    draw.text((20, 30), f"Testet para / pas: {tested}", fill="black")
    draw.text((20, 80), f"Rezultat me i mire pas: {improved}", fill="black")
    content = BytesIO()
    image.save(content, "PNG")
    return ContentFile(content.getvalue(), name=f"testet-{tested}.png")
