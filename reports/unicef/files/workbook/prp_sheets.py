"""The sheets from which PRP is filled: its own grids, and the same cells one below the other.

Bold figures are typed into PRP, with the zeros; grey ones are totals, which it works out itself.
"""

from django.utils.translation import gettext_lazy as _
from xlsxwriter.utility import xl_rowcol_to_cell

from reports.unicef.files.tables import flat_rows
from reports.unicef.files.workbook.grid import lay_out
from reports.unicef.files.workbook.sheet import both, pair_of

LABELS = 2  # columns for the names of rows
FEWEST = 4  # columns of figures that a page has room for in any case
HEAD_LINES = 8  # above the rows of a grid: titles of two lines, place, heads of three
TOTAL = _("Total")
TICKED = _("entered in PRP")
PARTS = {"v": _("numerator"), "d": _("denominator")}


def entry(looks, bundle):
    """Sheet 3: a grid for each output, indicator and place, with a box to tick."""
    grids = [
        (output, row, place, lay_out(row, place, bundle.prp_ids))
        for output in bundle.figures["outputs"]
        for row in output["indicators"]
        for place in row["locations"]
    ]
    widest = max((_columns(grid) for *_about, grid in grids), default=0)
    page = looks.sheet("PRP hyrje · PRP entry", [28, 28, *[16] * max(widest, FEWEST)])
    page.scale_to_paper()
    written = None
    for output, row, place, grid in grids:
        page.begin_block(HEAD_LINES + len(grid.lines))
        if output is not written:
            page.across(f"{output['code']} {pair_of(output['title'])}", look="title")
            written = output
        page.across(f"{row['code']} {pair_of(row['title'])}", look="heading")
        page.line(place["name"] or both(_("Everywhere")), f"☐ {both(TICKED)}")
        _write(page, grid)
        page.end()


def _columns(grid):
    """How many columns of figures it has, with its totals."""
    return (len(grid.columns) + (grid.columns != [None])) * len(grid.parts)


def _write(page, grid):
    _heads(page, grid)
    begun = page.row
    for line in grid.lines:
        _names(page, line)
        if line.is_total:
            rows = [begun + index for index in line.adds_up]
            for place in range(len(grid.columns) * len(grid.parts)):
                cells = [(row, LABELS + place) for row in rows]
                _sum(page, LABELS + place, cells, grid.number(line, place))
        else:
            for place, value in enumerate(line.numbers):
                page.cell(LABELS + place, value, "inner")
        if grid.columns != [None]:
            _row_totals(page, grid, line)
        page.end()


def _heads(page, grid):
    names = [pair_of(name) for name in grid.heads]
    for column, name in enumerate([*names, *[""] * LABELS][:LABELS]):
        page.cell(column, name, "head")
    columns = [pair_of(value["name"]) if value else both(_("Figure")) for value in grid.columns]
    if grid.columns != [None]:
        columns.append(both(TOTAL))
    column = LABELS
    for name in columns:
        for part in grid.parts:
            said = f"{name}: {both(PARTS[part])}" if len(grid.parts) > 1 else name
            page.cell(column, said, "head-number")
            column += 1
    page.end()


def _names(page, line):
    names = [pair_of(name) for name in line.names]
    look = "text"
    if line.is_total:
        names, look = [*names, both(TOTAL)], "total-text"
    elif not names:
        names = [both(_("Figure"))]
    for column, name in enumerate([*names, *[""] * LABELS][:LABELS]):
        page.cell(column, name, look)


def _row_totals(page, grid, line):
    """The grey totals at the end of a row: of numerators and denominators one each."""
    count = len(grid.parts)
    for offset in range(count):
        places = range(offset, len(grid.columns) * count, count)
        cells = [(page.row, LABELS + place) for place in places]
        value = sum(grid.number(line, place) for place in places)
        _sum(page, LABELS + len(grid.columns) * count + offset, cells, value)


def _sum(page, column, cells, value):
    """A grey total: a formula over `cells`, with the figure that it gives."""
    names = ",".join(xl_rowcol_to_cell(row, place) for row, place in cells)
    page.sheet.write_formula(page.row, column, f"=SUM({names})", page.looks["total"], value)


def flat(looks, bundle):
    """Sheet 4: one row per indicator, place and cell."""
    widths = [26, 9, 9, 18, 18, 18, 18, 12, 12, 18]
    page = looks.sheet("PRP tabela · PRP flat", widths, repeat=(0, 1 if bundle.is_draft else 0))
    page.heads(
        *(_("UNICEF document reference"), _("Output"), _("Indicator"), _("Place")),
        *(_("First dimension"), _("Second dimension"), _("Third dimension")),
        *(_("Numerator or number"), _("Denominator"), _("Key in PRP")),
    )
    for values in flat_rows(bundle, pair_of):
        for column, value in enumerate(values):
            page.cell(column, value, "number" if isinstance(value, int) else "text")
        page.end()
