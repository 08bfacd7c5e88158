"""PRP's template with the figures in it, as a file: written by the worker where it is large."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from background.made_files import MadeFile, makes_file
from background.reasons import NO_LONGER, CannotBeDone
from reports.exporters.reasons import FiguresReason
from reports.exporters.writing import CONTENT_TYPES
from reports.models import Report
from reports.prp.filling import fill
from reports.prp.uploads import files

EXPORT = "reports.export_report"
AT_ONCE = 60_000  # bytes, read and filled in a tenth of a second; the portal's own are larger
CHANGED = gettext_noop("The file or what PRP’s words mean has changed since. Choose it again.")


@makes_file(_("PRP’s template, filled"))
def filled_template(user: User, report_id: int, token: str, name: str) -> MadeFile:
    """Fill the template that is kept as `token`, called `name`, with a frozen report's figures."""
    report = frozen_report(user, report_id)
    if report is None or not user.has_perm(EXPORT):
        raise CannotBeDone(NO_LONGER)
    try:
        filled = fill(content=files.content(token), name=name, report=report)
    except ValidationError as refusal:  # looked at before it was asked for
        raise CannotBeDone(CHANGED) from refusal
    logged = {
        "format": "prp",
        "reason": str(FiguresReason.AGREEMENT),
        "reference": report.project.unicef_reference,
        "version": report.version,
    }
    return MadeFile(filled.name, filled.content, CONTENT_TYPES["xlsx"], logged)


def frozen_report(user: User, report_id: int) -> Report | None:
    """The report if its figures may go into PRP: frozen, not sent back; else None."""
    reports = Report.objects.visible_to(user, EXPORT).for_page().select_related("snapshot")
    report = reports.filter(pk=report_id).first()
    return None if report is None or report.is_open or report.is_sent_back else report
