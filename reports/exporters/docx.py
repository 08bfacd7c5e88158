"""DOCX for people who go on writing: headings, tables with repeated heads, the definitions."""

import io
from collections.abc import Sequence
from datetime import date

import docx
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from reports.exporters.document import Column, Document, Table, Value
from shkej.lib.house import house_name
from shkej.lib.numbers import number
from shkej.lib.texts import plain

LANGUAGE = {"sq": "sq-AL", "en": "en-GB"}
LONGEST = 500  # rows of one table
PRINTED, NARROW = 25.7, 3.1  # centimetres: between the margins; a column of figures
WIDE = {
    "title": 3,
    "definition": 4,
    "category": 1.6,
    "item": 0.3,
    "label": 2,
    "output": 1.7,
    "indicator": 2,
    "narrative": 3,
}


def write_docx(documents: Sequence[Document]) -> bytes:
    """One file of one or several documents. Bytes."""
    file = docx.Document()
    _prepare(file, documents)
    for place, document in enumerate(documents):
        if place:
            file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        with override(document.language):
            _write(file, document)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def _prepare(file: WordFile, documents: Sequence[Document]) -> None:
    file.core_properties.title = plain(documents[0].title)
    file.core_properties.author = house_name()
    file.core_properties.language = LANGUAGE[documents[0].language]
    page = file.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)


def _write(file: WordFile, document: Document) -> None:
    _say(file, document, document.title, "Title")
    for label, text in document.facts:
        paragraph = _say(file, document, f"{label}: ")
        paragraph.runs[0].bold = True
        _speak(paragraph.add_run(plain(text)), document)
    for warning in document.warnings:
        _say(file, document, warning).runs[0].bold = True
    for section in document.sections:
        _say(file, document, section.title, "Heading 1")
        for text in section.paragraphs:
            is_list = len(section.paragraphs) > 1
            said = _say(file, document, text, "List Bullet" if is_list else None)
            said.paragraph_format.keep_with_next = not is_list
        for table in section.tables:
            _table(file, document, table)
    if document.credit:
        _say(file, document, document.credit).runs[0].italic = True


def _say(file: WordFile, document: Document, text: str, style: str | None = None) -> Paragraph:
    paragraph = file.add_paragraph(style=style)
    _speak(paragraph.add_run(plain(text)), document)
    return paragraph


def _speak(run: Run, document: Document) -> None:
    """Mark the run with the document's language, for spelling and for screen readers."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE[document.language])
    run._element.get_or_add_rPr().append(language)


def _table(file: WordFile, document: Document, table: Table) -> None:
    rows = table.rows[:LONGEST]
    head = [column.label for column in table.columns]
    body: list[Sequence[Value]] = [*rows]
    if table.total and len(rows) == len(table.rows):
        body.append(table.total)
    grid = file.add_table(rows=len(body) + 1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    widths = _widths(table.columns)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for line, values in zip(grid.rows, [head, *body], strict=True):
        _mark(line, "w:cantSplit")
        for place, (column, value) in enumerate(zip(table.columns, values, strict=True)):
            cell = line.cells[place]
            cell.width = widths[place]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(1.5)
            paragraph.paragraph_format.space_after = Pt(1.5)
            run = paragraph.add_run(plain(_shown(value)))
            _speak(run, document)
            run.bold = values is head or values is table.total
            if column.kind == "number":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _mark(grid.rows[0], "w:tblHeader")  # its head again on top of each page
    if len(rows) < len(table.rows):
        text = _("The first %(shown)s of %(all)s rows; all of them are in the Excel file.")
        _say(file, document, text % {"shown": number(len(rows)), "all": number(len(table.rows))})
    file.add_paragraph()


def _widths(columns: Sequence[Column]) -> list[Length]:
    """Figures and days take what they need; texts share the rest, long ones taking more."""
    fixed = sum(NARROW for column in columns if column.kind != "text")
    shares = [WIDE.get(column.key, 1) if column.kind == "text" else 0 for column in columns]
    return [
        Cm((PRINTED - fixed) * share / sum(shares)) if share else Cm(NARROW) for share in shares
    ]


def _mark(row: _Row, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _shown(value: Value) -> str:
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return number(value) if isinstance(value, int) else value
