"""What is told of disability to whoever may not see who has one (docs/security.md, P11).

One row: of how many people reached it is known. Small groups are hidden, and so is what all or none
of them have. It is told of one centre, over all projects, for a whole quarter that is over and
whose registers are closed, and of nothing else: of any other days, project or place the same could
be asked once with and once without somebody, and the answers taken from each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.models import Centre
from reports.counting import words
from reports.counting.attendance import DISABILITIES, AttendanceCount, CellFigures
from reports.counting.suppression import SMALL
from shkej.lib.dates import quarter_of, today


@dataclass(frozen=True)
class DisabilityLine:
    """One answer (its code, and what it is called), and of how many people reached it is."""

    code: str
    label: str
    people: int


def disclosed_disability(
    count: AttendanceCount, centres: Sequence[Centre]
) -> list[DisabilityLine] | None:
    """[Line] of an `AttendanceCount` over `centres`; None where nothing is told."""
    if not _is_fixed(count, centres):
        return None
    rows = count.by("disability")
    told = disclosed_numbers([rows.get((code,), CellFigures()).reached for code in DISABILITIES])
    if told is None:
        return None
    labels = [words.label_of("disability", code, ()) for code in DISABILITIES]
    if len(told) < len(labels):
        labels[1:] = [_("No, or not asked")]
    return [DisabilityLine(*line) for line in zip(DISABILITIES, labels, told, strict=False)]


def disclosed_numbers(counts: Sequence[int]) -> tuple[int, ...] | None:
    """What is told of the numbers of those who have a disability, have none, and were not asked.

    All three, where none is small; else the first, and the two others together, where these are
    not; else None. None also where all are of one kind that is known. Which of it is told depends
    on no more than that: whoever knows the rule finds at least three values for what is not told.
    """
    yes, no, unknown = counts
    if sum(counts) < SMALL or sum(counts) in (yes, no):
        return None
    for told in ((yes, no, unknown), (yes, no + unknown)):
        if not any(0 < number < SMALL for number in told):
            return told
    return None


def rule_in_words() -> str:
    """When it is told, for whoever looks for it."""
    return _(
        "Disability is shown for a whole quarter that is over, for one centre and all projects, "
        "once its registers are closed, and without small groups. More of it is seen by those who "
        "may see sensitive details."
    )


def _is_fixed(count: AttendanceCount, centres: Sequence[Centre]) -> bool:
    period, scope = count.period, count.scope
    if scope.project is not None or len(centres) != 1 or period.end >= today():
        return False
    if period.start is None or quarter_of(period.start) != (period.start, period.end):
        return False
    held = scope.events.held().filter(period.days("starts_on"))
    return not held.filter(register_closed_at=None).exists()
