"""The sheets of words: what is entered beside the figures, and what was checked."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from reports.models import OutputAssessment
from reports.unicef.files.workbook.sheet import both, pair_of
from reports.unicef.words import CHECKS

RATINGS = dict(OutputAssessment.Rating.choices)
OTHER = _("Other")
LEVELS = {"block": _("must be corrected"), "warn": _("must be looked at")}


def narrative(looks, bundle):
    """Sheet 5: rating and narrative per output, then what is said of the whole report."""
    page = looks.sheet("Tekste · Narrative", [28, 14, 48, 12, 48])
    page.heads(
        *(_("Output"), _("Rating"), _("Narrative, English"), _("Signs, of 2,000")),
        _("Draft, Albanian"),
    )
    for output in bundle.figures["outputs"]:
        rating = both(RATINGS[output["rating"]]) if output["rating"] else ""
        title = f"{output['code']} {pair_of(output['title'])}"
        _text_line(page, title, rating, output["narrative"])
    page.end()
    page.across(both(_("For the whole report")), look="heading")
    texts = bundle.figures["texts"]
    _text_line(
        page, both(_("Non-financial contribution to date")), "", texts["partner_contribution"]
    )
    contribution = texts["financial_contribution"]
    page.cell(0, both(_("Financial contribution to date")))
    page.cell(1, texts["currency"])
    page.cell(2, None if contribution is None else float(contribution), "number")
    page.end()
    _text_line(page, both(_("Challenges and bottlenecks")), "", texts["challenges"])
    _text_line(page, both(_("Proposed way forward")), "", texts["way_forward"])
    page.end()
    page.across(both(_("To be attached in PRP: FACE form, other files")), look="heading")
    page.line("☐ FACE", look="text")
    page.line(f"☐ {both(OTHER)}", look="text")


def _text_line(page, title, rating, texts):
    page.cell(0, title)
    page.cell(1, rating)
    page.cell(2, texts["en"])
    page.cell(3, len(texts["en"]), "number")
    page.cell(4, texts["sq"])
    page.end()


def checks(looks, bundle):
    """Sheet 6: each check, what it found, and who accepted a warning and why."""
    page = looks.sheet("Kontrolle · Checks", [54, 24, 10, 20, 12, 32], repeat=(0, 0))
    page.heads(
        *(_("Check"), _("What it asks for"), _("Found"), _("Accepted by"), _("On"), _("Why")),
    )
    for check in bundle.figures["checks"]:
        accepted = check["accepted"] or {}
        page.cell(0, both(CHECKS[check["code"]]))
        page.cell(1, both(LEVELS[check["level"]]))
        page.cell(2, check["count"], "number")
        page.cell(3, accepted.get("by", ""))
        page.cell(4, date.fromisoformat(accepted["at"]) if accepted.get("at") else "")
        page.cell(5, accepted.get("why", ""))
        page.end()
