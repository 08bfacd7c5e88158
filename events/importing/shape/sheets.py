"""One sheet under its headings as rows of the contract."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.importing.columns import COLUMNS, EVENT_COLUMNS, label, quoted
from events.importing.files.cells import CellValue, Sheet, SheetLine
from events.importing.rows import Problem, RowNumber
from events.importing.shape.contents import (
    leave_open_what_is_no_status,
    leave_out_empty_days,
    leave_out_marks_of_no_day,
    read_whole_names,
    says_who_came,
    values_of,
    with_columns_behind_names,
)
from events.importing.shape.headings import LABELLED, SAY_WHEN, Heading, Key, facts_of, texts_of
from events.importing.shape.lines import LineReader
from events.importing.shape.months import names_day
from events.importing.shape.questions import Answers, FileQuestion
from events.importing.shape.synonyms import DAY, IDENTITY, IGNORED
from events.importing.shape.texts import is_moment
from participants.lib.validators import has_identity_number

if TYPE_CHECKING:
    from events.importing.shape.lists import Lists

SAMPLES = 3


def rows_of(sheet: Sheet, heading: Heading, answers: Answers, found: "Lists") -> None:
    """Add the rows of `sheet` to `found`, and what is left out of it and open."""
    below = [(number, cells) for number, cells in sheet.rows if number > heading.row]
    is_one_of_several = sheet.is_one_of_many or sheet.number
    days = _days_of_nobody(heading, below, sheet) if is_one_of_several else []
    said, heading = heading.facts, _without_days_that_are_none(heading)
    heading, below = with_columns_behind_names(heading, below)
    keys = heading.keys if days else _decided(heading, below, answers, found, sheet)
    lines = LineReader(sheet, heading, keys, found, answers)
    for number, text in sheet.passed_over:
        lines.leave_out(number, _("No name: %(text)s.") % {"text": quoted([text])})
    found.doubtful += [(lines.number(number), text) for number, text in sheet.doubtful]
    if days:
        _leave_out_nobody(found, heading, sheet, days, len(below))
        return
    for number, cells in below:
        lines.add(number, cells)
    lines.finish()
    found.said_above |= {(sheet.place, sheet.beside, key) for key in _said_above(keys)}
    unread = [text for key, text in said.items() if key in SAY_WHEN - heading.facts.keys()]
    _ask_for_event(lines, unread, keys, heading, answers, found)


def _without_days_that_are_none(heading: Heading) -> Heading:
    """Take "Data: 6 tetor" and "Data: ____" for none: the day of the event is asked."""
    facts = heading.facts.items()
    read = {key: text for key, text in facts if key not in SAY_WHEN or is_moment(text)}
    return replace(heading, facts=read)


def _said_above(keys: Sequence[Key]) -> set[str]:
    """What is said of the event for all lines at once, or by the heading of a day."""
    own = {key for key in keys if isinstance(key, str)}
    if DAY in own:
        own |= {"starts_at", "ends_at"}
    return {"event", *EVENT_COLUMNS} - own


def _decided(
    heading: Heading,
    below: Sequence[SheetLine],
    answers: Answers,
    found: "Lists",
    sheet: Sheet,
) -> list[Key]:
    """The key of each column once unknown ones are decided; what is left out is said."""
    width = len(heading.keys)
    if answers.asks:  # else each row with more cells is bad
        width = max([width, *(len(cells) for _number, cells in below)])
    keys = heading.keys + [None] * (width - len(heading.keys))
    texts = heading.texts + [""] * (width - len(heading.texts))
    leave_out_empty_days(keys, below, sheet)
    leave_out_marks_of_no_day(keys)
    leave_open_what_is_no_status(keys, below)
    unknown, answered = [], set[int]()
    for column, text in enumerate(texts):
        values = values_of(below, column)
        name = text or _("Column %(number)s") % {"number": column + 1}
        if keys[column] is None and values and name in answers.columns:
            keys[column] = answers.columns[name] or IGNORED
            answered.add(column)
        if keys[column] is None and values:
            if sum(has_identity_number(str(value)) for value in values) * 2 > len(values):
                keys[column] = IDENTITY
            else:
                unknown.append((column, name))
    read_whole_names(texts, keys, below)
    keys = _once(keys, below, answered)
    _say_ignored(texts, keys, found, heading, sheet)
    if unknown and not answers.leave_out_columns:
        found.questions += [
            FileQuestion(
                f"column:{name}",
                _("What does the column “%(heading)s” hold?") % {"heading": name},
                "--leave-out-columns",
                rows=[(RowNumber.at(heading.row, sheet.place, sheet.title), "")],
                choices=[("", _("Leave it out")), *_choices(column, keys, below)],
                samples=[str(value) for value in values_of(below, column)[:3]],
            )
            for column, name in unknown
        ]
    elif unknown:
        for column, _name in unknown:
            keys[column] = IGNORED
        leave_columns_out(found, heading, sheet, [name for _column, name in unknown])
    return keys


def _days_of_nobody(heading: Heading, below: Sequence[SheetLine], sheet: Sheet) -> list[str]:
    """The headings of a grid in which nobody is marked on any of its days, as of a month ahead."""
    days = [column for column, key in enumerate(heading.keys) if isinstance(key, date)]
    if len(days) < 2 or any(values_of(below, column) for column in days):
        return []
    if says_who_came(heading.keys, below, sheet):
        return []
    return [heading.texts[column] for column in days]


def _leave_out_nobody(
    found: "Lists", heading: Heading, sheet: Sheet, days: Sequence[str], count: int
) -> None:
    """Say that nothing of a table is taken because nobody is marked on any of its days."""
    if not count:
        leave_columns_out(found, heading, sheet, days)
        return
    reason = ngettext(
        "Nobody is marked under %(headings)s: the %(count)s line is not taken for these days.",
        "Nobody is marked under %(headings)s: none of the %(count)s lines is taken for these days.",
        count,
    ) % {"headings": quoted(days), "count": count}
    found.left_out.append(Problem(RowNumber.at(heading.row, sheet.place, sheet.title), "", reason))


def _choices(column: int, keys: Sequence[Key], below: Sequence[SheetLine]) -> list[tuple[str, str]]:
    """What a column may hold: nothing that another says on a line of which it says something."""
    lines = [(number, cells) for number, cells in below if values_of([(number, cells)], column)]
    said = {key for place, key in enumerate(keys) if values_of(lines, place)}
    return [(key, label(key)) for key in COLUMNS if key not in said]


def _say_ignored(
    texts: Sequence[str],
    keys: Sequence[Key],
    found: "Lists",
    heading: Heading,
    sheet: Sheet,
) -> None:
    ignored = [text for text, key in zip(texts, keys, strict=True) if key == IGNORED and text]
    secret = [text for text, key in zip(texts, keys, strict=True) if key == IDENTITY]
    leave_columns_out(found, heading, sheet, ignored)
    if secret:
        found.left_out.append(
            Problem(
                RowNumber.at(heading.row, sheet.place, sheet.title),
                "",
                _("Identity numbers are never kept: the column %(headings)s is left out.")
                % {"headings": quoted(secret)},
            )
        )


def leave_columns_out(found: "Lists", heading: Heading, sheet: Sheet, names: Sequence[str]) -> None:
    """Say that the columns with these headings are not taken."""
    if names:
        found.left_out.append(
            Problem(
                RowNumber.at(heading.row, sheet.place, sheet.title),
                "",
                _("Columns left out: %(headings)s.") % {"headings": quoted(names)},
            )
        )


def _once(keys: list[Key], below: Sequence[SheetLine], answered: Set[int]) -> list[Key]:
    """Of two columns with one key the fuller one counts; the other is left out.

    Both count where somebody said so (`answered`) and each line says it in but one of them.
    """
    kept = list(keys)
    for key in {key for key in keys if key and not isinstance(key, date)} - {IGNORED, IDENTITY}:
        places = [place for place, other in enumerate(keys) if other == key]
        if len(places) > 1 and key != "phone":
            filled = {
                place: {line for line, cells in below if values_of([(line, cells)], place)}
                for place in places
            }
            are_apart = sum(map(len, filled.values())) == len(set().union(*filled.values()))
            if are_apart and not answered.isdisjoint(places):
                continue
            best = max(places, key=lambda place: (len(filled[place]), -place))
            for place in places:
                kept[place] = key if place == best else IGNORED
    return kept


def _ask_for_event(
    lines: LineReader,
    unread: Sequence[str],
    keys: Sequence[Key],
    heading: Heading,
    answers: Answers,
    found: "Lists",
) -> None:
    """Ask for the name of the event and its day where no column and no line above says them.

    What stands above the list, between its rows or below them is shown to answer by. `unread`: what
    is said of the day and is none.
    """
    numbers = lines.numbers
    if not numbers:
        return
    says_day = {"starts_at", DAY} & {*map(_plain_key, keys), *heading.facts} or any(
        isinstance(key, date) for key in keys
    )
    above = [cells for number, cells in lines.sheet.rows if number < heading.row]
    passed_over = [text for _line, text in lines.sheet.passed_over]
    texts = [" ".join(filter(None, texts_of(cells))) for cells in above]
    texts += [*lines.beside, *passed_over]
    if "event" not in keys and "event" not in heading.facts and not answers.event:
        named = [text for text in texts if "event" in facts_of([[text]])]
        titles = [text for cells in above for text in _title(cells)]
        groups = [f"… – {lines.sheet.group}"] if lines.sheet.group else []
        found.questions.append(
            FileQuestion(
                "event",
                _("What is the event called?"),
                "--event",
                rows=[(number, "event") for number in numbers],
                samples=[*groups, *(named or titles)[:SAMPLES]],
            )
        )
    if not says_day and not answers.starts_at:
        said = [text for text in unread if any(map(str.isdigit, text))]
        days = said or list(dict.fromkeys(filter(names_day, texts)))
        found.questions.append(
            FileQuestion(
                "starts_at",
                _("When did the event start?"),
                "--starts-at",
                rows=[(number, "starts_at") for number in numbers],
                samples=days[:SAMPLES],
            )
        )


def _title(cells: Sequence[CellValue]) -> list[str]:
    """The text of a line above a list that has no other, and no label."""
    texts = [text for text in texts_of(cells) if text]
    return texts if len(texts) == 1 and not LABELLED.match(texts[0]) else []


def _plain_key(key: Key) -> Key:
    return "" if isinstance(key, date) else key
