"""Reading tables of any file or page, by the labels that are in their heads."""

import csv
import io
import re
import zipfile

import docx
import openpyxl
from django.utils.translation import override
from lxml import html

from participants.models import Category
from reports.counting import CELL_FIGURES, DIMENSIONS, words

TOTAL = {"sq": "gjithsej", "en": "total"}


def page(response):
    """A page, read."""
    assert response.status_code == 200, response.status_code
    return html.fromstring(response.content.decode())


def text(element):
    """The words of an element as they are seen, with single spaces."""

    def words(part):
        if not isinstance(part.tag, str) or "visually-hidden" in part.get("class", "").split():
            return
        yield part.text or ""
        for child in part:
            yield from words(child)
            yield child.tail or ""

    return " ".join(" ".join(words(element)).split())


def figure(written):
    """A figure as a page writes it, its thousands grouped; None where it is none."""
    digits = re.sub(r"[\s  ,]", "", str(written))
    return int(digits) if digits.isdigit() else None


def html_tables(root):
    """[table: [row: [words of each cell]]] of an HTML page or of what a PDF is made of."""
    return [
        [[text(cell) for cell in row.iter("th", "td")] for row in table.iter("tr")]
        for table in root.iter("table")
    ]


def docx_tables(content):
    """Those of a Word file."""
    file = docx.Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in file.tables]


def sheets(content):
    """{name of a sheet: rows without the empty cells at their ends} of a workbook."""
    workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        sheet.title: [_cut(row) for row in sheet.iter_rows(values_only=True)] for sheet in workbook
    }


def _cut(row):
    row = list(row)
    while row and row[-1] is None:
        row.pop()
    return ["" if cell is None else cell for cell in row]


def csv_rows(content):
    """The rows of a CSV file for people."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def unzipped(content):
    """{name: bytes} of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def measures_in(rows, language):
    """Yield ({dimension: code}, measure, figure) of all tables of the four measures in `rows`.

    A table may be below others, and begin with columns that tell of the whole report.
    """
    with override(language):
        heads = {str(label).casefold(): name for name, label in words.DIMENSIONS.items()}
        measures = [str(words.FIGURE_LABELS[name]).casefold() for name in CELL_FIGURES]
        codes = _codes()
    dimensions = None
    for row in rows:
        said = [str(cell).casefold() for cell in row]
        if said[-4:] == measures:
            dimensions = [heads.get(label) for label in said[:-4]]
            continue
        figures = [figure(cell) for cell in row[-4:]]
        if dimensions is None or None in figures or len(row) < 5:
            dimensions = None if not any(said) else dimensions
            continue
        cell = {}
        if TOTAL[language] not in said[:1]:
            for name, label in zip(dimensions, said, strict=False):
                if name:
                    cell[name] = codes[name, label]
        for measure, number in zip(CELL_FIGURES, figures, strict=True):
            yield cell, measure, number


def _codes():
    categories = list(Category.objects.all())
    known = {
        "category": [row.code for row in categories],
        "sex": ["female", "male", "unknown"],
        "age_band": "0-4 5-9 10-14 15-17 18-24 25-59 60+ unknown".split(),
        "disability": ["yes", "no", "unknown"],
    }
    return {
        (name, words.label_of(name, code, categories).casefold()): code
        for name in DIMENSIONS
        for code in known[name]
    }
