"""How people are counted (docs/counting.md)."""

from reports.counting.attendance import (
    CELL_FIGURES,
    DIMENSIONS,
    DISABILITIES,
    SEXES,
    AttendanceCount,
    Cell,
    CellFigures,
    count_attendance,
    dimensions_shown,
)
from reports.counting.bands import UNKNOWN, AgeBands
from reports.counting.scope import VIEW, Period, Scope, scope_for

__all__ = [
    "DIMENSIONS",
    "DISABILITIES",
    "CELL_FIGURES",
    "SEXES",
    "UNKNOWN",
    "VIEW",
    "AgeBands",
    "AttendanceCount",
    "Cell",
    "CellFigures",
    "Period",
    "Scope",
    "count_attendance",
    "dimensions_shown",
    "scope_for",
]
