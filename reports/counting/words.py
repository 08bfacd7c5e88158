"""The words of the reports: what each figure is called and means, and what each code stands for."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Centre
from participants.models import Category, Disability, Sex
from reports.counting import UNKNOWN
from reports.counting.suppression import SMALL, SuppressionMark

# Figures: (name, definition).
FIGURES = {
    "held": (
        gettext_lazy("events held"),
        gettext_lazy(
            "Events that took place on a day of the period. Planned, cancelled and postponed ones "
            "are shown apart: nobody is counted there."
        ),
    ),
    "attendances": (
        gettext_lazy("attendances"),
        gettext_lazy(
            "Each time somebody came, in time or late, counts once; people counted without a name "
            "are included. Somebody who came three times makes three attendances."
        ),
    ),
    "headcount": (
        gettext_lazy("counted without a name"),
        gettext_lazy(
            "The part of the attendances of which only the number is known. Nobody can tell "
            "whether they came before, so they are not among the people reached."
        ),
    ),
    "reached": (
        gettext_lazy("people reached"),
        gettext_lazy(
            "Different people, known by name, who came at least once in the period. Each person "
            "counts once, however often they came."
        ),
    ),
    "newly_reached": (
        gettext_lazy("newly reached"),
        gettext_lazy(
            "Those of the people reached who came for the first time ever, within the chosen "
            "project and centre. This figure may be added up over periods."
        ),
    ),
    "returned": (
        gettext_lazy("returned from before"),
        gettext_lazy("Those of the people reached who had come before the period began."),
    ),
    "cumulative": (
        gettext_lazy("reached since the beginning"),
        gettext_lazy(
            "Different people, known by name, who came at least once up to the last day of the "
            "period, within the chosen project and centre. Each person counts once."
        ),
    ),
}

STATUSES = {
    "held": gettext_lazy("Held"),
    "cancelled": gettext_lazy("Cancelled"),
    "postponed": gettext_lazy("Postponed"),
    "planned": gettext_lazy("Planned"),
}

FIGURE_LABELS = {
    "attendances": gettext_lazy("Attendances"),
    "headcount": gettext_lazy("Of these without a name"),
    "reached": gettext_lazy("People reached"),
    "newly_reached": gettext_lazy("Newly reached"),
}

DIMENSIONS = {
    "category": gettext_lazy("Category"),
    "sex": gettext_lazy("Sex"),
    "age_band": gettext_lazy("Age band"),
    "disability": gettext_lazy("Disability"),
}

HEADINGS = {
    "category": gettext_lazy("By category"),
    "sex": gettext_lazy("By sex"),
    "age_band": gettext_lazy("By age band"),
    "disability": gettext_lazy("By disability"),
}

RULES = [
    gettext_lazy("Only events that were held count, on the days of Tirana."),
    gettext_lazy(
        "Only who was marked as present or late has attended. A registration alone never counts."
    ),
    gettext_lazy("Staff are not counted."),
    gettext_lazy(
        "Each person is in one row of a table of people: with sex and disability as recorded "
        "now, with category and age as at their first attendance in the period. Attendances are "
        "counted under the category and age of each event."
    ),
    gettext_lazy("What is not known is shown as not known, and never left out."),
    gettext_lazy(
        "People counted without a name fall into an age band only if the band holds their whole "
        "age range. Disability is not known of them."
    ),
]


def band_label(code: str) -> str:
    """An age band in words: "5–9 years", "60 and over", "age not known"."""
    if code == UNKNOWN:
        return _("Age not known")
    if code.endswith("+"):
        return _("%(age)s and over") % {"age": code[:-1]}
    first, last = code.split("-")
    if first == last:
        return _("Aged %(age)s") % {"age": first}
    return _("%(first)s–%(last)s years") % {"first": first, "last": last}


def label_of(dimension: str, code: str, categories: Iterable[Category]) -> str:
    """What a code of a dimension is called in the active language."""
    if dimension == "category":
        return next((str(row.label) for row in categories if row.code == code), code)
    if dimension == "age_band":
        return band_label(code)
    return str((Sex if dimension == "sex" else Disability)(code).label)


def withheld(mark: SuppressionMark) -> str:
    """What is in the place of a number that is not told (`suppression.Mark`)."""
    return f"<{SMALL}" if mark == SuppressionMark.FEW else _("not shown")


def centres_in_words(centres: Iterable[Centre]) -> str:
    """Which centres were really counted: "All centres" only of several, where none is left out."""
    centres = list(centres)
    if 1 < len(centres) == Centre.objects.count():
        return _("All centres")
    return ", ".join(centre.name for centre in centres)
