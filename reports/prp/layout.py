"""What a template of the portal looks like, in plain data."""

from dataclasses import dataclass
from functools import cached_property

Written = int | str  # what a cell holds


@dataclass(frozen=True)
class PrpValue:
    """One value of a dimension, as the portal numbers and calls it."""

    id: int
    name: str


@dataclass(frozen=True)
class PrpDimension:
    """One dimension of a sheet: its column of marks and its values."""

    id: int
    name: str
    column: str
    values: tuple[PrpValue, ...] = ()


@dataclass(frozen=True)
class PrpRow:
    """One indicator in one place. `marked`: ids of the dimensions it is reported by.

    `is_country`: the place is the country as a whole, not one of its municipalities.
    """

    sheet: str
    number: int
    reference: str
    period: str
    output: str
    title: str
    kind: str
    location: str
    is_country: bool
    marked: frozenset[int]
    narrative: str


@dataclass(frozen=True)
class PrpSheet:
    """One sheet: the indicators that share a set of dimensions.

    `columns`: {tag of row 4: letter}. `cells`: {ids of values: letter}, from row 2. `other`: the
    texts of row 5 about the whole report, by tag. `last_row`: the last row with a cell in it.
    """

    title: str
    columns: dict[str, str]
    dimensions: tuple[PrpDimension, ...]
    cells: dict[frozenset[int], str]
    total: str
    rows: tuple[PrpRow, ...]
    other: dict[str, str]
    last_row: int


@dataclass(frozen=True)
class Template:
    """A workbook as the portal made it."""

    sheets: tuple[PrpSheet, ...] = ()

    @cached_property
    def rows(self) -> list[PrpRow]:
        """Every row of every sheet, in order."""
        return [row for sheet in self.sheets for row in sheet.rows]

    @cached_property
    def dimensions(self) -> dict[int, PrpDimension]:
        """{id: dimension}, with the values that any sheet has."""
        found: dict[int, PrpDimension] = {}
        values: dict[int, dict[int, PrpValue]] = {}
        for sheet in self.sheets:
            for dimension in sheet.dimensions:
                found.setdefault(dimension.id, dimension)
                known = values.setdefault(dimension.id, {})
                known.update({value.id: value for value in dimension.values})
        return {
            key: PrpDimension(key, row.name, row.column, tuple(values[key].values()))
            for key, row in found.items()
        }
