"""The workbook of a report to UNICEF: eight sheets in both languages (docs/indicators.md).

Formulas are in the totals of the sheet that is copied into PRP, and nowhere else: they are ours,
and carry the figure that was counted. Whatever a person typed is a text (docs/security.md, R32).
"""

import io

import xlsxwriter

from reports.unicef.files.workbook import evidence, prp_sheets, summary, texts
from reports.unicef.files.workbook.sheet import OPTIONS, Looks
from shkej.lib.house import house_name


def write_workbook(bundle):
    """One workbook in both languages. Bytes."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, OPTIONS)
    workbook.set_properties({"title": bundle.name, "author": house_name(), "company": house_name()})
    looks = Looks(workbook, bundle)
    for write in (
        summary.read_me,
        summary.summary,
        prp_sheets.entry,
        prp_sheets.flat,
        texts.narrative,
        texts.checks,
        evidence.evidence,
        evidence.provenance,
    ):
        write(looks, bundle)
    workbook.close()
    return file.getvalue()
