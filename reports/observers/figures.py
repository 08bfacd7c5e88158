"""People reached in whole quarters, for readers from outside: category by sex, small counts hidden.

Each centre has one table for each quarter that is over, the same for every reader. There is nothing
to choose, and no table holds another: two of them cannot be taken from each other
(docs/security.md, P11).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import ExtractQuarter, ExtractYear

from events.models import Centre, Event
from participants.models import Category
from reports.counting import Period, count_attendance, scope_for
from reports.partners.figures import EventFigures, disclosed_figures
from shkej.lib.dates import quarter_of, today

PERMISSION = "reports.view_told_figures"


@dataclass(frozen=True)
class CentreQuarter:
    """A quarter in which a centre held events; `open_registers`: how many may still change."""

    centre: Centre
    first: date
    last: date
    held: int
    open_registers: int

    @property
    def pk(self):
        """What tells it from others on a page."""
        return f"{self.centre.pk}-{self.first}"

    @property
    def register_is_closed(self):
        """Whether nothing in it changes any more: before that nothing is told."""
        return not self.open_registers


def quarters_of(user):
    """[CentreQuarter] of the centres that `user` reads about, the newest first; two queries."""
    centres = Centre.objects.visible_to(user, PERMISSION).in_bulk()
    events = Event.objects.held().filter(centre__in=centres, starts_on__lt=quarter_of(today())[0])
    rows = (
        events.order_by()
        .annotate(year=ExtractYear("starts_on"), quarter=ExtractQuarter("starts_on"))
        .values("centre", "year", "quarter")
        .annotate(held=Count("pk"), open=Count("pk", filter=Q(register_closed_at=None)))
    )
    found = [
        CentreQuarter(
            centres[row["centre"]],
            *quarter_of(date(row["year"], 3 * row["quarter"], 1)),
            row["held"],
            row["open"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.first, -row.centre.pk), reverse=True)


def figures_of(quarters):
    """[EventFigures], whose `event` is the quarter; four queries for each."""
    categories = list(Category.objects.all())
    return [_figures(quarter, categories) for quarter in quarters]


def _figures(quarter, categories):
    if not quarter.register_is_closed:
        return EventFigures(quarter)
    scope = scope_for(centre=quarter.centre)
    count = count_attendance(scope, Period(quarter.first, quarter.last))
    rows = count.by("category", "sex").items()
    cells = {codes: row.reached for codes, row in rows if row.reached}
    return disclosed_figures(quarter, cells, categories)
