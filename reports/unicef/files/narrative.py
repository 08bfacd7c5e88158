"""The narrative report as a file to go on writing in, and as one to print."""

from reports.exporters.writing import writer_of
from reports.unicef.files.annex_c import narrative_documents


def write_narrative(bundle, language, kind):
    """Bytes of the narrative report; `language`: "sq", "en" or "both"; `kind`: "docx" or "pdf"."""
    return writer_of(kind)(narrative_documents(bundle, language))
