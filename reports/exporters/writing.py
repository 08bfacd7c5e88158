"""Which module writes which format, and what the file is called."""

import re

from reports.exporters.csv import write_csv, write_zip
from reports.exporters.docx import write_docx
from reports.exporters.pdf import write_pdf
from reports.exporters.xlsx import write_xlsx

OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES = {
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
}
FORMATS = ("xlsx", "csv", "docx", "pdf")
WRITERS = {"xlsx": write_xlsx, "pdf": write_pdf, "docx": write_docx}


def file_name(question):
    """The file's name without its end: attendance-AKSES-2021-2021-10-01-2021-12-31."""
    chosen = [row.code for row in (question.project, question.centre) if row]
    days = [question.period.start.isoformat(), question.period.end.isoformat()]
    return re.sub(r"[^A-Za-z0-9._-]+", "-", "-".join(["attendance", *chosen, *days]))


def write(documents, kind, name):
    """(name of the file, its bytes). The pair is one file; of CSV it is an archive of two."""
    language = documents[0].language if len(documents) == 1 else "sq-en"
    if kind != "csv":
        return f"{name}-{language}.{kind}", WRITERS[kind](documents)
    if len(documents) == 1:
        return f"{name}-{language}.csv", write_csv(documents[0])
    return f"{name}-{language}.zip", write_zip(documents, name)
