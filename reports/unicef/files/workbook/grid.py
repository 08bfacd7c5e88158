"""One indicator in one place, laid out as PRP's grid is (docs/indicators.md).

The dimension with the fewest values gives the columns, the second one blocks of rows, the third
the rows inside; a single dimension stands as rows. Rows whose figures are typed into PRP hold
numbers; the others are totals over them.
"""

from dataclasses import dataclass, field


@dataclass
class PrpGridLine:
    """A row: `names` of its values (pairs of texts), its numbers, or the lines that it adds up."""

    names: list
    numbers: list = field(default_factory=list)
    adds_up: list = field(default_factory=list)

    @property
    def is_total(self):
        """Whether PRP works it out itself."""
        return bool(self.adds_up)


@dataclass
class PrpGrid:
    """`heads`: names of the dimensions that stand as rows; `columns`: values, or [None]."""

    heads: list
    columns: list
    parts: tuple
    lines: list

    def number(self, line, place):
        """What is in a line at a place; of a total the sum of its lines."""
        if line.is_total:
            return sum(self.number(self.lines[index], place) for index in line.adds_up)
        return line.numbers[place]


def lay_out(row, place, prp_ids):
    """The grid of an indicator (as a snapshot has it) in one of its places."""
    order = sorted(range(len(row["dimensions"])), key=lambda n: _size(row, n))
    values = [in_prp_order(row["dimensions"][n]["values"], prp_ids) for n in order]
    has_columns = len(order) > 1
    columns = values[0] if has_columns else [None]
    blocks = values[1] if len(order) > 2 else [None]
    inside = values[-1] if order else [None]
    cells = {tuple(cell["values"]): cell for cell in place["cells"]}
    parts = ("v",) if row["unit"] == "number" else ("v", "d")
    grid = PrpGrid(
        heads=[row["dimensions"][n]["name"] for n in (order[1:] if has_columns else order)],
        columns=columns,
        parts=parts,
        lines=[],
    )
    for block in blocks:
        begun = len(grid.lines)
        for value in inside:
            numbers = []
            for column in columns:
                chosen = [each["code"] for each in (column, block, value) if each]
                by_place = dict(zip(order, chosen, strict=True))
                cell = cells[tuple(by_place[n] for n in sorted(by_place))]
                numbers += [cell[part] for part in parts]
            names = [each["name"] for each in (block, value) if each]
            grid.lines.append(PrpGridLine(names, numbers))
        if block:
            members = list(range(begun, len(grid.lines)))
            grid.lines.append(PrpGridLine([block["name"]], adds_up=members))
    if order:
        inner = [n for n, line in enumerate(grid.lines) if not line.is_total]
        grid.lines.append(PrpGridLine([], adds_up=inner))
    return grid


def _size(row, number):
    return len(row["dimensions"][number]["values"]), number


def in_prp_order(values, prp_ids):
    """By PRP's ids where all are known, else as we have them."""
    ids = [prp_ids["value"].get(value["id"]) for value in values]
    if None in ids:
        return list(values)
    return [value for _id, value in sorted(zip(ids, values, strict=True), key=lambda each: each[0])]
