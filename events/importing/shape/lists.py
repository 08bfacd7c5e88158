"""The lists of a file: rows under the keys of the contract, what was left out, and what is open."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.codes import vocabulary
from events.importing.columns import COLUMNS, check_header, plain, quoted
from events.importing.files.cells import Sheet
from events.importing.rows import Problem, RowCells, RowNumber
from events.importing.shape.beside_names import behind
from events.importing.shape.between.titles import SEXES
from events.importing.shape.cells import open_cells, which_comes_first
from events.importing.shape.dividing import tables_of
from events.importing.shape.grids import Days, ask_beside, read_days, read_slashed_days
from events.importing.shape.groups import name_groups
from events.importing.shape.headings import LOOKED_AT, NAMES, Heading, Key, texts_of
from events.importing.shape.months import says_month_and_year
from events.importing.shape.person_names import is_name
from events.importing.shape.questions import Answers, FileQuestion
from events.importing.shape.sheets import rows_of
from events.importing.shape.synonyms import DAY, IGNORED, meaning_of
from events.importing.shape.unheaded.names import names_alone
from events.importing.shape.unheaded.tables import table_alone
from participants.models import Sex

NUMBERS = re.compile(r"[0-9]+")


@dataclass
class Lists:
    """`rows`: [(RowNumber, {key: text or Fault})]; `left_out`: Problems; `questions` to ask."""

    rows: list[tuple[RowNumber, RowCells]] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    questions: list[FileQuestion] = field(default_factory=list)
    empty: list[RowNumber] = field(default_factory=list)  # without a mark, among marked ones
    crossed: list[RowNumber] = field(default_factory=list)  # with ☒ or ☐, and no box is ticked
    doubtful: list[tuple[RowNumber, str]] = field(default_factory=list)  # as `Sheet` has them
    hidden: list[RowNumber] = field(default_factory=list)  # hidden or struck through
    dates: str = ""  # "day_first" or "month_first", where it is known
    shape: str = ""  # the headings of all lists; numbers apart
    # (place of the sheet, table, column): what no cell of its lines says, but a line above.
    said_above: set[tuple[int, int, str]] = field(default_factory=set)


def lists_of(sheets: Sequence[Sheet], answers: Answers) -> Lists:
    """All lists of the sheets. ValidationError where there is none."""
    found = Lists()
    for place, sheet in enumerate(sheets):
        sheet.place = place
    tables = _tables_of(sheets, answers, found)
    with_table = list(dict.fromkeys(sheet.title for sheet, heading in tables if heading))
    if not with_table:
        _refuse(sheets, answers)
    slashed = {
        id(heading): texts
        for _sheet, heading in tables
        if heading and (texts := read_slashed_days(heading, answers.dates))
    }
    without_month = _read_days(tables, answers)
    name_groups(tables)
    found.shape = _shape([heading for _sheet, heading in tables if heading])
    for sheet, heading in tables:
        sheet.is_one_of_many = len(with_table) > 1
        if heading is None or (answers.sheets and sheet.title not in answers.sheets):
            if sheet.rows or sheet.title in with_table:
                _leave_out(found, sheet, heading)
            continue
        if not answers.asks:
            _check(sheet, heading, answers)
        elif days := without_month.get(sheet.name):
            found.questions.append(_month_of(days, answers.months.get(sheet.name, "")))
            continue
        elif read_both_ways := slashed.get(id(heading)):
            found.questions.append(which_comes_first(read_both_ways))
            continue
        rows_of(sheet, heading, answers, found)
    if not found.rows and not found.left_out and not found.questions:
        raise ValidationError(_("The file has no rows below the headings."))
    if len(with_table) > 1 and not answers.sheets and answers.asks:
        found.questions.insert(0, _which_sheets(with_table, sheets))
    open_cells(found, answers)
    found.questions = _asked_once(found.questions)
    return found


def _tables_of(
    sheets: Sequence[Sheet], answers: Answers, found: Lists
) -> list[tuple[Sheet, Heading | None]]:
    """The tables of each sheet under their headings; lines without any, where no sheet has one."""
    tables = [table for sheet in sheets for table in tables_of(sheet, answers, found)]
    if any(heading for _sheet, heading in tables):
        return tables
    _refuse_counts(sheets)
    return [(sheet, table_alone(sheet, answers) or names_alone(sheet, answers)) for sheet in sheets]


def _which_sheets(titles: Sequence[str], sheets: Sequence[Sheet]) -> FileQuestion:
    hidden = {sheet.title for sheet in sheets if sheet.is_hidden}
    choices = [(title, _titled(title, hidden)) for title in titles]
    return FileQuestion("sheets", _("Which sheets are to be imported?"), "", choices=choices)


def _titled(title: str, hidden: Collection[str]) -> str:
    """A sheet as it is offered: one that is hidden says so, and is chosen by nobody beforehand."""
    return _("%(title)s (a hidden sheet)") % {"title": title} if title in hidden else title


def _read_days(tables: Sequence[tuple[Sheet, Heading | None]], answers: Answers) -> dict[str, Days]:
    """{name of a sheet: its days} of those that have days of a month which nobody said yet.

    What was answered counts for days alone that are open without it.
    """
    read = [read_days(heading, sheet) for sheet, heading in tables if heading]
    for _turn in range(2):  # an answer may be the month that is written above the table beside
        ask_beside(read)
        read = [days.answered(answers.months.get(days.sheet.name, "")) for days in read]
    return {
        days.sheet.name: days
        for days in read
        if len(days.still_open) > 1 and answers.months.get(days.sheet.name) != ""
    }


def _month_of(days: Days, answer: str) -> FileQuestion:
    """The question of which month and year days are; `answer`: what they cannot be of."""
    sheet, asks_year = days.sheet, days.lacks_year and not answer
    words = {"days": quoted(days.still_open[:3]), "sheet": sheet.title, "number": sheet.number}
    words["answer"] = quoted([answer])
    if asks_year and sheet.title:
        asked = [_("Of which year are the columns %(days)s on the sheet “%(sheet)s”?")]
    elif asks_year:
        asked = [_("Of which year are the columns %(days)s?")]
    elif sheet.title:
        asked = [_("Of which month and year are the columns %(days)s on the sheet “%(sheet)s”?")]
    else:
        asked = [_("Of which month and year are the columns %(days)s?")]
    if sheet.number > 1:
        asked.append(_("They are in table %(number)s of the sheet."))
    if answer:
        asked.append(
            _("The answer was %(answer)s, a month without these days.")
            if says_month_and_year(answer)
            else _("The answer was %(answer)s: enter a month and a year such as 10.2021.")
        )
    example = "2021" if asks_year else "10.2021"
    return FileQuestion(f"month:{sheet.name}", " ".join(asked) % words, "", samples=[example])


def _asked_once(questions: Sequence[FileQuestion]) -> list[FileQuestion]:
    """What several sheets leave open, as one question for all of them."""
    found: dict[str, FileQuestion] = {}
    for question in questions:
        if question.name in found:
            found[question.name].rows += question.rows
            if question.name == "event":
                found[question.name].samples += question.samples
        else:
            found[question.name] = question
    return list(found.values())


def _shape(headings: Sequence[Heading]) -> str:
    """What lists of one kind have in common, in whatever month: their headings, numbers apart."""
    kinds = {
        "\x1f".join(dict.fromkeys(NUMBERS.sub("0", plain(text)) for text in heading.texts))
        for heading in headings
        if any(heading.texts)
    }
    return "\x1d".join(sorted(kinds))


def _check(sheet: Sheet, heading: Heading, answers: Answers) -> None:
    """Refuse what somebody would be asked about the headings, where nobody can be asked."""
    below = [cells for number, cells in sheet.rows if number > heading.row]
    used = {place for cells in below for place, cell in enumerate(cells) if cell}
    width = len(heading.texts)
    keys = [IGNORED if key is None and answers.leave_out_columns else key for key in heading.keys]
    given = {"starts_at" if key == DAY else key for key in heading.facts}
    given |= {"event"} if answers.event else set()
    days = any(isinstance(key, date) for key in keys) or DAY in keys
    given |= {"starts_at"} if answers.starts_at or days else set()
    given |= {"first_name"} if NAMES & {*filter(_is_word, keys)} else set()
    check_header(heading.texts, _told_apart(keys), {n for n in used if n < width}, given=given)


def _is_word(key: Key) -> bool:
    return isinstance(key, str)


def _told_apart(keys: Sequence[Key]) -> list[str | None]:
    """Keys, of which only those of the contract can be there twice; None stays None."""
    return [
        None if key is None else str(key) if key in COLUMNS and key != "phone" else f"{place}"
        for place, key in enumerate(keys)
    ]


def _leave_out(found: Lists, sheet: Sheet, heading: Heading | None) -> None:
    reason = _("Not chosen.") if heading else _("No list of people is on this sheet.")
    line = sheet.rows[0][0] if sheet.rows else 1
    found.left_out.append(Problem(RowNumber.at(line, sheet.place, sheet.title), "", reason))


def _refuse(sheets: Sequence[Sheet], answers: Answers) -> None:
    """Say what the first row lacks, as of a file of the contract's own form."""
    rows = next((sheet.rows for sheet in sheets if sheet.rows), None)
    if rows is None:
        raise ValidationError(_("The file is empty."))
    headings = [str(cell) for cell in rows[0][1]]
    keys = [meaning_of(heading) for heading in headings]
    if not answers.asks:
        check_header(headings, keys, set(range(len(headings))))
    raise ValidationError(
        _(
            "No headings of a list are found among the first 20 rows. Give the columns headings "
            "such as “Emri” and “Mbiemri”, or write one person on each line: the name alone, or "
            "with age and telephone."
        )
    )


def _refuse_counts(sheets: Sequence[Sheet]) -> None:
    """Say where counts go, of a list that has nothing else."""
    if any(_has_counts_alone(sheet) for sheet in sheets):
        raise ValidationError(
            _(
                "This list has numbers of people and no names. Write the numbers on the page of "
                "the meeting, under “Count people without names”, or make a row for each number "
                "with the columns “Numri i pjesëmarrësve” and “Gjinia”."
            )
        )


def _has_counts_alone(sheet: Sheet) -> bool:
    """Whether a sheet has numbers of people by sex: below "Vajza" and "Djem", and nobody's name."""
    sexes = vocabulary(Sex).meanings
    lines = [texts_of(cells) for _number, cells in sheet.rows[:LOOKED_AT]]
    for place, texts in enumerate(lines):
        columns = [n for n, text in enumerate(texts) if sexes.get(plain(text)) in SEXES]
        are_both = len({sexes[plain(texts[n])] for n in columns}) > 1
        if are_both and not any(map(NUMBERS.search, texts)):
            below = [line[n] for line in lines[place + 1 :] for n in columns if len(line) > n]
            return not any(" " in text and is_name(behind(text).get("", text)) for text in below)
    return False
