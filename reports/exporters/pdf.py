"""PDF for people: A4, the vendored typeface, the same pictures as the page, tagged for readers."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from reports.exporters.safety import plain

FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"
FEW = 250  # rows of one table: a long PDF takes long to make, and nobody reads it


class PdfUnavailable(Exception):
    """WeasyPrint's libraries are not on this machine."""


def is_available():
    """Whether this machine can write PDF."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def write_pdf(documents):
    """One PDF of one or several documents, each beginning on a page of its own. Bytes."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as fault:
        raise PdfUnavailable from fault
    pages = [render(document) for document in documents]
    fetcher = _only_our_fonts()
    written = [
        HTML(string=page, base_url=FONTS.as_uri() + "/", url_fetcher=fetcher).render(
            pdf_variant="pdf/ua-1"
        )
        for page in pages
    ]
    sheets = [sheet for document in written for sheet in document.pages]
    return written[0].copy(sheets).write_pdf(pdf_variant="pdf/ua-1")


def render(document):
    """The document as the HTML that the PDF is made of."""
    with override(document.language):
        html = render_to_string("reports/report_pdf.html", {"document": document, "few": FEW})
    return plain(html)


def _only_our_fonts():
    """A fetcher that refuses whatever is not one of our typefaces: a report fetches nothing."""
    from weasyprint.urls import URLFetcher

    class FontFetcher(URLFetcher):
        def fetch(self, url, headers=None):
            if url.rpartition("/")[0] != FONTS.as_uri():
                raise ValueError("A report fetches nothing.")
            return super().fetch(url, headers)

    return FontFetcher(allowed_protocols=["file"])
