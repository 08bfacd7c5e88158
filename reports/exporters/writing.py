"""Which module writes which format, and what the file is called."""

from collections.abc import Sequence

from reports.exporters.csv import write_csv, write_zip
from reports.exporters.document import Document
from reports.exporters.docx import write_docx
from reports.exporters.pdf import write_pdf
from reports.exporters.xlsx import write_xlsx
from shkej.lib.bilingual import reading
from shkej.lib.file_names import file_name

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


def write(documents: Sequence[Document], kind: str, word: str, *facts: str) -> tuple[str, bytes]:
    """(name of the file, its bytes). The pair is one file; of CSV it is an archive of two.

    `word`, `facts`: what its name says, as `shkej.lib.file_names` takes it.
    """

    def name(language: str, spoken: str = "") -> str:
        return f"{file_name(word, *facts, language=language)}-{spoken or language}"

    language = documents[0].language
    if len(documents) > 1:
        both = name(reading(), "sq-en")
        if kind == "csv":
            return f"{both}.zip", write_zip({name(one.language): one for one in documents})
        return f"{both}.{kind}", WRITERS[kind](documents)
    written = write_csv(documents[0]) if kind == "csv" else WRITERS[kind](documents)
    return f"{name(language)}.{kind}", written
