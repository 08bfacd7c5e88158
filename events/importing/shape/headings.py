"""Where the heading row of a sheet is, what each column holds, and what is above it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from events.importing.columns import plain
from events.importing.files.cells import CellValue, SheetLine, UnreadableCell
from events.importing.shape.person_names import OF_PLACES, is_no_name
from events.importing.shape.synonyms import (
    CLOCK,
    DAY,
    FULL_NAME,
    IDENTITY,
    IGNORED,
    OF_KOBO,
    SURNAME_FIRST,
    THREE_NAMES,
    meaning_of,
)
from events.importing.values import MIDNIGHT, WEEKDAY, day_and_clock
from shkej.lib.albanian import fold

LOOKED_AT = 20
NAMES = {"first_name", "last_name", FULL_NAME, SURNAME_FIRST, THREE_NAMES}
PEOPLE = NAMES | {"headcount"}
OF_EVENT = {"event", DAY, CLOCK, "starts_at", "venue", "project"}
SAY_WHEN = {DAY, "starts_at"}
NAMES_BEGIN = (
    *("em", "mbiem", "pjes", "participant", "attendee", "name", "first", "last", "surname"),
    *("given", "family", "full", "fore", "user", "nome", "cognome"),
)
LABELLED = re.compile(r"^\s*([^:]{2,40}):\s*(.*)$", re.DOTALL)
# What a meeting programme exports beside names: its "role" is no category of ours.
OF_MEETINGS = {"join_time", "first_join", "duration_minutes", "in_meeting_duration"}
# Also "E mërkurë 6.10".
DAY_AND_MONTH = re.compile(
    rf"(?:(?:{WEEKDAY})\W+)?([0-9]{{1,2}})[./]([0-9]{{1,2}})\.?", re.IGNORECASE
)
DAY_NUMBER = re.compile(r"0?([1-9]|[12][0-9]|3[01])\.?")
HAS_FIGURE = re.compile(r"[0-9:]")
TITLE = re.compile(r"\W*(?:pjes|particip|attendee|user)", re.IGNORECASE)
MOST_LINES_OF_TITLE = 2
LETTERS = re.compile(r"[^\W\d_]{2}")
HAS_DAY = re.compile(r"\d[-/.]\d{1,2}[-/.]\d")
HEADINGS_OF_KOBO = {"start", "end", "today", "deviceid", "username", "phonenumber"}


# What a column holds: a key of the contract or of `synonyms`, or one meeting of a matrix.
Key = str | date | None


@dataclass
class Heading:
    """`row`: number of the (lower) heading row; `texts`, `keys`: of each column.

    A key is one of the contract or of `synonyms`, a date (one meeting of a matrix), or None.
    `facts`: {key: text} of lines above.
    """

    row: int
    texts: list[str]
    keys: list[Key]
    facts: dict[str, str] = field(default_factory=dict)


def heading_of(rows: Sequence[SheetLine]) -> Heading | None:
    """The `Heading` of a sheet's rows [(number, cells)]; None where nothing looks like one.

    Of tables one below the other it is that of the first.
    """
    found = _best(rows)
    if found is None:
        return None
    above = rows[: found[0]]
    while upper := _best(above):
        if _has_people(rows[: found[0]], upper[1]):
            found = upper
        above = rows[: upper[0]]
    place, heading = found
    heading.facts = facts_of([cells for _number, cells in rows[:place]])
    return heading


def _best(rows: Sequence[SheetLine]) -> tuple[int, Heading] | None:
    """The headings under which most is known, and the place of their (upper) line."""
    best, most = None, 0
    top = rows[:LOOKED_AT]
    for place, (number, cells) in enumerate(top):
        texts = texts_of(cells)
        score = _score(texts)
        if score > most:
            best, most = (place, Heading(number, texts, keys_of(texts))), score
        if place + 1 < len(top):
            joined = _joined(texts, texts_of(top[place + 1][1]))
            alone = _score(texts_of(top[place + 1][1]))
            if alone and _score(joined) > max(most, score, alone):
                lower = top[place + 1][0]
                best, most = (place, Heading(lower, joined, keys_of(joined))), _score(joined)
            elif best and best[0] == place and _are_its_days(top[place + 1][1], best[1]):
                best = place, Heading(top[place + 1][0], joined, keys_of(joined))
    return best


def _are_its_days(cells: Sequence[CellValue], heading: Heading) -> bool:
    """Whether a line below headings of names has but days, where no other heading is known."""
    texts = texts_of(cells)
    known = {place for place, key in enumerate(heading.keys) if key}
    return (
        not NAMES.isdisjoint(key for key in heading.keys if isinstance(key, str))
        and bool(days_in_order(texts))
        and all(
            place not in known and DAY_NUMBER.fullmatch(t) for place, t in enumerate(texts) if t
        )
    )


def _has_people(rows: Sequence[SheetLine], heading: Heading) -> bool:
    """Whether these are the headings of a table, with people below them.

    Below "Pjesëmarrësit" alone, which may be a title, there have to be several whole names.
    """
    known = {key for key in heading.keys if isinstance(key, str)}
    below = [cells for number, cells in rows if number > heading.row]
    if len(below) == 1 and len(OF_EVENT & known) > 1:
        return False  # one meeting, as what exports it says
    found = [
        text.split()
        for cells in below
        for key, text in zip(heading.keys, texts_of(cells), strict=False)
        if key in NAMES and _may_be_name(text) and not _is_place(text)
    ]
    is_label = sum(map(bool, heading.texts)) == 2  # "Emri | Klubi Dielli"
    may_be_title = sum(map(bool, heading.keys)) == 1 and (
        is_label or any(map(TITLE.match, heading.texts))
    )
    whole = [words for words in found if len(words) > 1 and not any(map(is_no_name, words))]
    return len(whole) > MOST_LINES_OF_TITLE if may_be_title else bool(found)


def _may_be_name(text: str) -> bool:
    return bool(LETTERS.search(text)) and not HAS_FIGURE.search(text) and not meaning_of(text)


def _is_place(text: str) -> bool:
    """Whether a text is what a place or a group is called: "Klubi Dielli"."""
    return not OF_PLACES.isdisjoint(fold(text).split())


def days_in_order(texts: Sequence[str]) -> list[list[int]]:
    """The columns that are headed by days, one list for each month; each has at least two."""
    months: list[list[int]] = []
    last = 0
    for column, text in enumerate(texts):
        if found := DAY_NUMBER.fullmatch(text):
            if int(found[1]) <= last or not months:
                months.append([])
            months[-1].append(column)
            last = int(found[1])
    return months if all(len(month) > 1 for month in months) else []


def facts_of(lines: Sequence[Sequence[CellValue]]) -> dict[str, str]:
    """What lines "label: value" say of the event, by key."""
    facts: dict[str, str] = {}
    above = [texts_of(cells) for cells in lines]
    for texts, below in zip(above, [*above[1:], []], strict=False):
        for label, value in [*_labelled(texts), *_under(texts, below)]:
            key = meaning_of(label)
            if key == CLOCK and HAS_DAY.search(value):
                key = "starts_at"
            if key in OF_EVENT and value:
                facts.setdefault(key, value)
    return facts


def _labelled(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(label, value) of "label: value" in one cell or two, and of a line that has only the two."""
    texts = [text for text in cells if text]
    for place, text in enumerate(texts):
        following = texts[place + 1] if place + 1 < len(texts) else ""
        if found := LABELLED.match(text):
            yield found[1], found[2].strip() or following
        elif len(texts) == 2 and place == 0:
            yield text, following


def _under(labels: Sequence[str], values: Sequence[str]) -> Iterable[tuple[str, str]]:
    """(label, value) of two lines of which the upper has labels for the lower."""
    known = [bool(text) and meaning_of(text) in OF_EVENT for text in labels]
    return zip(labels, values, strict=False) if sum(known) > 1 else ()


def texts_of(cells: Sequence[CellValue]) -> list[str]:
    """The cells of a line, each in one line; what cannot be read is empty."""
    return [
        "" if isinstance(cell, UnreadableCell) else " ".join(str(cell).split()) for cell in cells
    ]


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Two rows of headings as one: the lower word, and the upper where there is none."""
    width = max(len(upper), len(lower))
    rows = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    return [low or up for up, low in zip(*rows, strict=True)]


def keys_of(texts: Sequence[str]) -> list[Key]:
    """What the column below each heading holds."""
    is_kobo = any(text.rpartition("/")[2] in OF_KOBO for text in texts)
    is_of_meeting = bool(OF_MEETINGS & {plain(text) for text in texts})
    return [
        IGNORED if is_of_meeting and plain(text) == "role" else _key(text, is_kobo)
        for text in texts
    ]


def _key(text: str, is_kobo: bool) -> Key:
    if not text:
        return None
    if is_kobo and (text.startswith("_") or text in HEADINGS_OF_KOBO):
        return IGNORED
    return meaning_of(text) or _date(text)


def _date(text: str) -> date | None:
    """The day that a heading is, in a matrix of people and days; None for any other word."""
    try:
        day, clock = day_and_clock(MIDNIGHT.sub("", text))  # as a cell that is a day reads
    except ValidationError:
        return None
    return None if clock else day


def _score(texts: Sequence[str]) -> int:
    """How many columns are known; 0 where nobody could be named or counted under these."""
    known = keys_of(texts)
    keys = [key for key in known if key]
    if not PEOPLE & {key for key in keys if not isinstance(key, date)} or len(keys) < 2:
        return 1 if NAMES & set(keys) and not any(map(HAS_FIGURE.search, texts)) else 0
    days = {column for month in days_in_order(texts) for column in month}
    for place, (text, key) in enumerate(zip(texts, known, strict=True)):
        if isinstance(key, date) or DAY_AND_MONTH.fullmatch(text):
            days.add(place)
    values = sum(
        place not in days and (len(text) > 60 or text.replace(".", "").isdigit())
        for place, text in enumerate(texts)
    )
    return 0 if values > len(texts) / 2 else 2 * len(keys) - values + (IDENTITY in keys)
