"""One template from beginning to end: read, checked against the report, filled, given back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import Report
from reports.models.report_data import ReportData
from reports.prp.cells import Cells, FigureCells
from reports.prp.layout import Template, Written
from reports.prp.mapping import meanings_of
from reports.prp.names import file_name, period_of
from reports.prp.reading import FIRST_ROW, MOST_ROWS, read_template
from reports.prp.texts import place_texts


@dataclass(frozen=True)
class FillingPlan:
    """What goes into a template, under the name that the portal knows; what one should hear.

    `written`: {(sheet, place): number or text}.
    """

    name: str
    written: dict[tuple[str, str], Written]
    rows: int
    hints: tuple[str, ...]

    @property
    def cells(self) -> int:
        """How many cells are written."""
        return len(self.written)


@dataclass(frozen=True)
class Filled(FillingPlan):
    """A filled template: the plan by which it was filled, and its bytes."""

    content: bytes


def template_for(*, content: bytes, name: str, report: Report) -> tuple[Template, str]:
    """(the template, its right name), if it is the one of this frozen report.

    ValidationError with every reason why it is not, all at once.
    """
    snapshot = getattr(report, "snapshot", None)
    if report.is_open or snapshot is None:
        raise ValidationError(
            _("Freeze the report first: only frozen figures go into PRP."), "open"
        )
    template = read_template(content)
    figures = snapshot.data
    refusals = [*_foreign(template, figures), *_misshapen(template)]
    reference = figures["project"]["unicef_reference"]
    try:
        name = file_name(name, figures["period"]["number"], reference)
    except ValidationError as refusal:
        refusals.append(refusal)
    if refusals:
        raise ValidationError(refusals)
    return template, name


def plan(*, template: Template, name: str, report: Report) -> FillingPlan:
    """Place a frozen report's figures in a template that was read; ValidationError, every refusal.

    `template` and `name`: of `template_for`.
    """
    figures, meanings = report.snapshot.data, meanings_of(report.project)
    cells = Cells()
    FigureCells(template, figures, meanings, cells).place()
    place_texts(template, figures, meanings, cells)
    if cells.refusals:
        raise ValidationError(cells.refusals)
    hints = (*cells.hints, *_lost_texts(template))
    return FillingPlan(name=name, written=cells.written, rows=len(template.rows), hints=hints)


def fill(*, content: bytes, name: str, report: Report) -> Filled:
    """Fill a template with a frozen report's figures; ValidationError with every refusal."""
    template, name = template_for(content=content, name=name, report=report)
    planned = plan(template=template, name=name, report=report)
    by_sheet: dict[str, dict[str, Written]] = {sheet.title: {} for sheet in template.sheets}
    for (title, place), value in planned.written.items():
        by_sheet[title][place] = value
    from reports.prp.sheets import Workbook  # its library only where a file is written

    workbook = Workbook(content)
    for title, cells in by_sheet.items():
        workbook.write(title, cells)
    return Filled(**vars(planned), content=workbook.content())


def _foreign(template: Template, figures: ReportData) -> Iterator[str]:
    """Why the template is that of another document or period."""
    ours = figures["project"]["unicef_reference"]
    if not template.rows:
        yield _("The template has no rows to fill.")
    for theirs in dict.fromkeys(row.reference for row in template.rows):
        if not ours or theirs.casefold() != ours.strip().casefold():
            yield _("The template is for the document %(theirs)s, the report for %(ours)s.") % {
                "theirs": theirs or "–",
                "ours": ours or "–",
            }
    days = tuple(date.fromisoformat(figures["period"][name]) for name in ("start", "end"))
    for text in dict.fromkeys(row.period for row in template.rows):
        if period_of(text) != days:
            yield _(
                "The template is for the period %(theirs)s, the report for %(start)s – %(end)s."
            ) % {
                "theirs": text or "–",
                "start": date_format(days[0], "d.m.Y"),
                "end": date_format(days[1], "d.m.Y"),
            }


def _misshapen(template: Template) -> Iterator[str]:
    """Why the portal would not read all of the file: it needs blank rows below the last one."""
    for sheet in template.sheets:
        last = FIRST_ROW + len(sheet.rows) - 1
        if len(sheet.rows) > MOST_ROWS:
            yield ngettext(
                "Sheet “%(sheet)s” has %(count)s row; PRP’s own files fail beyond %(most)s.",
                "Sheet “%(sheet)s” has %(count)s rows; PRP’s own files fail beyond %(most)s.",
                len(sheet.rows),
            ) % {"sheet": sheet.title, "count": len(sheet.rows), "most": MOST_ROWS}
        elif sheet.last_row <= last:
            yield _(
                "Sheet “%(sheet)s” has lost the blank rows below its figures: PRP would leave out "
                "the last row. Generate the file anew."
            ) % {"sheet": sheet.title}


def _lost_texts(template: Template) -> Iterator[str]:
    """A hint where the portal would not store the texts: it does at the first blank row."""
    if all(sheet.last_row <= FIRST_ROW + len(sheet.rows) for sheet in template.sheets):
        yield _("PRP will not read the texts for the whole report from this file: type them there.")
