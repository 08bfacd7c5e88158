"""By what dimensions divide figures: a closed list, each entry said once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from events.models import Event
from participants.models import Category, Disability, Sex
from shkej.lib.queries.ordering import in_shown_order

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Division:
    """What of a person, or of an event, decides the value.

    `registration`, `headcount`, `event`: how such a row reaches it; None where nobody knows it.
    `codes`: [(code, label), …] that its values may hold; `proposed`: what a new one begins with,
    (Albanian, English, first and last age or codes) of each value.
    `of_ages`: its values are bands of ages; `is_sensitive`: not everybody may see whom it is about.
    `is_asked`: whoever was not asked for it fits the value that holds “unknown”.
    """

    code: str
    name: str
    codes: Callable[[], list]
    registration: str
    headcount: str | None = None
    event: str | None = None
    of_ages: bool = False
    is_sensitive: bool = False
    is_asked: bool = False
    proposed: tuple = ()


def _categories():
    return [(category.code, category.label) for category in in_shown_order(Category.objects.all())]


_ALL = [
    Division(
        code="sex",
        name=_("Sex"),
        codes=lambda: list(Sex.choices),
        registration="participant__sex",
        headcount="sex",
        proposed=(("Femër", "Female", ["female"]), ("Mashkull", "Male", ["male"])),
    ),
    Division(
        code="age",
        name=_("Age at the first counted attendance"),
        codes=lambda: [(UNKNOWN, _("Age not known"))],
        registration="age",
        headcount="range",  # `age_from` and `age_to`
        of_ages=True,
        proposed=(
            ("0–4", "0-4", (0, 4)),
            ("5–9", "5-9", (5, 9)),
            ("10–14", "10-14", (10, 14)),
            ("15–17", "15-17", (15, 17)),
            ("18+", "18+", (18, None)),
        ),
    ),
    Division(
        code="disability",
        name=_("Disability"),
        codes=lambda: list(Disability.choices),
        registration="participant__disability",
        is_sensitive=True,
        is_asked=True,
        proposed=(
            ("Me aftësi të kufizuara", "With disability", ["yes"]),
            ("Pa aftësi të kufizuara", "Without disability", ["no"]),
        ),
    ),
    Division(
        code="category",
        name=_("What the person attends as"),
        codes=_categories,
        registration="category__code",
        headcount="category__code",
    ),
    Division(
        code="event_kind",
        name=_("Type of the event"),
        codes=lambda: list(Event.Kind.choices),
        registration="event__kind",
        headcount="event__kind",
        event="kind",
    ),
]

# By code, in the order in which they are offered.
DIVISIONS = {division.code: division for division in _ALL}


def division_choices():
    """[(code, name), …] in their order."""
    return [(division.code, division.name) for division in DIVISIONS.values()]
