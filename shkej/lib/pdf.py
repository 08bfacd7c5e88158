"""PDF for people: A4 in the vendored typeface, tagged for readers. Reports and lists share it."""

from django.conf import settings

from shkej.lib.texts import plain

FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"
VARIANT = "pdf/ua-1"


class PdfUnavailable(Exception):
    """WeasyPrint's libraries are not on this machine."""


def is_available():
    """Whether this machine can write PDF."""
    try:
        _library()
    except PdfUnavailable:
        return False
    return True


def _library():
    """WeasyPrint; it lets Pillow fill what pictures miss, for the whole process: we do not."""
    try:
        import weasyprint
        from PIL import ImageFile
    except (ImportError, OSError) as fault:
        raise PdfUnavailable from fault
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def write_pages(pages):
    """One PDF of one or several HTML texts, each beginning on a page of its own. Bytes.

    Their style sheet includes `pdf/fonts.css`; they fetch nothing but our own typefaces.
    """
    html = _library().HTML
    fetcher = _only_our_fonts()
    written = [
        html(string=plain(page), base_url=FONTS.as_uri() + "/", url_fetcher=fetcher).render(
            pdf_variant=VARIANT
        )
        for page in pages
    ]
    sheets = [sheet for document in written for sheet in document.pages]
    return written[0].copy(sheets).write_pdf(pdf_variant=VARIANT)


def _only_our_fonts():
    """A fetcher that refuses whatever is not one of our typefaces: a document fetches nothing."""
    from weasyprint.urls import URLFetcher

    class FontFetcher(URLFetcher):
        def fetch(self, url, headers=None):
            if url.rpartition("/")[0] != FONTS.as_uri():
                raise ValueError("A document fetches nothing.")
            return super().fetch(url, headers)

    return FontFetcher(allowed_protocols=["file"])
