"""The tables of one sheet: those side by side, those one below the other, and no table of staff."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.importing.columns import quoted
from events.importing.files.cells import Sheet
from events.importing.rows import Problem, RowNumber
from events.importing.shape.beside import parts_of, parts_with_days, parts_with_names
from events.importing.shape.between.staff import lines_below_titles, lines_of_staff
from events.importing.shape.headings import Heading, heading_of
from events.importing.shape.questions import Answers, FileQuestion
from events.importing.shape.sheets import leave_columns_out
from events.importing.shape.tables import Table, cut_below, divided_below

if TYPE_CHECKING:
    from events.importing.shape.lists import Lists


def tables_of(
    sheet: Sheet, answers: Answers, found: "Lists"
) -> Sequence[tuple[Sheet, Heading | None]]:
    """The tables of a sheet, each with its headings; whether those side by side are all lists."""
    heading = heading_of(sheet.rows)
    if heading is None:
        return [(sheet, None)]
    tables = list(_divided(sheet, heading, answers, found))
    if not answers.sheets or sheet.title in answers.sheets:
        tables = _without_staff(tables, found)
    for number, (table, _heading) in enumerate(tables, 1):
        table.number = number if len(tables) > 1 else 0
    return tables


def _without_staff(tables: list[Table], found: "Lists") -> list[Table]:
    """The tables that are none of staff or guests; what is left out is said."""
    kept = []
    for (sheet, heading), lines in zip(tables, lines_of_staff(tables), strict=True):
        if not lines:
            kept.append((_without_lines_of_staff(sheet, heading, found), heading))
            continue
        _say_staff(heading.row, lines, sheet, found)
    return kept


def _without_lines_of_staff(sheet: Sheet, heading: Heading, found: "Lists") -> Sheet:
    """A table without the lines of staff that stand among its rows under a mere title."""
    blocks = [] if sheet.beside else lines_below_titles(sheet, heading)
    for title, *lines in blocks:
        _say_staff(title, lines, sheet, found)
    left_out = {number for block in blocks for number in block}
    rows = [(number, cells) for number, cells in sheet.rows if number not in left_out]
    return replace(sheet, rows=rows) if blocks else sheet


def _say_staff(line: int, lines: Sequence[int], sheet: Sheet, found: "Lists") -> None:
    reason = ngettext(
        "A table of staff or guests is left out, with its line %(lines)s. "
        "Import those who took part as a list of their own.",
        "A table of staff or guests is left out, with its lines %(lines)s. "
        "Import those who took part as a list of their own.",
        len(lines),
    ) % {"lines": "–".join(dict.fromkeys([str(lines[0]), str(lines[-1])]))}
    number = RowNumber.at(line, sheet.place, sheet.title)
    found.left_out.append(Problem(number, "", reason))


def _divided(sheet: Sheet, heading: Heading, answers: Answers, found: "Lists") -> Iterator[Table]:
    """The tables side by side under one line of headings, and those one below the other."""
    rest: Table | None = (sheet, heading)
    while rest:
        lines, rest = cut_below(*rest, _parts(*rest, answers))
        for upper, its in lines:
            for one, of_one in _side_by_side(upper, its, answers, found):
                first, *below = divided_below(one, of_one)
                yield first
                for other, of_other in below:
                    yield from _divided(other, of_other, answers, found)


def _parts(sheet: Sheet, heading: Heading, answers: Answers) -> list[list[int]]:
    """The columns of each of the tables side by side; empty where there is one table."""
    is_wanted = not answers.sheets or sheet.title in answers.sheets
    parts = parts_with_days(heading, has_days=answers.months.get(sheet.title) != "")
    return parts or (parts_with_names(heading) if answers.asks and is_wanted else [])


def _side_by_side(
    sheet: Sheet, heading: Heading, answers: Answers, found: "Lists"
) -> Sequence[Table]:
    """The tables side by side; of those of names alone somebody says whether they are lists."""
    parts = _parts(sheet, heading, answers)
    if len(parts) < 2:
        return [(sheet, heading)]
    if parts_with_days(heading, has_days=answers.months.get(sheet.title) != ""):
        return parts_of(sheet, heading, parts)
    return _of_names_alone(sheet, heading, parts, answers, found)


def _of_names_alone(
    sheet: Sheet, heading: Heading, parts: Sequence[list[int]], answers: Answers, found: "Lists"
) -> list[Table]:
    """The tables of others beside the first, of which somebody says whether they are lists too."""
    if not answers.beside:
        found.questions.append(_which_beside(heading, parts))
    if answers.beside != "first":
        return parts_of(sheet, heading, parts)
    own, others = parts[0], [column for part in parts[1:] for column in part]
    if all(heading.keys[column] != "attendance" for column in own):
        marks = [column for column in others if heading.keys[column] == "attendance"]
        keys = [None if column in marks else key for column, key in enumerate(heading.keys)]
        heading = replace(heading, keys=keys)  # whose marks they are is asked
        own, others = [*own, *marks], [column for column in others if column not in marks]
    texts = [text for column in others if (text := heading.texts[column])]
    leave_columns_out(found, heading, sheet, texts)
    return parts_of(sheet, heading, [own, others])[:1]


def _which_beside(heading: Heading, parts: Sequence[Sequence[int]]) -> FileQuestion:
    words = [[heading.texts[column] for column in columns] for columns in parts]
    return FileQuestion(
        "beside",
        _("Tables stand beside each other on one sheet. Do all of them list who took part?"),
        "",
        choices=[("all", _("All of them")), ("first", _("The first alone"))],
        samples=[quoted([text for text in texts if text]) for texts in words],
    )
