"""What is checked before a report is frozen (docs/indicators.md); each leads to its mending.

A check *blocks* until nothing is found, or *warns*: then somebody says why it may stay.
"""

from reports.unicef.checks.figures import FigureChecks
from reports.unicef.checks.findings import Check, Finding
from reports.unicef.checks.people import PeopleChecks
from reports.unicef.checks.texts import TextChecks

__all__ = ["Check", "Finding", "run_checks"]


def run_checks(counted):
    """[Check, …] of a counted report, in order: first what blocks, then what warns.

    Whoever accepted a warning did so for as much as it found then: more asks again.
    """
    people, texts, figures = PeopleChecks(counted), TextChecks(counted), FigureChecks(counted)
    blocking = {
        "no_attendance": people.not_taken(),
        "register_open": people.not_closed(),
        "unplaced": people.unplaced(),
        "cells_total": figures.sums(),
        "manual_missing": texts.typed(),
        "no_rating": texts.ratings(),
        "no_narrative": texts.narratives(),
        "text_too_long": texts.long_texts(),
        "missing_info": texts.missing_info(),
    }
    warning = {
        "not_over": figures.not_over(),
        "age_unknown": people.ages(),
        "duplicates": people.duplicates(),
        "logged_twice": people.logged_twice(),
        "hidden_marks": people.hidden_marks(),
        "elsewhere": people.elsewhere(),
        "outside_periods": people.outside(),
        "frozen_differs": figures.frozen(),
        "below_previous": figures.odd("below"),
        "jump": figures.odd("jump"),
        "over_target": figures.odd("over"),
        "zero": figures.odd("zero"),
        "method_mismatch": figures.methods(),
        "missing_translation": texts.translations(),
    }
    checks = [Check(code, "block", found) for code, found in blocking.items()]
    for code, found in warning.items():
        check = Check(code, "warn", found)
        accepted = counted.report.accepted_warnings.get(code)
        if accepted and accepted["count"] == check.count:
            check.accepted = {key: accepted[key] for key in ("why", "by", "at")}
        checks.append(check)
    return checks
