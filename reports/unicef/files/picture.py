"""One page for a donor: what was reached, bars towards the targets, credit lines.

It may be shown to anybody. So it holds totals only, and a count of people below five is hidden, as
is the next smallest beside it (docs/security.md, P11).
"""

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from reports.counting.suppression import SMALL, suppress_row
from reports.models.rules import RULES
from reports.unicef.files.annex_c import marked_in
from reports.unicef.words import amount
from shkej.lib.bilingual import asked_for
from shkej.lib.numbers import number
from shkej.lib.pdf import write_pages

FEW = f"<{SMALL}"
MOST = 12  # indicators on one page


@dataclass(frozen=True)
class TargetBar:
    """An indicator on its way to the target; `width` in per cent of the whole way."""

    title: str
    figure: str
    target: str
    width: int
    is_hidden: bool


def write_picture(bundle, language):
    """A PDF of one A4 page, or of two for "both"."""
    codes = asked_for(language)
    return write_pages([render_picture(bundle, code) for code in codes])


def render_picture(bundle, language):
    """The page as the HTML of which the PDF is made."""
    figures = bundle.figures
    with override(language):
        return render_to_string(
            "reports/unicef/files/picture.html",
            {
                "language": language,
                "title": marked_in(figures["project"]["title"], language),
                "finding": _finding(figures),
                "days": _days(figures["period"]),
                "numbers": _numbers(figures),
                "bars": _bars(figures, language),
                "credit": marked_in(figures["project"]["credit_line"], language),
                "names": _names(figures["project"], language),
                "made_on": date_format(timezone.localdate()),
                "is_draft": bundle.is_draft,
            },
        )


def _hidden(count):
    return FEW if 0 < count < SMALL else number(count)


def _days(period):
    first, last = (date.fromisoformat(period[name]) for name in ("start", "end"))
    return f"{date_format(first)} – {date_format(last)}"


def _finding(figures):
    people, events = figures["people"], len(figures["events"])
    held = ngettext("%(events)s event", "%(events)s events", events) % {"events": number(events)}
    return _("%(people)s people at %(events)s") % {"people": _hidden(people), "events": held}


def _numbers(figures):
    named = sum(
        event[kind] for event in figures["events"] for kind in ("female", "male", "unknown")
    )
    unnamed = sum(event["unnamed"] for event in figures["events"])
    came = named + unnamed
    # Not where it could be taken from all of them: what is left would be a small number.
    may_be_told = unnamed >= SMALL and (named == 0 or named >= SMALL)
    told = [(number(unnamed), _("of them counted without a name"))] if may_be_told else []
    return [
        (_hidden(figures["people"]), _("people reached by name")),
        (number(len(figures["events"])), _("events held")),
        (_hidden(came), _("attendances")),
        *told,
    ]


def _bars(figures, language):
    rows = [row for output in figures["outputs"] for row in output["indicators"]][:MOST]
    hidden = _hidden_ids(rows)
    bars = []
    for row in rows:
        is_hidden = row["id"] in hidden
        bars.append(
            TargetBar(
                title=marked_in(row["title"], language),
                figure=_("not shown") if is_hidden else amount(row["cumulative"], row["unit"]),
                target=amount(row["target"], row["unit"]) if row["target"] else "",
                width=0 if is_hidden else _width(row),
                is_hidden=is_hidden,
            )
        )
    return bars


def _hidden_ids(rows):
    """The indicators whose figure is not told: small counts of people, typed ones too.

    Beside a small number the next smallest is hidden; a part of something stands by itself.
    """
    people = [row for row in rows if not RULES[row["rule"]].of_events]
    numbers = [row for row in people if row["unit"] == "number"]
    places = suppress_row([row["cumulative"]["v"] for row in numbers])
    parts = [row for row in people if row["unit"] != "number"]
    return {numbers[place]["id"] for place in places} | {
        row["id"]
        for row in parts
        if any(0 < row["cumulative"][part] < SMALL for part in ("v", "d"))
    }


def _width(row):
    """How much of the way from zero to the target is done, in per cent, at most all of it."""
    now, target = row["cumulative"], row["target"]
    if not target or not target["v"] or not now["d"]:
        return 0
    share = (now["v"] / now["d"]) / (target["v"] / target["d"])
    return min(round(100 * share), 100)


def _names(project, language):
    """Who made it possible: programme, implementers, donors."""
    found = [(_("Programme"), [project["programme"]])] if project["programme"] else []
    found.append((_("Implemented by"), project["implementers"]))
    found.append((_("Supported by"), project["donors"]))
    return [
        (label, ", ".join(marked_in(name, language) for name in names))
        for label, names in found
        if names
    ]
