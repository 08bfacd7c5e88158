"""The narrative report as a file to go on writing in, and as one to print."""

from reports.exporters.docx import write_docx
from reports.exporters.pdf import write_pdf
from reports.unicef.files.annex_c import narrative_documents

WRITERS = {"docx": write_docx, "pdf": write_pdf}


def write_narrative(bundle, language, kind):
    """Bytes of the narrative report; `language`: "sq", "en" or "both"; `kind`: "docx" or "pdf"."""
    return WRITERS[kind](narrative_documents(bundle, language))
