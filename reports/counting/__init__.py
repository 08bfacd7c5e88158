"""How people are counted (docs/counting.md)."""

from reports.counting.attendance import (
    DIMENSIONS,
    DISABILITIES,
    MEASURES,
    SEXES,
    AttendanceCount,
    Cell,
    Measures,
    count_attendance,
    dimensions_shown,
)
from reports.counting.bands import UNKNOWN, AgeBands
from reports.counting.scope import VIEW, Period, Scope, scope_for

__all__ = [
    "DIMENSIONS",
    "DISABILITIES",
    "MEASURES",
    "SEXES",
    "UNKNOWN",
    "VIEW",
    "AgeBands",
    "AttendanceCount",
    "Cell",
    "Measures",
    "Period",
    "Scope",
    "count_attendance",
    "dimensions_shown",
    "scope_for",
]
