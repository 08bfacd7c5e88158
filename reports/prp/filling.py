"""One template from beginning to end: read, checked against the report, filled, given back."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.prp.cells import Cells, FigureCells
from reports.prp.mapping import meanings_of
from reports.prp.names import file_name, period_of
from reports.prp.reading import FIRST_ROW, MOST_ROWS, read_template
from reports.prp.sheets import Workbook
from reports.prp.texts import place_texts


@dataclass(frozen=True)
class Filled:
    """A filled template under the name that the portal knows; what its reader should hear."""

    name: str
    content: bytes
    rows: int
    cells: int
    hints: tuple


def template_for(*, content, name, report):
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


def fill(*, content, name, report):
    """Fill a template with a frozen report's figures; ValidationError with every refusal."""
    template, name = template_for(content=content, name=name, report=report)
    figures, meanings = report.snapshot.data, meanings_of(report.project)
    cells = Cells()
    FigureCells(template, figures, meanings, cells).place()
    place_texts(template, figures, meanings, cells)
    if cells.refusals:
        raise ValidationError(cells.refusals)
    workbook = Workbook(content)
    for sheet in template.sheets:
        workbook.write(
            sheet.title,
            {
                place: value
                for (title, place), value in cells.written.items()
                if title == sheet.title
            },
        )
    return Filled(
        name=name,
        content=workbook.content(),
        rows=len(template.rows),
        cells=len(cells.written),
        hints=(*cells.hints, *_lost_texts(template)),
    )


def _foreign(template, figures):
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


def _misshapen(template):
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


def _lost_texts(template):
    """A hint where the portal would not store the texts: it does at the first blank row."""
    if all(sheet.last_row <= FIRST_ROW + len(sheet.rows) for sheet in template.sheets):
        yield _("PRP will not read the texts for the whole report from this file: type them there.")
