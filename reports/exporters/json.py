"""What docs/contracts.md promises: figures under codes, never labels."""

import json

from reports.counting import MEASURES


def contract(count):
    """The figures as the contract names them."""
    scope, period, total = count.scope, count.period, count.total
    return {
        "project": scope.project.code if scope.project else None,
        "centre": scope.centre.code if scope.centre else None,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "events": count.events,
        **{measure: getattr(total, measure) for measure in MEASURES},
        "cumulative": count.cumulative,
        "rows": [cell.as_row() for cell in count.cells],
    }


def write_json(count):
    """The contract as JSON, one line per row of the table."""
    figures = contract(count)
    rows = ",\n  ".join(json.dumps(row) for row in figures.pop("rows"))
    head = json.dumps(figures, indent=1)[:-2]
    body = f"[\n  {rows}\n ]" if rows else "[]"
    return f'{head},\n "rows": {body}\n}}\n'
