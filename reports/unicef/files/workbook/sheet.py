"""A sheet of the workbook: how it looks, prints, and how its cells are written."""

import textwrap
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reports.exporters.xlsx import OPTIONS as SAFE
from shkej.lib.bilingual import LANGUAGES, in_each
from shkej.lib.texts import harmless

# Heights are set once a row's texts are known; a report's workbook is small.
OPTIONS = {**SAFE, "constant_memory": False}
POINTS = 15  # of one line
# What an A4 page in landscape holds between the margins: characters across, points down.
ACROSS, DOWN = 149, 490
PADDING = 0.72  # characters that a column is wider than what it holds
LINE = "#bfc7cc"
SMALL_NUMBERS = _("Contains small numbers: for UNICEF only, do not publish.")
DRAFT = _("DRAFT: these figures are not frozen and may still change.")


def both(text):
    """A lazy text in both languages: "Treguesi / Indicator"; once where they are the same."""
    return capfirst(pair_of(in_each(lambda: str(text))))


def pair_of(pair):
    """A pair of texts on one line, Albanian first; once where one is missing or the same."""
    said = dict.fromkeys(text for code in LANGUAGES if (text := (pair or {}).get(code)))
    return " / ".join(said)


class Looks:
    """The formats of the workbook, and new sheets set up for A4."""

    def __init__(self, workbook, bundle):
        self.workbook, self.bundle = workbook, bundle
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        line = {**base, "bottom": 1, "bottom_color": LINE, "text_wrap": True}
        # `_0` leaves the width of a figure free, so that none touches the text beside it.
        figures = {"num_format": "#,##0_0", "align": "right"}
        grey = {"bg_color": "#e8e8e8"}
        looks = {
            "title": {**base, "bold": True, "font_size": 14, "text_wrap": True},
            "heading": {**base, "bold": True, "font_size": 12, "text_wrap": True},
            "plain": base,
            "warning": {**base, "bold": True, "font_color": "#8a5200", "text_wrap": True},
            "head": {**line, "bold": True, "bg_color": "#e1efee"},
            "head-number": {**line, "bold": True, "bg_color": "#e1efee", "align": "right"},
            "text": line,
            "number": {**line, **figures},
            "share": {**line, "num_format": "0.0%_0", "align": "right"},
            "date": {**line, "num_format": "dd.mm.yyyy", "align": "left"},
            "inner": {**line, **figures, "bold": True},
            "total": {**line, **figures, **grey},
            "total-text": {**line, **grey},
        }
        self.looks = {name: workbook.add_format(look) for name, look in looks.items()}

    def sheet(self, name, widths, *, repeat=None):
        """A new sheet; `widths` of its columns in characters; `repeat`: its heading rows."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
        mark = "-draft" if self.bundle.is_draft else ""
        name = harmless(self.bundle.name + mark).replace("&", "&&")
        warning = both(SMALL_NUMBERS) if self.bundle.has_small_cells else ""
        sheet.set_footer(f"&L&8{name}&C&8{warning}&R&8&P / &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        if repeat is not None:
            sheet.repeat_rows(*repeat)
            sheet.freeze_panes(repeat[1] + 1, 0)
        return SheetWriter(sheet, self.looks, self.bundle, widths)


def _lines(text, width):
    """How many lines a text takes in a column: an estimate on the safe side."""
    wide = max(int(width), 1)  # most letters are narrower than the figure that widths count
    return sum(max(len(textwrap.wrap(line, wide)), 1) for line in text.splitlines() or [""])


class SheetWriter:
    """Writes one sheet from top to bottom; `row` is where the next line goes."""

    def __init__(self, sheet, looks, bundle, widths):
        self.sheet, self.looks, self.widths = sheet, looks, widths
        self.row, self.lines = 0, 1
        self.points, self.room, self.breaks = 0, DOWN, []  # of the paper's page
        if bundle.is_draft:
            self.across(both(DRAFT), look="warning")

    def cell(self, column, value, look="text"):
        """One cell of the current row: a number, a day, or a text that is no formula."""
        look = self.looks[look]
        if isinstance(value, bool) or value is None or value == "":
            self.sheet.write_blank(self.row, column, None, look)
        elif isinstance(value, int | float):
            self.sheet.write_number(self.row, column, value, look)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, column, value, self.looks["date"])
        else:
            self.sheet.write_string(self.row, column, harmless(value), look)
            if look.text_wrap:
                self.lines = max(self.lines, _lines(str(value), self.widths[column]))

    def end(self, points=POINTS):
        """Go to the next row; this one becomes as high as its texts need, in lines of `points`."""
        if self.lines > 1 or points != POINTS:
            self.sheet.set_row(self.row, points * self.lines)
        self.points += points * self.lines
        self.row, self.lines = self.row + 1, 1

    def line(self, *values, look="plain"):
        """One row of cells that look alike."""
        for column, value in enumerate(values):
            self.cell(column, value, look)
        self.end()

    def scale_to_paper(self):
        """Print as large as the columns allow, with page breaks of our own.

        Of a sheet that is fitted to its paper Excel leaves such breaks out.
        """
        across = sum(self.widths) + PADDING * len(self.widths)
        scale = min(100, int(100 * ACROSS / across))
        self.sheet.set_print_scale(scale)
        self.room = DOWN * 100 / scale

    def begin_block(self, lines):
        """Rows that belong together: on a new page if so many lines would not fit on this one."""
        if self.points and self.points + lines * POINTS > self.room:
            self.breaks.append(self.row)
            self.sheet.set_h_pagebreaks(self.breaks)
            self.points = 0

    def across(self, text, look):
        """A row that is one text over all columns that are printed: it is cut off nowhere."""
        self.sheet.merge_range(
            self.row, 0, self.row, len(self.widths) - 1, harmless(text), self.looks[look]
        )
        # In larger letters than the columns are measured in, and bold.
        self.lines = _lines(text, sum(self.widths) * 0.75)
        self.end(points=POINTS + 4)

    def heads(self, *texts):
        """The heading row of a table, in both languages."""
        self.line(*(both(text) for text in texts), look="head")

    def figure(self, column, amount, unit):
        """An amount: a number, or of a part its share, which stays blank over nothing."""
        if amount is None:
            self.cell(column, None)
        elif unit == "number":
            self.cell(column, amount["v"], "number")
        else:
            share = amount["v"] / amount["d"] if amount["d"] else None
            self.cell(column, share, "share")
