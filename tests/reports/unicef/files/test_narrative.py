"""The narrative report: Annex C's order, equal figures in both languages, nothing invented."""

import io
import re
from datetime import UTC, datetime

import docx
import pytest

from reports.exporters.pdf import render
from reports.unicef.files.annex_c import narrative_documents
from reports.unicef.files.bundle import Bundle
from reports.unicef.files.narrative import write_narrative
from shkej.lib import pdf
from tests.reports.unicef.sample import pair, sample_figures


def bundle_with(figures=None, **more):
    return Bundle(
        figures=figures or sample_figures(),
        version=1,
        status="frozen",
        **{
            "frozen_at": datetime(2022, 1, 20, 9, tzinfo=UTC),
            "frozen_by": "A. Koordinatore",
            "sha256": "ab" * 32,
            "app_version": "0.1.0",
        }
        | more,
    )


def texts_of(content):
    """Every text of a DOCX, paragraphs and cells."""
    file = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in file.paragraphs] + cells


def table_of(document, key):
    return next(t for section in document.sections for t in section.tables if t.key == key)


def figures_in(table):
    """Its figures and days, however the language writes them."""
    kinds = [column.kind for column in table.columns]
    return [
        [re.sub(r"\D", "", str(v)) for v, kind in zip(row, kinds, strict=True) if kind != "text"]
        for row in table.rows
    ]


def test_sections_stand_in_the_order_of_annex_c():
    (document,) = narrative_documents(bundle_with(), "en")

    assert [section.key for section in document.sections] == [
        "overview",
        "results",
        "challenges",
        "way_forward",
        "office",
        "annex",
        *["indicator"] * 4,
        "events",
        "provenance",
    ]


def test_both_languages_hold_equal_figures():
    albanian, english = narrative_documents(bundle_with(), "both")

    for key in ("results", "events", "cells-2.1", "cells-2.2"):
        assert figures_in(table_of(albanian, key)) == figures_in(table_of(english, key))
    assert albanian.title != english.title


def test_results_hold_target_achievement_cumulative_and_the_rating_once():
    (document,) = narrative_documents(bundle_with(), "en")

    rows = table_of(document, "results").rows

    assert rows[0][1:5] == ("1.1 # of awareness-raising sessions held", "1,500", "4", "4")
    assert [row[5] for row in rows] == ["On track", "Met", "", ""]
    assert rows[3][2:4] == ("70 / 100 (70.0%)", "15 / 20 (75.0%)")


def test_unknown_budget_stays_blank():
    (document,) = narrative_documents(bundle_with(), "en")

    said = {label: text for _item, label, text in table_of(document, "overview").rows}

    assert said["Total budget"] == said["UNICEF contribution"] == ""
    assert said["Funds received to date"] == ""
    assert said["Financial contribution to date"] == "0.00 ALL"


def test_received_funds_say_which_part_they_are():
    figures = sample_figures()
    figures["document"] |= {"funds_received": "250.00", "unicef_contribution": "1000.00"}

    (document,) = narrative_documents(bundle_with(figures), "en")

    said = {label: text for _item, label, text in table_of(document, "overview").rows}
    assert said["Funds received to date"] == "250.00 ALL (25.0% of UNICEF’s contribution)"


def test_text_missing_in_a_language_is_marked():
    figures = sample_figures()
    figures["texts"]["challenges"] = pair("Vetëm shqip.", "")

    (document,) = narrative_documents(bundle_with(figures), "en")

    assert document.section("challenges").paragraphs == ["Vetëm shqip. [in Albanian only]"]


def test_draft_says_so_and_has_no_hash():
    (document,) = narrative_documents(bundle_with(sha256="", frozen_at=None), "en")

    assert any("DRAFT" in warning for warning in document.warnings)
    assert "SHA-256" not in " ".join(document.section("provenance").paragraphs)


def test_small_numbers_are_warned_of():
    assert bundle_with().has_small_cells
    (document,) = narrative_documents(bundle_with(), "sq")
    assert document.warnings


@pytest.mark.parametrize("language", ["sq", "en", "both"])
def test_docx_holds_the_figures_and_texts(language):
    said = texts_of(write_narrative(bundle_with(), language, "docx"))

    assert "ALB/PCA2020118/PD202104" in said
    assert any("ab" * 32 in text for text in said)
    assert ("15 / 20 (75.0%)" in said) == (language != "sq")


def test_pdf_holds_the_same_tables_as_docx():
    for document in narrative_documents(bundle_with(), "both"):
        page = render(document)
        for section in document.sections:
            for table in section.tables:
                for row in table.rows:
                    assert all(
                        str(value) in page
                        for value in row
                        if isinstance(value, str) and "&" not in value and "’" not in value
                    )


@pytest.mark.skipif(not pdf.is_available(), reason="needs pango")
def test_line_breaks_of_a_text_stay_in_the_pdf():
    style = re.search(
        r"<style>(.*?)</style>", render(narrative_documents(bundle_with(), "en")[0]), re.S
    )

    assert "section p, section li, td { white-space: pre-line; }" in style[1]


def test_pdf_is_written():
    assert write_narrative(bundle_with(), "both", "pdf").startswith(b"%PDF-")


def test_markup_and_formulas_in_texts_do_nothing():
    figures = sample_figures()
    figures["texts"]["challenges"] = pair("<script>x</script>", "=1+1\x00<b>y</b>")

    (document,) = narrative_documents(bundle_with(figures), "en")

    assert "<b>y" not in render(document)
    assert any(
        "<b>y</b>" in text for text in texts_of(write_narrative(bundle_with(figures), "en", "docx"))
    )
