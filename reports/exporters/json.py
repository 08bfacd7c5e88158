"""What docs/contracts.md promises: figures under codes, never labels."""

import json
from typing import Any, TypedDict

from reports.counting.attendance import AttendanceCount, CellRow


class Contract(TypedDict):
    """The figures of a question, under the keys of the contract."""

    project: str | None
    centre: str | None
    start: str | None
    end: str
    events: dict[str, int]
    attendances: int
    headcount: int
    reached: int
    newly_reached: int
    cumulative: int
    rows: list[CellRow]


def contract(count: AttendanceCount) -> Contract:
    """The figures as the contract names them."""
    scope, period, total = count.scope, count.period, count.total
    return Contract(
        project=scope.project.code if scope.project else None,
        centre=scope.centre.code if scope.centre else None,
        start=period.start.isoformat() if period.start else None,
        end=period.end.isoformat(),
        events=count.events,
        attendances=total.attendances,
        headcount=total.headcount,
        reached=total.reached,
        newly_reached=total.newly_reached,
        cumulative=count.cumulative,
        rows=[cell.as_row() for cell in count.cells],
    )


def write_json(count: AttendanceCount) -> str:
    """The contract as JSON, one line per row of the table."""
    figures: dict[str, Any] = {**contract(count)}
    rows = ",\n  ".join(json.dumps(row) for row in figures.pop("rows"))
    head = json.dumps(figures, indent=1)[:-2]
    body = f"[\n  {rows}\n ]" if rows else "[]"
    return f'{head},\n "rows": {body}\n}}\n'
