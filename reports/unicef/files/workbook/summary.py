"""The first two sheets: what this file is, and every indicator on one line."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.models import Indicator, OutputAssessment
from reports.models.rules import RULES
from reports.unicef.files.workbook.sheet import both, pair_of
from shkej.lib.bilingual import in_each
from shkej.lib.dates import TIRANA
from shkej.lib.numbers import number

UNITS = dict(Indicator.Unit.choices)
METHODS = dict(Indicator.Method.choices)
RATINGS = dict(OutputAssessment.Rating.choices)
IN_NO_CELL = _("In no cell")
UNNAMED = _("Counted without a name, shown apart")
HOW_TO_ENTER = [
    _("Open the report in PRP; for each output open each indicator and each place in turn."),
    _("“PRP hyrje · PRP entry” has the same grids: copy the bold figures, with the zeros."),
    _("Grey figures are totals: PRP works them out itself."),
    _("Rating, narrative and other information are on the sheet “Tekste · Narrative”."),
]
NOT_COVERED = [
    _("Financial reports, FACE forms and attachments are not part of this file."),
    _("It holds no name of a participant."),
]


def read_me(looks, bundle):
    """Sheet 1: programme, period, version, hash, definitions, how to enter it."""
    figures = bundle.figures
    project, period = figures["project"], figures["period"]
    page = looks.sheet("Lexo · Read me", [36, 108])
    page.across(both(_("Report to UNICEF")), look="title")
    frozen = timezone.localtime(bundle.frozen_at, TIRANA) if bundle.frozen_at else None
    facts = [
        (_("Project"), f"{project['code']} · {pair_of(project['title'])}"),
        (_("UNICEF document reference"), project["unicef_reference"]),
        (_("Report"), f"QPR {period['number']}"),
        (_("First day"), date.fromisoformat(period["start"])),
        (_("Last day"), date.fromisoformat(period["end"])),
        (_("Version"), str(bundle.version)),
        (_("Frozen"), f"{frozen:%d.%m.%Y %H:%M}, {bundle.frozen_by}" if frozen else ""),
        ("SHA-256", bundle.sha256),
    ]
    for label, value in facts:
        page.cell(0, both(label), "head")
        page.cell(1, value)
        page.end()
    for heading, lines in ((_("How to enter it"), HOW_TO_ENTER), (_("Not covered"), NOT_COVERED)):
        page.end()
        page.across(both(heading), look="heading")
        for line in lines:
            page.cell(1, both(line))
            page.end()
    page.end()
    page.across(both(_("Definitions")), look="heading")
    for row in _indicators(bundle):
        page.cell(0, f"{row['code']} {pair_of(row['title'])}")
        page.cell(1, f"{both(RULES[row['rule']].name)}. {pair_of(row['definition'])}")
        page.end()


def _indicators(bundle):
    return [row for output in bundle.figures["outputs"] for row in output["indicators"]]


def summary(looks, bundle):
    """Sheet 2: one line for each indicator."""
    widths = [18, 7, 33, 11, 17, 9, 9, 11, 10, 11, 9, 10, 10, 11, 18]
    page = looks.sheet("Përmbledhje · Summary", widths, repeat=(0, 1 if bundle.is_draft else 0))
    page.heads(
        *(_("Output"), _("Code"), _("Title"), _("Unit"), _("Counting rule"), _("Baseline")),
        *(_("Target"), _("Cumulative before"), _("This period"), _("Cumulative")),
        _("Share of target (%)"),
        *(_("Method across locations"), _("Method across periods"), _("Rating"), _("Note")),
    )
    for output in bundle.figures["outputs"]:
        for row in output["indicators"]:
            _summary_line(page, output, row)


def _summary_line(page, output, row):
    unit = row["unit"]
    for column, text in enumerate(
        (
            f"{output['code']} {pair_of(output['title'])}",
            row["code"],
            pair_of(row["title"]),
            both(UNITS[unit]),
            both(RULES[row["rule"]].name),
        )
    ):
        page.cell(column, text)
    amounts = ("baseline", "target", "previous_cumulative", "reported", "cumulative")
    for column, name in enumerate(amounts, 5):
        page.figure(column, row[name], unit)
    page.cell(10, share_of_target(row), "share")
    page.cell(11, both(METHODS[row["across_locations"]]))
    page.cell(12, both(METHODS[row["across_periods"]]))
    page.cell(13, both(RATINGS[output["rating"]]) if output["rating"] else "")
    page.cell(14, _note(row))
    page.end()


def share_of_target(row):
    """The way done from baseline to target, as PRP shows it: never below 0; None without target."""
    if row["target"] is None:
        return None
    now, base, goal = (
        row[name]["v"] / row[name]["d"] if row[name]["d"] else 0
        for name in ("cumulative", "baseline", "target")
    )
    return max((now - base) / (goal - base), 0) if goal != base else None


def _note(row):
    unplaced = sum(place["unplaced"] for place in row["locations"])
    notes = {IN_NO_CELL: unplaced, UNNAMED: row["unnamed"]}
    said = (
        in_each(lambda n=name, m=many: f"{n}: {number(m)}") for name, many in notes.items() if many
    )
    return "; ".join(pair_of(note) for note in said)
