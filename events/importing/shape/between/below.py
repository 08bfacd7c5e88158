"""Of tables one below the other those with people, and what stands at the foot of each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from events.importing.files.cells import Sheet
from events.importing.shape.between.rows import LinesBetween
from events.importing.shape.headings import SAY_WHEN, Heading, texts_of

Table = tuple[Sheet, Heading]


def with_people(tables: Sequence[Table]) -> list[Table]:
    """The tables in which a line is somebody's row, each with what stands at its foot passed over.

    Where no table has such a line it is the first. What a line that begins a table without people
    says of the event is of those below it, unless there are none.
    """
    if len(tables) == 1:
        return list(tables)
    have_rows = list(_have_rows(tables))
    have_rows[0] = have_rows[0] or not any(have_rows)
    last = max(place for place, has_rows in enumerate(have_rows) if has_rows)
    has_days_at_foot = _has_days_at_foot(tables, last) and sum(have_rows) > 1
    found: list[Table] = []
    for place, (sheet, heading) in enumerate(tables):
        if have_rows[place]:
            if has_days_at_foot:
                heading = _with_day_of(heading, tables[place + 1][1])
            found.append((sheet, heading))
        elif found:
            above, its = found[-1]
            lines = [
                (number, " ".join(filter(None, texts_of(cells))))
                for number, cells in sheet.rows
                if place > last or number > heading.row
            ]
            found[-1] = replace(above, passed_over=[*above.passed_over, *lines]), its
    return found


def _have_rows(tables: Sequence[Table]) -> Iterator[bool]:
    """Whether each has somebody's row, the first any line at all.

    Who signed below a day at the foot is nobody: that is known by the rows above the day.
    """
    between: LinesBetween | None = None
    for place, (sheet, heading) in enumerate(tables):
        if between is None or between.keys != heading.keys:
            between = LinesBetween(heading, heading.keys)
        below = [between.reason(cells) for number, cells in sheet.rows if number > heading.row]
        yield bool(below) if place == 0 else not all(below)


def _has_days_at_foot(tables: Sequence[Table], last: int) -> bool:
    """Whether a day stands below the last people, and none above the first: each is at a foot."""
    first = tables[0][1]
    says_when = SAY_WHEN & {*first.facts, *(key for key in first.keys if isinstance(key, str))}
    return not says_when and last + 1 < len(tables) and bool(SAY_WHEN & tables[-1][1].facts.keys())


def _with_day_of(heading: Heading, below: Heading) -> Heading:
    own = {key: fact for key, fact in heading.facts.items() if key not in SAY_WHEN}
    days = {key: fact for key, fact in below.facts.items() if key in SAY_WHEN}
    return replace(heading, facts=own | days)
