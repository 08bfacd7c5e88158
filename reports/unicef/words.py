"""The words of reports to UNICEF: checks, amounts, texts of a snapshot."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shkej.lib.numbers import number

CHECKS = {
    "unplaced": _("People who are in no cell: PRP would leave them out"),
    "age_unknown": _("People whose age is not known, where the indicator asks for ages"),
    "no_attendance": _("Events whose register is still empty"),
    "register_open": _("Events whose register is not closed"),
    "manual_missing": _("Typed figures that are missing, or have no source"),
    "cells_total": _("Figures whose cells do not add up to the records behind them"),
    "no_rating": _("Outputs without a rating"),
    "no_narrative": _("Outputs without a narrative: only “met” and “no progress” need none"),
    "missing_info": _("What PRP asks for before a report can be submitted"),
    "text_too_long": _("Texts that are longer than 2,000 characters"),
    "missing_translation": _("Texts that are missing in one of the two languages"),
    "duplicates": _("Possible duplicates among the people counted"),
    "logged_twice": _("Meetings that look as if they were logged twice"),
    "hidden_marks": _("Marks and counts at events that are not held: no report counts them"),
    "not_over": _("A period that is not over: its last day is still to come"),
    "elsewhere": _("Attendances in municipalities that the indicator does not report"),
    "outside_periods": _("Attendances on days that belong to no reporting period"),
    "frozen_differs": _("Figures of earlier reports that would be different today"),
    "below_previous": _("Figures that are lower to date than in the report before"),
    "jump": _("Figures more than three times those of the period before"),
    "over_target": _("Figures above the target"),
    "zero": _("Figures that are 0: is it really nothing?"),
    "method_mismatch": _("Rules that PRP’s method across periods does not fit"),
}


def amount(value, unit="number"):
    """An amount of an indicator: "1.234", or of a part "15 / 20 (75%)"."""
    v, d = (value["v"], value["d"]) if isinstance(value, dict) else (value.v, value.d)
    if unit == "number":
        return number(v)
    if not d:
        return f"{number(v)} / {number(d)}"
    share = gettext("%(percent)s%%") % {"percent": number(100 * v / d, 1)}
    return f"{number(v)} / {number(d)} ({share})"
