"""A register as a workbook, written so that the import reads from it what is recorded."""

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from events.importing.columns import COLUMNS, template_headings
from events.importing.downloads.lines import RegisterLine, lines_of
from events.importing.files.reading import sheets_of
from events.importing.parsing import Parser
from events.importing.rows import ImportRow, Problem
from events.importing.shape.lists import lists_of
from events.importing.shape.questions import Answers
from events.models import Event, Headcount, Registration
from participants.models import Category
from partners.models import Project
from shkej.lib.bilingual import reading
from shkej.lib.house import house_name
from shkej.lib.texts import harmless

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
WIDTH, WIDE = 14, {"event": 25, "title_sq": 30, "title_en": 30, "person": 28}
FIRST_LINE = 2  # as a spreadsheet counts, below the headings

# What each row of a file was made of.
Told = list[tuple[ImportRow, Registration | Headcount]]


def register_file(event: Event, name: str, user: User) -> tuple[bytes, Told]:
    """The workbook of a register in the language being read, and what its rows tell of.

    The import reads what is recorded: a cell from which it would not is left empty, and whoever has
    no name any more is not in the file. Empty where nobody is on the register.
    """
    projects = {row.code.casefold(): row.code for row in Project.objects.visible_to(user)}
    codes = [row.code for row in event.projects.order_by("code") if row.code.casefold() in projects]
    places = event.registrations.active().in_line_order()
    lines = lines_of(
        event,
        places.select_related("participant", "category", "organisation"),
        event.headcounts.select_related("category").order_by("pk"),
        name=name,
        projects=codes,
    )
    parser = Parser(
        categories=list(Category.objects.all()),
        projects=projects,
        may_create_projects=False,
        letters=reading(),
    )
    while lines:
        content = _written([line for line, _of in lines])
        rows, problems = _read_back(content, parser)
        if not problems:
            of_line = dict(enumerate((of for _line, of in lines), FIRST_LINE))
            return content, [(row, of_line[row.number]) for row in rows]
        lines = _without(lines, problems)
    return b"", []


def _read_back(content: bytes, parser: Parser) -> tuple[list[ImportRow], list[Problem]]:
    rows, problems = [], []
    for number, cells in lists_of(sheets_of(content), Answers(asks=True)).rows:
        row, faults = parser.parse(number, cells)
        if row:
            rows.append(row)
        problems += faults
    return rows, problems


def _without(
    lines: Sequence[tuple[RegisterLine, Registration | Headcount]], problems: Sequence[Problem]
) -> list[tuple[RegisterLine, Registration | Headcount]]:
    """The lines without the cells that cannot be read, or without the line that lacks one."""
    faulty: dict[int, set[str]] = {}
    for problem in problems:
        faulty.setdefault(problem.row, set()).add(problem.column)
    kept = []
    for number, (line, of) in enumerate(lines, FIRST_LINE):
        columns = faulty.get(number, set())
        if columns <= line.keys():
            kept.append(({key: text for key, text in line.items() if key not in columns}, of))
    return kept


def _written(lines: Sequence[RegisterLine]) -> bytes:
    from xlsxwriter import Workbook  # only where a file is written: a worker that waits is small

    file = io.BytesIO()
    workbook = Workbook(file, OPTIONS)
    workbook.set_properties({"author": house_name(), "company": house_name()})
    sheet = workbook.add_worksheet(_("Attendance list"))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(1, 0)
    bold = workbook.add_format({"bold": True})
    for column, (key, heading) in enumerate(
        zip(COLUMNS, template_headings(reading()), strict=True)
    ):
        sheet.set_column(column, column, WIDE.get(key, WIDTH))
        sheet.write_string(0, column, heading, bold)
        for row, line in enumerate(lines, 1):
            if key in line:
                sheet.write_string(row, column, harmless(line[key]))
    workbook.close()
    return file.getvalue()
