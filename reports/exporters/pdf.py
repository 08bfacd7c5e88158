"""The report as PDF for people, with the same pictures as the page."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.translation import override

from reports.exporters.document import Document
from shkej.lib.pdf import write_pages

FEW = 250  # rows of one table: a long PDF takes long to make, and nobody reads it


def write_pdf(documents: Sequence[Document]) -> bytes:
    """One PDF of one or several documents, each beginning on a page of its own. Bytes."""
    return write_pages([render(document) for document in documents])


def render(document: Document) -> str:
    """The document as the HTML that the PDF is made of."""
    with override(document.language):
        return render_to_string(
            "reports/exporters/report_pdf.html", {"document": document, "few": FEW}
        )
