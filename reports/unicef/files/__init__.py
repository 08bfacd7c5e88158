"""The files of a report to UNICEF; each writer takes a `Bundle`, so all hold equal figures."""

from django.utils.translation import override, pgettext

from reports.exporters.writing import CONTENT_TYPES
from reports.unicef.files.narrative import write_narrative
from reports.unicef.files.picture import write_picture
from reports.unicef.files.tables import write_csv_zip, write_json
from shkej.lib.bilingual import BOTH, LANGUAGES, reading

JSON = "application/json"
# What may be written of a draft: only what says on each page that it is one.
OF_A_DRAFT = ("xlsx",)
# Written in one language, or in both as the reader asks.
SPOKEN = ("docx", "pdf", "picture")
KINDS = {
    "xlsx": lambda bundle, _language: ("xlsx", _workbook(bundle)),
    "docx": lambda bundle, language: ("docx", write_narrative(bundle, language, "docx")),
    "pdf": lambda bundle, language: ("pdf", write_narrative(bundle, language, "pdf")),
    "picture": lambda bundle, language: ("pdf", write_picture(bundle, language)),
    "csv": lambda bundle, _language: ("zip", write_csv_zip(bundle)),
    "json": lambda bundle, _language: ("json", write_json(bundle)),
}


def write_file(bundle, kind, language):
    """(name of the file, its bytes, its content type) of one of `KINDS`."""
    ending, content = KINDS[kind](bundle, language)
    name = f"{bundle.name}{_in_name(bundle, kind, language)}.{ending}"
    return name, content, CONTENT_TYPES.get(ending, JSON)


def _workbook(bundle):
    from reports.unicef.files.workbook import write_workbook  # its library only where it is used

    return write_workbook(bundle)


def _in_name(bundle, kind, language):
    """What a file's name says of its kind and language, in that language."""
    said = ""
    with override(language if language in LANGUAGES else reading()):
        if bundle.is_draft:
            said = "-" + pgettext("name of a file", "draft")
        if kind == "picture":
            said += "-" + pgettext("name of a file", "picture")
    return f"{said}-{language.replace(BOTH, '-'.join(LANGUAGES))}" if kind in SPOKEN else said
