"""Figures of single events for partner organisations: category by sex, small counts hidden.

Each event has one table, the same for every reader. There is nothing to choose: two tables over
overlapping people could be taken from each other.

docs/security.md, P11.
"""

from dataclasses import dataclass, field

from events.models import Event
from participants.models import Category, Sex
from reports.counting.attended import attended
from reports.counting.suppression import SuppressionMark, suppress_table
from reports.counting.words import withheld

PERMISSION = "reports.view_own_figures"


@dataclass(frozen=True)
class EventFigures:
    """What may be told of one event: numbers, or words where a number is not told.

    `rows`: [(category, [by sex, …], total)]; no columns where only totals of categories are told,
    no rows where only `total` is.
    """

    event: Event
    total: int | str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[tuple] = field(default_factory=list)
    totals: list = field(default_factory=list)

    @property
    def is_open(self):
        """Whether the register may still change: nothing is told before it is closed."""
        return not self.event.register_is_closed

    @property
    def lines(self):
        """The rows with the column's name at each cell, which is shown beside it on a phone."""
        return [
            (category, list(zip(self.columns, cells, strict=True)), total)
            for category, cells, total in self.rows
        ]

    @property
    def last_line(self):
        """The totals, likewise."""
        return list(zip(self.columns, self.totals, strict=True))


def events_of(organisation, user):
    """The held events in which `organisation` had a part and that `user` sees as its partner."""
    events = Event.objects.visible_to(user, PERMISSION).held()
    mine = events.filter(is_sensitive=False, organisations=organisation)
    return mine.distinct().order_by("-starts_at", "-pk")


def figures_of(events):
    """[EventFigures] of a list of events, in a fixed number of queries."""
    people = attended([event for event in events if event.register_is_closed])
    categories = list(Category.objects.all())
    return [
        disclosed_figures(event, people[event.pk], categories)
        if event.pk in people
        else EventFigures(event)
        for event in events
    ]


def disclosed_categories(cells):
    """{category's code: people, or None where the table of the event does not tell them}.

    For whatever else is told of an event: nothing may be there that the table hides.
    """
    codes, sexes, counts = _grid(cells)
    marks = suppress_table(counts) if codes else {}
    return {
        code: None if (row, len(sexes)) in marks else sum(counts[row])
        for row, code in enumerate(codes)
    }


def _grid(cells, order=None):
    """(codes of categories, sexes, rows of counts) of those that came."""
    codes = [code for code in order or _order() if any(cells.get((code, sex)) for sex in Sex)]
    sexes = [sex for sex in Sex if any(cells.get((code, sex)) for code in codes)]
    return codes, sexes, [[cells.get((code, sex), 0) for sex in sexes] for code in codes]


def _order():
    return Category.objects.values_list("code", flat=True)


def disclosed_figures(event, cells, categories):
    """What may be told of an event, or of a quarter: {(category, sex): people} with marks."""
    codes, sexes, counts = _grid(cells, [category.code for category in categories])
    if not codes:
        return EventFigures(event, total=withheld(SuppressionMark.FEW))
    shown = DisclosedTable(counts)
    labels = {category.code: str(category.label) for category in categories}
    *lines, totals = shown.lines
    if not shown.tells_cells:
        sexes, lines, totals = [], [line[-1:] for line in lines], totals[-1:]
    if not shown.tells_rows:
        lines = []
    names = [labels[code] for code in codes]
    return EventFigures(
        event,
        total=totals[-1],
        columns=[str(sex.label) for sex in sexes],
        rows=[(name, line[:-1], line[-1]) for name, line in zip(names, lines, strict=False)],
        totals=totals[:-1],
    )


class DisclosedTable:
    """A two-way table of counts as it may be told: `lines` of numbers, or of words instead.

    The last line, and the last place of each, is the total.
    """

    def __init__(self, counts):
        self._marks = suppress_table(counts)
        self._height, self._width = len(counts), len(counts[0])
        table = [[*row, sum(row)] for row in counts]
        table.append([sum(column) for column in zip(*table, strict=True)])
        self.lines = [
            [self._shown((row, column), count) for column, count in enumerate(line)]
            for row, line in enumerate(table)
        ]

    def _shown(self, place, count):
        mark = self._marks.get(place)
        return count if mark is None else withheld(mark)

    @property
    def tells_cells(self):
        """Whether anything is told below the totals of rows."""
        return any(map(self._tells, range(self._width)))

    @property
    def tells_rows(self):
        """Whether anything is told below the total of all."""
        return self.tells_cells or self._tells(self._width)

    def _tells(self, column):
        places = ((row, column) for row in range(self._height))
        return any(self._marks.get(place) != SuppressionMark.HIDDEN for place in places)
