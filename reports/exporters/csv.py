"""CSV: for machines under the contract's keys, for people in words."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping

from reports.counting import CELL_FIGURES, DIMENSIONS
from reports.counting.attendance import AttendanceCount
from reports.exporters.document import Document, Table
from shkej.lib.texts import harmless

BOM = "\ufeff"  # without it Excel reads ë and ç wrong


def write_contract(count: AttendanceCount) -> str:
    """One row per cell, under the keys of the contract, with commas."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [*DIMENSIONS, *CELL_FIGURES], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(cell.as_row() for cell in count.cells)
    return text.getvalue()


def write_csv(document: Document) -> bytes:
    """One row per cell in words, with semicolons, as Excel in Albanian expects it; UTF-8 bytes."""
    table = document.section("cells").tables[0]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    facts = [(label, value) for label, value in document.facts[:2]]
    writer.writerow([harmless(label) for label in (*(fact[0] for fact in facts), *_labels(table))])
    for row in table.rows:
        writer.writerow([harmless(value) for value in (*(fact[1] for fact in facts), *row)])
    return (BOM + text.getvalue()).encode()


def _labels(table: Table) -> Iterator[str]:
    return (column.label for column in table.columns)


def write_zip(documents: Mapping[str, Document]) -> bytes:
    """The files of several languages as one archive; `documents`: by their names without end."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, document in documents.items():
            file.writestr(f"{name}.csv", write_csv(document))
    return archive.getvalue()
