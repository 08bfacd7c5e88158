"""Tables that stand one below the other on a sheet: each has its own headings, or its own day."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, zip_longest
from typing import NamedTuple

from events.importing.files.cells import CellValue, Sheet, SheetLine
from events.importing.shape.beside import parts_with_names
from events.importing.shape.between.below import with_people
from events.importing.shape.between.staff import are_of_staff, is_title_of_staff, last_filled
from events.importing.shape.between.titles import mark_of_title
from events.importing.shape.grids import is_day
from events.importing.shape.headings import (
    DAY_NUMBER,
    LABELLED,
    NAMES,
    NAMES_BEGIN,
    OF_EVENT,
    PEOPLE,
    SAY_WHEN,
    Heading,
    Key,
    days_in_order,
    facts_of,
    keys_of,
    texts_of,
)
from events.importing.shape.months import MOST_SAID, YEAR, month_in, names_month
from events.importing.shape.person_names import is_no_name
from events.importing.shape.synonyms import DAY, IGNORED, meaning_of
from events.importing.values import months_of
from shkej.lib.albanian import fold

Table = tuple[Sheet, Heading]
SAY_ANOTHER = {"event", DAY, "starts_at"}
BORN = {"birth_year", "birth_date"}
MOST_ABOUT_ONE = 2  # numbers of one row that rise as days do: an age, and how many they are


class Block(NamedTuple):
    """What begins another table below the first: its lines in a sheet, and its headings."""

    first: int
    heading: Heading


def divided_below(sheet: Sheet, heading: Heading) -> list[Table]:
    """The tables one below the other: other headings, another event, day or month begin one."""
    blocks = [Block(0, heading), *_blocks(sheet.rows, heading)]
    ends = [block.first for block in blocks[1:]]
    tables = [
        (replace(sheet, rows=sheet.rows[block.first : end]), block.heading)
        for block, end in zip(blocks, [*ends, None], strict=True)
    ]
    return with_people(tables)


def cut_below(
    sheet: Sheet, heading: Heading, parts: Sequence[Sequence[int]]
) -> tuple[list[Table], Table | None]:
    """What stands one below the other in tables side by side (columns `parts`), and what is below.

    A day or a month that is said in the columns of the first alone is of them all, as it is above
    them. What is below begins with headings that reach across: those columns are not its own.
    """
    if len(parts) < 2:
        return [(sheet, heading)], None
    lines, labelled, end = [Block(0, heading)], True, len(sheet.rows)
    below = None
    for block in _blocks(sheet.rows, heading):
        if _reaches_across(block.heading, heading, parts):
            below = (replace(sheet, rows=sheet.rows[block.first :]), block.heading)
            end = block.first
            break
        columns = _columns_of_labels(sheet.rows, block)
        labelled = labelled and columns <= set(parts[0])
        if columns and all(_has_names(block.heading, part) for part in parts):
            lines.append(block)
    lines = lines if labelled else lines[:1]
    ends = [*(block.first for block in lines[1:]), end]
    tables = [
        (replace(sheet, rows=sheet.rows[block.first : last]), block.heading)
        for block, last in zip(lines, ends, strict=True)
    ]
    return _with_lines(tables) or ([] if below else tables[:1]), below


def _with_lines(tables: Sequence[Table]) -> list[Table]:
    return [(one, its) for one, its in tables if one.rows and one.rows[-1][0] > its.row]


def _reaches_across(its: Heading, heading: Heading, parts: Sequence[Sequence[int]]) -> bool:
    """Whether a table below tables side by side has columns of several of them."""
    if its.texts == heading.texts:
        return False
    last = len(heading.texts) - 1
    for part in parts_with_names(its):
        own = {min(n, last) for n in part if its.keys[n] or is_day(its.texts[n], None)}
        if not any(own <= set(columns) for columns in parts):
            return True
    return False


def _columns_of_labels(rows: Sequence[SheetLine], block: Block) -> set[int]:
    """The columns of what is said of the event or the month where a block begins."""
    columns: set[int] = set()
    for number, cells in islice(rows, block.first, None):
        if number > block.heading.row:
            break
        says = _facts_in(cells, block.heading) or _is_title_with_month(cells, block.heading)
        if says and _keys_of_heading(texts_of(cells)) is None:
            columns |= {column for column, cell in enumerate(cells) if cell}
    return columns


def _has_names(heading: Heading, columns: Sequence[int]) -> bool:
    return any(heading.keys[n] in NAMES for n in columns if n < len(heading.keys))


def _blocks(rows: Sequence[SheetLine], heading: Heading) -> Iterator[Block]:
    place = next((n for n, (number, _cells) in enumerate(rows) if number > heading.row), len(rows))
    start = place  # of the lines of the table so far
    of_staff = are_of_staff([line for line in rows if line[0] < heading.row])
    while place < len(rows):
        number, cells = rows[place]
        texts = texts_of(cells)
        keys = _keys_below(texts, heading)
        if keys is not None:
            first = _first_above(rows, start, place, heading)
            above = [cells for _number, cells in rows[first:place]]
            facts = facts_of(above)
            says_month = any(_is_title_with_month(line, heading) for line in above)
            says_whom = _are_of_others(rows[start:place], of_staff=of_staff)
            if facts or says_month or says_whom or not _are_the_same(keys, texts, heading):
                of_staff = are_of_staff(rows[start:place])
                heading = Heading(number, texts, keys, _together(heading.facts, facts))
                start = place + 1
                yield Block(first, heading)
        else:
            facts = _says_another(cells, heading)
            says_other = bool(facts) or _says_other_month(cells, heading)
            if says_other and not _leads_to_heading(rows, place, heading):
                facts = _together(heading.facts, facts)
                heading = Heading(number, list(heading.texts), list(heading.keys), facts)
                start = place + 1
                yield Block(place, heading)
        place += 1


def _are_of_others(above: Sequence[SheetLine], *, of_staff: bool) -> bool:
    """Whether a title above headings begins a table of staff, or ends one (`of_staff`)."""
    if are_of_staff(above):
        return not of_staff
    return of_staff and sum(map(bool, last_filled(above))) == 1


def _keys_below(texts: Sequence[str], heading: Heading) -> list[Key] | None:
    """The keys of a line of headings below others; none of what begins with the number of a row."""
    if (keys := _keys_of_heading(texts)) is None:
        return None
    name = next(place for place, key in enumerate(keys) if key in NAMES)
    before = zip(texts[:name], heading.keys, heading.texts, strict=False)
    counts = any(
        text.rstrip(".").isdecimal() and (key == IGNORED or not its) for text, key, its in before
    )
    has_days = any(len(month) > MOST_ABOUT_ONE for month in days_in_order(texts[name:]))
    return None if counts and not has_days else keys


def _keys_of_heading(texts: Sequence[str]) -> list[Key] | None:
    """The keys of a line of headings, one of them that of names; the others may be days."""
    if not any(text.casefold().startswith(NAMES_BEGIN) for text in texts):
        return None  # as nearly all lines: looking words up takes long
    keys = keys_of(texts)
    if not NAMES & {key for key in keys if isinstance(key, str)}:
        return None
    return keys if sum(map(bool, keys)) > 1 or _has_days(keys, texts) else None


def _has_days(keys: Sequence[Key], texts: Sequence[str]) -> bool:
    """Whether days stand behind the column of names: a number before it counts the lines."""
    name = next(place for place, key in enumerate(keys) if key in NAMES)
    behind = [text for place, text in enumerate(texts) if place > name and keys[place] is None]
    in_words = sum(is_day(text, None) and not DAY_NUMBER.fullmatch(text) for text in behind)
    return in_words > 1 or bool(days_in_order(behind))


def _are_the_same(keys: Sequence[Key], texts: Sequence[str], heading: Heading) -> bool:
    """Whether a line has the headings of the table above; what none knows is no difference."""
    is_same = all(key == its for key, its in zip_longest(keys, heading.keys))
    return is_same and _days(texts, keys) == _days(heading.texts, heading.keys)


def _days(texts: Sequence[str], keys: Sequence[Key]) -> list[tuple[int, str]]:
    """(column, heading) of the days whose month is not known."""
    return [
        (column, text.lstrip("0").rstrip("."))
        for column, (text, key) in enumerate(zip(texts, keys, strict=True))
        if key is None and is_day(text, key)
    ]


def _first_above(rows: Sequence[SheetLine], start: int, place: int, heading: Heading) -> int:
    """The first of the lines about the event that stand above the headings at `place`.

    `heading`: that of the table which they end.
    """
    first = place
    for above in range(place - 1, start - 1, -1):
        cells = rows[above][1]
        says_what = _facts_in(cells, heading) or _is_title_with_month(cells, heading)
        if says_what or is_title_of_staff(cells) or mark_of_title(cells):
            first = above
        elif sum(map(bool, cells)) > 1:
            break
    return first


def _facts_in(cells: Sequence[CellValue], heading: Heading) -> dict[str, str]:
    """What a line below `heading` says of the event; nothing where it is the row of somebody."""
    facts = facts_of([cells])
    return {} if facts and _is_of_somebody(cells, heading) else facts


def _is_of_somebody(cells: Sequence[CellValue], heading: Heading) -> bool:
    """Whether a line is the row of somebody under `heading`, so that "Takimi: …" in it is a note.

    It fills the columns of names, and not with labels or with a title alone.
    """
    is_label_and_value = sum(map(bool, cells)) == 2
    known: list[str] = []
    people: list[str] = []
    for key, cell in zip(heading.keys, cells, strict=False):
        if not cell:
            continue
        text = str(cell)
        is_label = LABELLED.match(text) or is_label_and_value and meaning_of(text) in OF_EVENT
        if is_label and (key in PEOPLE or not people and key not in OF_EVENT):
            return False
        if not is_label and isinstance(key, str) and key != IGNORED:
            known.append(text)
            people += [text] if key in PEOPLE else []
    return len(known) > 1 if any(map(_is_title, people)) else bool(people)


def _is_title(text: str) -> bool:
    return any(map(is_no_name, text.split()))


def _says_another(cells: Sequence[CellValue], heading: Heading) -> dict[str, str]:
    """What a line "Data: 13.10.2021" between the rows says of the rows below it."""
    texts = [text for text in texts_of(cells) if text]
    if len(texts) > MOST_SAID:
        return {}
    labels = [found[1] for text in texts if (found := LABELLED.match(text))]
    facts = _facts_in(cells, heading) if SAY_ANOTHER & set(map(meaning_of, labels)) else {}
    says_when = any(key in SAY_WHEN and any(map(str.isdigit, facts[key])) for key in facts)
    return facts if says_when or "event" in facts else {}


def _is_title_with_month(cells: Sequence[CellValue], heading: Heading) -> bool:
    """Whether a line above headings says of which month its table is: "Klubi – Nëntor 2021" too."""
    texts = [text for text in texts_of(cells) if text]
    is_title = len(texts) == 1 and bool(YEAR.search(texts[0])) and bool(month_in(texts[0])[0])
    return is_title or _names_month(cells, heading)


def _names_month(cells: Sequence[CellValue], heading: Heading) -> bool:
    """Whether a line names a month, and nobody who is called as one: "April", born in 2011."""
    if not names_month(cells):
        return False
    filled = {key: str(cell) for key, cell in zip(heading.keys, cells, strict=False) if cell}
    called = [fold(filled[key]) for key in NAMES & filled.keys()]
    is_born = bool(BORN & filled.keys()) and bool(called)
    return not is_born or any(name in months_of("sq") for name in called)


def _says_other_month(cells: Sequence[CellValue], heading: Heading) -> bool:
    """Whether a line "Nëntor 2021" between the rows says of which month the days are from here."""
    says_month = _names_month(cells, heading) and any(map(YEAR.search, texts_of(cells)))
    return says_month and bool(_days(heading.texts, heading.keys))


def _leads_to_heading(rows: Sequence[SheetLine], place: int, heading: Heading) -> bool:
    """Whether a line about the event is one of those above other headings."""
    for _number, cells in rows[place + 1 :]:
        if _keys_below(texts_of(cells), heading) is not None:
            return True
        is_about = _facts_in(cells, heading) or _names_month(cells, heading)
        if sum(map(bool, cells)) > 1 and not is_about:
            return False
    return False


def _together(facts: dict[str, str], others: dict[str, str]) -> dict[str, str]:
    """What was said of the event before, as far as nothing else is said below it."""
    dropped = SAY_WHEN if SAY_WHEN & others.keys() else set()
    return {key: fact for key, fact in facts.items() if key not in dropped} | others
