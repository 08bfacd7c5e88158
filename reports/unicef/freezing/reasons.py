"""How a figure of a frozen report would differ today, and why, in words."""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

# The first that fits says why.
UNKNOWN = "other"
REASONS = (
    *("added", "gone", "definition", "typed"),
    *("merge", "late", "correction", "count", "event", "category", "centre", "person"),
    *("other_periods", "beside"),
    UNKNOWN,
)


def _sentence(reason, number):
    words = {
        "added": gettext("the indicator was added after the report was frozen"),
        "gone": gettext("the indicator is no longer reported"),
        "typed": gettext("by figures that were typed in later"),
        "definition": ngettext(
            "%(n)s by a new version of the indicator",
            "%(n)s by a new version of the indicator",
            number,
        ),
        "merge": ngettext(
            "%(n)s by joining two records of one person",
            "%(n)s by joining two records of one person",
            number,
        ),
        "late": ngettext(
            "%(n)s marked after the report was frozen",
            "%(n)s marked after the report was frozen",
            number,
        ),
        "correction": ngettext(
            "%(n)s by a corrected attendance", "%(n)s by corrected attendances", number
        ),
        "count": ngettext(
            "%(n)s by a changed count of people without a name",
            "%(n)s by changed counts of people without a name",
            number,
        ),
        "event": ngettext("%(n)s by a changed event", "%(n)s by changed events", number),
        "category": ngettext(
            "%(n)s because a category counts otherwise",
            "%(n)s because a category counts otherwise",
            number,
        ),
        "centre": ngettext(
            "%(n)s because a centre is in another municipality",
            "%(n)s because a centre is in another municipality",
            number,
        ),
        "person": ngettext(
            "%(n)s by corrected details of a person",
            "%(n)s by corrected details of people",
            number,
        ),
        "other_periods": gettext("by what changed in other periods; the reported figure stays"),
        "beside": gettext("the reported figure stays as it was"),
        UNKNOWN: ngettext(
            "%(n)s for a reason that is not known",
            "%(n)s for reasons that are not known",
            number,
        ),
    }
    return words[reason] % {"n": number}


@dataclass
class FigureChange:
    """How one indicator's figure would differ today; `reasons`: {reason: rows that changed}.

    `indicator_id` is None where no indicator's page tells of it.
    """

    code: str
    title: dict
    indicator_id: int
    frozen: dict
    now: dict
    unit: str = "number"
    reasons: Counter = field(default_factory=Counter)

    @property
    def difference(self):
        """By how much the (first part of the) figure would differ."""
        return self.now["v"] - self.frozen["v"]

    @property
    def sentences(self):
        """Why, in words."""
        return [_sentence(name, self.reasons[name]) for name in REASONS if self.reasons[name]]
