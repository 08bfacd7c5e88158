"""Which module writes which format, and what the file is called."""

from collections.abc import Callable, Sequence

from django.utils.module_loading import import_string

from reports.exporters.csv import write_csv, write_zip
from reports.exporters.document import Document
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
# By their paths: the libraries of the others take memory that no process needs.
WRITERS = {
    "xlsx": "reports.exporters.xlsx.write_xlsx",
    "pdf": "reports.exporters.pdf.write_pdf",
    "docx": "reports.exporters.docx.write_docx",
}


def writer_of(kind: str) -> Callable[[Sequence[Document]], bytes]:
    """The function that writes documents as a file of this kind, one of `WRITERS`."""
    writer: Callable[[Sequence[Document]], bytes] = import_string(WRITERS[kind])
    return writer


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
        return f"{both}.{kind}", writer_of(kind)(documents)
    written = write_csv(documents[0]) if kind == "csv" else writer_of(kind)(documents)
    return f"{name(language)}.{kind}", written
