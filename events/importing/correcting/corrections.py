"""What somebody corrected of the rows of a list, or left out, by row and column.

It holds names and phones, so it lies beside the uploaded file and goes with it; what is known of
the file has only its name (`kept_corrections`). A correction is put into the row between its shape
and its meaning: whatever comes after reads the row as if the list had been right.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.core import signing
from django.http import QueryDict

from events.importing import uploads
from events.importing.files.cells import LONGEST_CELL, CellValue, UnreadableCell
from events.importing.rows import RowCells, RowNumber, row_number
from events.importing.shape.texts import name_as_written, year_alone
from events.importing.unsure.decisions import NotOffered

CELL, OUT = "cell-", "out-"
KEPT = "corrected"  # among what is known of a file
SALT = "import.lines"
LONGEST = 1000  # letters that a control takes; no column takes as many
OF_ROW = ("attendance",)  # what each day of a line has of its own
NAMES = ("first_name", "father_name", "last_name")
BIRTHS = ("birth_date", "birth_year", "age")  # of which a year may be all that somebody knows


@dataclass(frozen=True)
class Corrections:
    """`cells`: {number of a row, or `line_of` it: {column: text}}.

    `out`: the numbers of the lines that are left out; `taken`: of those that are not, although they
    were when the list was imported before.
    """

    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    out: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()

    def typed(self, number: RowNumber) -> dict[str, str]:
        """What was typed into the cells of a row, by column."""
        of_line = self.cells.get(line_of(number), {})
        own = self.cells.get(number, {})
        typed = {column: text for column, text in of_line.items() if column not in OF_ROW}
        return typed | {column: text for column, text in own.items() if column in OF_ROW}

    def with_these(self, given: "Corrections", lines: Iterable[int]) -> "Corrections":
        """These, with what a page gives about the lines that it shows."""
        numbers = self.cells.keys() | given.cells.keys()
        cells = {n: {**self.cells.get(n, {}), **given.cells.get(n, {})} for n in numbers}
        shown = frozenset(lines)
        return Corrections(cells, self.out - shown | given.out, (self.taken | shown) - given.out)


def line_of(number: int) -> int:
    """What stands for all rows of one line of one table: its days have their names in common."""
    row = row_number(number)
    return int(RowNumber.at(row.line, row.place, part=row.table))


def cell_of(number: RowNumber, column: str) -> int:
    """Under which number a cell is corrected: its row's own, or that of the whole line."""
    return int(number) if column in OF_ROW else line_of(number)


def one_line(cell: CellValue | None) -> str:
    """A cell as a control of one line shows it; what cannot be read is empty."""
    return "" if cell is None or isinstance(cell, UnreadableCell) else " ".join(cell.split())


def corrected(cells: RowCells, typed: Mapping[str, str]) -> RowCells:
    """The cells of a row with what was typed; what is there already stays as it stands.

    Of what cannot be read nothing was shown, and an attendance that is empty would be a presence:
    neither is emptied.
    """
    found = dict(cells)
    for column, text in typed.items():
        text = one_line(text)
        is_kept = column in OF_ROW or isinstance(cells.get(column), UnreadableCell)
        if text == one_line(cells.get(column)) or (not text and is_kept):
            continue
        if not text:
            found.pop(column, None)
        elif column in BIRTHS and (year := year_alone(text)):
            found.pop(column, None)
            found["birth_year"] = year
        else:
            found[column] = name_as_written(text) if column in NAMES else text
    return found


# Between the page and what is kept


def offer_of(
    lines: Sequence[tuple[int, bool, Sequence[tuple[int, str, str]]]], token: str, kept: str
) -> str:
    """What a page that shows lines says of itself, signed: no other cell is corrected.

    `lines`: [(number of the line, whether it is left out, [(number, column, text) of its cells])];
    `kept`: the name of the corrections with which they were checked, "" where there were none.
    """
    offered = [
        (line, is_out, [(number, column, _hash(text)) for number, column, text in cells])
        for line, is_out, cells in lines
    ]
    return signing.dumps([kept, offered], salt=f"{SALT}.{token}", compress=True)


def _hash(text: str) -> str:
    """By what it is known whether a control says what the page showed in it."""
    return blake2b(one_line(text).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _offered(posted: QueryDict, token: str) -> tuple[str, list[Any]]:
    kept, lines = signing.loads(posted.get("lines", ""), salt=f"{SALT}.{token}")
    return kept, lines


def corrects_more(posted: QueryDict, token: str, options: Mapping[str, Any]) -> bool:
    """Whether a sent page corrects something with which the file was not checked.

    So does a page that is older than the last check. BadSignature where the page is none of ours.
    """
    kept, lines = _offered(posted, token)
    if kept != options.get(KEPT, ""):
        return True
    return any(
        (f"{OUT}{line}" in posted) != is_out
        or any(
            _hash(posted.get(f"{CELL}{number}-{column}", "")) != shown
            for number, column, shown in cells
            if f"{CELL}{number}-{column}" in posted
        )
        for line, is_out, cells in lines
    )


def corrections_given(posted: QueryDict, token: str, earlier: Corrections) -> Corrections:
    """`earlier` with what a sent page corrects.

    BadSignature where the page is none of ours, NotOffered for more than a cell can hold.
    """
    _kept, offered = _offered(posted, token)
    cells: dict[int, dict[str, str]] = {}
    for _line, _is_out, of_line in offered:
        for number, column, _shown in of_line:
            text = posted.get(f"{CELL}{number}-{column}")
            if text is None:
                continue
            if len(text) > LONGEST_CELL:
                raise NotOffered
            cells.setdefault(number, {})[column] = text
    lines = [line for line, *_shown in offered]
    out = frozenset(line for line in lines if f"{OUT}{line}" in posted)
    return earlier.with_these(Corrections(cells, out), lines)


def keep_corrections(token: str, options: dict[str, Any], found: Corrections) -> None:
    """Keep the corrections beside the file of `token`, and their name in its `options`."""
    kept = {"cells": found.cells, "out": sorted(found.out), "taken": sorted(found.taken)}
    options[KEPT] = uploads.add(token, json.dumps(kept).encode())


def kept_corrections(options: Mapping[str, Any]) -> Corrections:
    """The corrections of a file with these `options`; ValidationError where they are gone."""
    if KEPT not in options:
        return Corrections()
    kept = json.loads(uploads.content(options[KEPT]))
    cells = {int(number): of_row for number, of_row in kept["cells"].items()}
    return Corrections(cells, frozenset(kept["out"]), frozenset(kept.get("taken", ())))
