"""The words of a report in a template: a new text goes into every cell that can beat it."""

from django.utils.translation import gettext as _

from reports.models.report_data import OutputData, ReportData, ReportTexts, Texts
from reports.models.reports import LONGEST_TEXT
from reports.prp.cells import Cells
from reports.prp.layout import PrpSheet, Template
from reports.prp.mapping import READ, Meanings, indicator_key
from reports.prp.reading import FIRST_ROW, NARRATIVE, OTHER
from shkej.lib.bilingual import said
from shkej.lib.texts import plain as without_controls


def english_text(texts: Texts) -> str:
    """The English text, since UNICEF reads it; the Albanian one where there is none."""
    return plain(said(texts, READ))


def plain(text: str) -> str:
    """`text` with one kind of line end, and without what no file can hold."""
    return without_controls(text.replace("\r\n", "\n").replace("\r", "\n"))


def place_texts(template: Template, figures: ReportData, meanings: Meanings, into: Cells) -> None:
    """Write narratives into each row of their output, the rest into each sheet's row 5.

    Where we have nothing to say the file keeps what it has: PRP would delete it otherwise.
    """
    for sheet in template.sheets:
        for tag, said_of_all in zip(OTHER, _of_the_report(figures["texts"]), strict=True):
            _write(into, sheet, tag, FIRST_ROW, english_text(said_of_all))
    output_of = {row["id"]: output for output in figures["outputs"] for row in output["indicators"]}
    outputs: dict[str, dict[int, OutputData]] = {}
    for row in template.rows:
        meaning = meanings.get(indicator_key(row))
        if meaning and (output := output_of.get(meaning.indicator_id)):
            outputs.setdefault(row.output, {})[output["id"]] = output
    for title, found in outputs.items():
        if len({english_text(output["narrative"]) for output in found.values()}) > 1:
            into.refuse(
                _("The indicators of PRP’s output “%(title)s” belong to several outputs here.")
                % {"title": title}
            )
    for sheet in template.sheets:
        for row in sheet.rows:
            for output in outputs.get(row.output, {}).values():
                _write(into, sheet, NARRATIVE, row.number, english_text(output["narrative"]))


def _of_the_report(texts: ReportTexts) -> tuple[Texts, Texts, Texts]:
    """What the report says as a whole, in the order of `OTHER`."""
    return texts["partner_contribution"], texts["challenges"], texts["way_forward"]


def _write(into: Cells, sheet: PrpSheet, tag: str, row: int, text: str) -> None:
    if not text:
        return
    cell = f"{sheet.columns[tag]}{row}"
    if len(text) > LONGEST_TEXT:
        into.refuse(
            _(
                "Sheet “%(sheet)s”, cell %(cell)s: the text has %(count)s characters, PRP takes "
                "%(most)s."
            )
            % {"sheet": sheet.title, "cell": cell, "count": len(text), "most": LONGEST_TEXT}
        )
    into.written[sheet.title, cell] = text
