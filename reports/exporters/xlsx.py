"""XLSX for people: typed numbers and days, ready to print on A4, without a single formula."""

import io
import re
import textwrap
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.exporters.document import Column, Document, Section, Table, Value
from shkej.lib.house import house_name
from shkej.lib.texts import harmless

OPTIONS = {
    "constant_memory": True,
    "in_memory": False,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
DAY = {"sq": "dd.mm.yyyy", "en": "dd/mm/yyyy"}
# As each language writes a figure, whatever the reader's system has: 1 234 567 in Albanian.
FIGURES = {
    "sq": '[>=1000000]#"\u00a0"###"\u00a0"##0;[>=1000]#"\u00a0"##0;0',
    "en": "#,##0",
}
WIDTHS = {"text": 26, "number": 15, "date": 12}
WIDE = {"title": 46, "definition": 90, "disability": 18, "age_band": 18, "sex": 14, "status": 14}
BORDER = "#bfc7cc"
LINE = 15  # points
SUMMARY, LAST = (34, 14), 7  # widths of the summary, and its last column


def write_xlsx(documents: Sequence[Document]) -> bytes:
    """One workbook; with two documents each sheet is there in both languages. Bytes."""
    file = io.BytesIO()
    workbook = Workbook(file, OPTIONS)
    workbook.set_properties(
        {"title": documents[0].title, "author": house_name(), "company": house_name()}
    )
    workbook.set_calc_mode("manual")
    for document in documents:
        with override(document.language):
            _Writer(workbook, document, is_pair=len(documents) > 1).write()
    workbook.close()
    return file.getvalue()


class _Writer:
    """Writes one document into a workbook: row after row, as constant memory asks."""

    def __init__(self, workbook: Workbook, document: Document, is_pair: bool) -> None:
        self.workbook, self.document, self.is_pair = workbook, document, is_pair
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
        line = {**base, "bottom": 1, "bottom_color": BORDER}
        head = {**line, "bold": True, "text_wrap": True, "bg_color": "#e1efee"}
        total = {**base, "bold": True, "top": 1}
        day, figures = (
            {"num_format": DAY[document.language], "align": "left"},
            {"num_format": FIGURES[document.language]},
        )
        looks = {
            "title": {**base, "bold": True, "font_size": 16},
            "heading": {**base, "bold": True, "font_size": 13},
            "plain": base,
            "strong": {**base, "bold": True},
            "plain-across": {**base, "text_wrap": True},
            "warning-across": {**base, "bold": True, "font_color": "#8a5200", "text_wrap": True},
            "head-text": head,
            "head-number": {**head, "align": "right"},
            "text": {**line, "text_wrap": True},
            "number": {**line, **figures},
            "date": {**line, **day},
            "total-text": total,
            "total-number": {**total, **figures},
        }
        self.looks = {name: workbook.add_format(look) for name, look in looks.items()}
        self.looks["head-date"], self.looks["total-date"] = (
            self.looks["head-text"],
            self.looks["total-text"],
        )

    def write(self) -> None:
        """The summary, the tables by one dimension, all cells, the events, the definitions.

        Tables and events are left out where the document has none.
        """
        sections = {section.key: section for section in self.document.sections}
        summary, definitions = sections.pop("summary"), sections.pop("definitions")
        lists = [sections.pop(key) for key in ("cells", "event_list") if key in sections]
        self._summary_sheet(summary)
        if sections:
            self._tables_sheet(list(sections.values()))
        for section in lists:
            self._list_sheet(section)
        self._definitions_sheet(definitions)

    def _sheet(self, title: str, columns: Sequence[Column]) -> Worksheet:
        name = FORBIDDEN.sub(" ", title)[: 26 if self.is_pair else 31]
        sheet = self.workbook.add_worksheet(
            f"{name} ({self.document.language})" if self.is_pair else name
        )
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(
            "&L&8"
            + harmless(self.document.title).replace("&", "&&")
            + "&R&8"
            + _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
        )
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _width(column))
        self.row = 0
        return sheet

    def _line(self, sheet: Worksheet, *values: Value, look: str = "plain") -> None:
        for place, value in enumerate(values):
            self._cell(sheet, place, value, look)
        self.row += 1

    def _cell(self, sheet: Worksheet, place: int, value: Value, look: str) -> None:
        if value == "":
            sheet.write_blank(self.row, place, None, self.looks[look])
        elif isinstance(value, str):
            sheet.write_string(self.row, place, harmless(value), self.looks[look])
        elif isinstance(value, date):
            sheet.write_datetime(self.row, place, value, self.looks[look])
        else:
            sheet.write_number(self.row, place, value, self.looks[look])

    def _across(self, sheet: Worksheet, first: int, text: str, look: str) -> None:
        """Write a text over the columns from `first` to the last one that is printed."""
        width = SUMMARY[0] + SUMMARY[1] * LAST if first == 0 else SUMMARY[1] * LAST
        sheet.set_row(self.row, LINE * _lines(text, width))
        sheet.merge_range(
            self.row, first, self.row, LAST, harmless(text), self.looks[f"{look}-across"]
        )
        self.row += 1

    def _fit(self, sheet: Worksheet, table: Table, values: Sequence[Value]) -> None:
        """Make the next row high enough for its longest text: no program does that by itself."""
        sheet.set_row(
            self.row,
            LINE
            * max(
                _lines(str(value), _width(column))
                for column, value in zip(table.columns, values, strict=True)
            ),
        )

    def _head(self, sheet: Worksheet, table: Table) -> None:
        self._fit(sheet, table, [column.label for column in table.columns])
        for place, column in enumerate(table.columns):
            self._cell(sheet, place, column.label, f"head-{column.kind}")
        self.row += 1

    def _rows(self, sheet: Worksheet, table: Table) -> None:
        for row in table.rows:
            self._fit(sheet, table, row)
            for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
                self._cell(sheet, place, value, column.kind)
            self.row += 1
        if table.total:
            for place, (column, value) in enumerate(zip(table.columns, table.total, strict=True)):
                self._cell(sheet, place, value, f"total-{column.kind}")
            self.row += 1

    def _summary_sheet(self, section: Section) -> None:
        sheet = self._sheet(section.title, [])
        sheet.set_column(0, 0, SUMMARY[0])
        sheet.set_column(1, LAST, SUMMARY[1])
        sheet.set_row(self.row, 24)
        self._line(sheet, self.document.title, look="title")
        for warning in self.document.warnings:
            self._across(sheet, 0, warning, "warning")
        self.row += 1
        for label, text in self.document.facts:
            self._cell(sheet, 0, label, "strong")
            self._across(sheet, 1, text, "plain")
        for table in section.tables:
            self._table(sheet, table)
        if self.document.credit:
            self.row += 1
            self._across(sheet, 0, self.document.credit, "plain")

    def _tables_sheet(self, sections: Sequence[Section]) -> None:
        sheet = self._sheet(_("Tables"), sections[0].tables[0].columns)
        sheet.fit_to_pages(1, 1)
        for section in sections:
            self._line(sheet, section.title, look="heading")
            self._line(sheet, *section.paragraphs)
            for table in section.tables:
                self._head(sheet, table)
                self._rows(sheet, table)
            self.row += 1

    def _table(self, sheet: Worksheet, table: Table) -> None:
        self.row += 1
        self._line(sheet, table.title, look="heading")
        self._head(sheet, table)
        self._rows(sheet, table)

    def _list_sheet(self, section: Section) -> None:
        """One long table: its head stays in sight, repeats on each page, and filters."""
        table = section.tables[0]
        sheet = self._sheet(section.title, table.columns)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        self._head(sheet, table)
        self._rows(sheet, table)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)

    def _definitions_sheet(self, section: Section) -> None:
        table = section.tables[0]
        sheet = self._sheet(section.title, table.columns)
        sheet.repeat_rows(0)
        self._head(sheet, table)
        self._rows(sheet, table)
        for paragraph in section.paragraphs:
            self._fit(sheet, table, ["", paragraph])
            self._cell(sheet, 0, "", "text")
            self._cell(sheet, 1, paragraph, "text")
            self.row += 1


def _width(column: Column) -> int:
    return WIDE.get(column.key, WIDTHS[column.kind])


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column: an estimate on the safe side."""
    return max(len(textwrap.wrap(text, max(int(width * 0.9), 1))), 1)
