"""From the bytes of a template to its layout. Columns are found by their tags and ids alone."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.files.cells import FEW_SECONDS, Clock
from events.importing.files.packages import guard_package, source_of
from reports.prp.layout import PrpDimension, PrpRow, PrpSheet, PrpValue, Template

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MEGABYTES = 4  # what the portal takes
MAX_UNPACKED = 30 * 1024 * 1024
MAX_COLUMNS, MAX_ROWS = 2_000, 2_000
FIRST_ROW, MOST_ROWS = 5, 215  # the portal's layout fails beyond
MARK = "X"
NARRATIVE = "#pd+output+narrative"
OTHER = ("#pd+contribution+to+date", "#challenges", "#forward")
KEYS = ("#pr+id", "#loc+id")
REFERENCE, PERIOD = "#pd+reference", "#pd+period"
OUTPUT, TITLE, KIND = "#pd+output+title", "#pd+indicator+title", "#pd+indicator+type"
# The heading says "previous progress", but of a place that is the country its name is there.
COUNTRY = "#previous+location+progress"
PLACES = [f"#adm{level}+code" for level in range(5, 0, -1)]  # which hold the names, deepest first
TAGS = ("#partner+name", REFERENCE, PERIOD, OUTPUT, TITLE, KIND, NARRATIVE, *OTHER, *KEYS)
OF_DIMENSION, OF_VALUE = "#indicator+type+", "#indicator+value+"
Grid = dict[int, dict[str, str]]  # {row: {letter: text}}
NUMBER = re.compile(r"\d{1,15}")
KEPT = 4  # of the layouts that this process read last; one has some hundred kB
_kept: dict[bytes, Template] = {}
_keeping = Lock()


def read_template(content: bytes) -> Template:
    """The template's layout; ValidationError for everything that is not one.

    A file is chosen, then what it means is confirmed, then it is filled: reading it takes longer
    than all else there, so the layouts read last are kept.
    """
    key = sha256(content).digest()
    with _keeping:
        template = _kept.pop(key, None)
    template = template or _read(content)
    with _keeping:
        _kept[key] = template  # the newest is last
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
    return template


def _read(content: bytes) -> Template:
    if len(content) > MEGABYTES * 1024 * 1024:
        raise ValidationError(
            _("The file is too large (limit %(mb)s MB).") % {"mb": MEGABYTES}, "too_large"
        )
    if not content.startswith(b"PK"):
        raise _no_template()
    guard_package(content, MAX_UNPACKED)
    # Its library takes 10 MB, which most processes never need.
    from events.importing.files.workbooks import open_workbook

    try:
        clock = Clock(FEW_SECONDS)
        workbook = open_workbook(content, clock)
        _guard_cells(content, workbook, clock)
        grids = [(sheet.title, *_grid(sheet, clock)) for sheet in workbook.worksheets]
    except ValidationError:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise _no_template() from error
    grids = [grid for grid in grids if grid[0].casefold() != "readme"]
    if not any(_is_template(rows) for _title, rows, _last in grids):
        raise _no_template()
    return Template(tuple(_sheet(*grid) for grid in grids))


def _no_template() -> ValidationError:
    return ValidationError(
        _(
            "This is not a template of UNICEF’s portal. Open the report in PRP, press "
            "“Generate Uploader Template” and choose the file that you get."
        ),
        "no_template",
    )


def _broken(sheet: str, why: str) -> ValidationError:
    return ValidationError(
        _("Sheet “%(sheet)s” is not as UNICEF’s portal made it: %(why)s Generate the file anew.")
        % {"sheet": sheet, "why": why},
        "broken",
    )


def _guard_cells(content: bytes, workbook: Workbook, clock: Clock) -> None:
    """Refuse sheets with more cells than the portal ever makes."""
    cells = 0
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for sheet in workbook.worksheets:
            cells = source_of(archive, sheet._worksheet_path.lstrip("/"), cells, clock).cells


def _grid(sheet: ReadOnlyWorksheet, clock: Clock) -> tuple[Grid, int]:
    """({row: {letter: text}}, number of the last row that has a cell, be it empty)."""
    from openpyxl.cell.read_only import EmptyCell
    from openpyxl.utils import get_column_letter

    sheet.reset_dimensions()
    rows, last = {}, 0
    # Asked for a last column, openpyxl would fill each of the thousand rows up to it.
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS + 1), 1):
        clock.check()
        cells = [cell for cell in row if not isinstance(cell, EmptyCell)]
        if number > MAX_ROWS or len(row) > MAX_COLUMNS:
            _refuse_beyond(sheet.title, number, cells)
            cells = [cell for cell in cells if cell.column <= MAX_COLUMNS]
        if number > MAX_ROWS:
            break
        if cells:
            last = number
            texts = {get_column_letter(cell.column): _text(cell.value) for cell in cells}
            rows[number] = {letter: text for letter, text in texts.items() if text}
    return rows, last


def _refuse_beyond(title: str, number: int, cells: Iterable[ReadOnlyCell]) -> None:
    """Refuse what stands where nothing of the portal stands, instead of leaving it out."""
    for cell in cells:
        if (number > MAX_ROWS or cell.column > MAX_COLUMNS) and _text(cell.value):
            raise _broken(
                title,
                _("It goes beyond row %(rows)s or column %(columns)s.")
                % {"rows": MAX_ROWS, "columns": MAX_COLUMNS},
            )


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _is_template(rows: Grid) -> bool:
    return set(KEYS) <= set(rows.get(4, {}).values()) and "Total" in rows.get(1, {}).values()


def _sheet(title: str, rows: Grid, last_row: int) -> PrpSheet:
    if not _is_template(rows):
        raise _broken(title, _("It does not belong to the template."))
    heads, ids, names, tags = (rows.get(number, {}) for number in range(1, 5))
    columns: dict[str, str] = {}
    for letter, tag in tags.items():
        columns.setdefault(tag, letter)
    if not set(TAGS) <= set(columns):
        missing = ", ".join(tag for tag in TAGS if tag not in columns)
        raise _broken(title, _("It lacks %(columns)s.") % {"columns": missing})
    untagged = [letter for letter, head in heads.items() if head == "Total" and letter not in tags]
    if len(untagged) != 1:
        raise _broken(title, _("It needs one column “Total”."))
    dimensions, cells = _dimensions(title, heads, ids, names, tags)
    return PrpSheet(
        title=title,
        columns=columns,
        dimensions=dimensions,
        cells=cells,
        total=untagged[0],
        rows=tuple(_rows(title, rows, columns, dimensions)),
        other={tag: rows.get(FIRST_ROW, {}).get(columns[tag], "") for tag in OTHER},
        last_row=last_row,
    )


def _dimensions(
    title: str,
    heads: dict[str, str],
    ids: dict[str, str],
    names: dict[str, str],
    tags: dict[str, str],
) -> tuple[tuple[PrpDimension, ...], dict[frozenset[int], str]]:
    """The sheet's dimensions with their values, and {ids of values: letter}."""
    cells: dict[frozenset[int], str] = {}
    values: dict[str, list[PrpValue]] = {}
    dimensions: list[PrpDimension] = []
    for letter, tag in tags.items():
        if not tag.startswith(OF_VALUE):
            continue
        numbers = [int(number) for number in NUMBER.findall(ids.get(letter, ""))]
        key = frozenset(numbers)
        if not numbers or len(key) < len(numbers) or key in cells:
            raise _broken(title, _("Column %(column)s has no id of its own.") % {"column": letter})
        cells[key] = letter
        if len(numbers) == 1:
            value = PrpValue(numbers[0], heads.get(letter, ""))
            values.setdefault(names.get(letter, ""), []).append(value)
    for letter, tag in tags.items():
        if tag.startswith(OF_DIMENSION):
            name, number = heads.get(letter, ""), ids.get(letter, "")
            if not NUMBER.fullmatch(number) or name not in values:
                raise _broken(
                    title, _("Column %(column)s has no id of its own.") % {"column": letter}
                )
            dimensions.append(PrpDimension(int(number), name, letter, tuple(values.pop(name))))
    if values:
        raise _broken(title, _("Some values belong to no dimension."))
    return tuple(dimensions), cells


def _rows(
    title: str, rows: Grid, columns: dict[str, str], dimensions: Sequence[PrpDimension]
) -> Iterator[PrpRow]:
    """The rows with figures: down to the first one without a partner, as the portal reads them."""
    partner, key = columns["#partner+name"], columns["#loc+id"]
    numbers = sorted(number for number in rows if number >= FIRST_ROW)
    filled = [number for number in numbers if key in rows[number]]
    for number in filled:
        if partner not in rows[number] or number != FIRST_ROW + filled.index(number):
            raise _broken(
                title, _("Row %(row)s does not follow the row above it.") % {"row": number}
            )
        cells = rows[number]
        found = {tag: cells.get(letter, "") for tag, letter in columns.items()}
        place = next((found[tag] for tag in PLACES if found.get(tag)), "")
        yield PrpRow(
            sheet=title,
            number=number,
            reference=found[REFERENCE],
            period=found[PERIOD],
            output=found[OUTPUT],
            title=found[TITLE],
            kind=found[KIND].casefold(),
            location=place or found.get(COUNTRY, ""),
            is_country=not place,
            marked=frozenset(
                row.id for row in dimensions if cells.get(row.column, "").upper() == MARK
            ),
            narrative=found[NARRATIVE],
        )
