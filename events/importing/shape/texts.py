"""Texts and signs of cells as people write them, brought into the form of the contract."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

from events.importing.files.cells import CellValue, UnreadableCell
from events.importing.shape.synonyms import DAY, FEMALE, MALE
from events.importing.values import day_and_clock, day_order

CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\b")
HOURS = re.compile(
    r"(?:nga\s+)?(?:ora|orari|or[ëe]n)?\s*([01]?\d|2[0-3])\s?h?"
    r"(?:\s*(?:[-–]|deri(?: n[ëe])?(?: or[ëe]n)?|to)\s*([01]?\d|2[0-3])\s?h?)?",
    re.IGNORECASE,
)
HOURS_BEHIND_DAY = re.compile(r",?\s+(?:n[ëe]\s+)?or(?:a|ën|en)\s+(?=\d)", re.IGNORECASE)
YEAR = re.compile(r"(?:(?:viti|vitin|v\.|year)\s*)?((?:19|20)[0-9]{2})", re.IGNORECASE)
BETWEEN_PHONES = re.compile(r"\s*(?:[/;,|\n]|\bdhe\b|\band\b|\bose\b|\bor\b)\s*")
ADDRESS = re.compile(r"(?:e-?mail\w*\s*:?\s*)?[^\s/;,|:]+@[^\s/;,|]+", re.IGNORECASE)
FEWEST_FIGURES = 8
# Those that are nobody's name or initial: "Z. Hoxha" and "Zoti Hoxha" may be people's own.
TITLES = re.compile(
    r"(?:(?:dr|prof|ing|znj|zt|mr|mrs|ms|msc)(?:\.\s*|\s+))+(?=[^\W\d_])", re.IGNORECASE
)
NUMBER_OF_LINE = re.compile(r"^\s*[0-9]{1,3}\s*[.)]\s*(?=[^\W\d_])")

MARKS_BY_SIGN = {FEMALE: "F", MALE: "M"}
UNMARKED = {"0", "-", "–", "—", "/", "jo", "no", "FALSE"}
# Where "-" and "s'ka" mean that nobody knows it.
MAY_BE_UNKNOWN = set(
    "last_name father_name sex birth_date birth_year age phone category organisation "
    "disability".split()
)
UNKNOWN = {"-", "–", "—", "/", "n/a", "s'ka", "s’ka", "ska", "nuk ka"}
# Where a sign may say that it is the same as in the line above; a phone is one person's own.
MAY_BE_THE_SAME = {"event", "venue", "project", DAY, "starts_at"} | set(
    "last_name father_name sex birth_year age category organisation".split()
)
THE_SAME = re.compile(
    r"[-–—]+\s*(?://|[\"“”„″〃])\s*[-–—]*|[\"“”„″〃]|''|,,|idem\.?|po (?:ai|ajo|aty)", re.IGNORECASE
)


def clocks_of(text: str) -> tuple[str, str]:
    """The start and the end of "10:00 – 12:00", each HH:MM or empty."""
    found = [f"{int(hour):02}:{minute}" for hour, minute in CLOCK.findall(text)]
    if not found and (hours := HOURS.fullmatch(text.strip())):
        found = [f"{int(hour):02}:00" for hour in hours.groups() if hour]
    start, end, *_more = [*found, "", ""]
    return start, end


def is_moment(text: str) -> bool:
    """Whether a text is a day, with or without hours; in whatever order of day and month."""
    day = HOURS_BEHIND_DAY.split(text, maxsplit=1)[0]
    try:
        day_and_clock(day, "day_first" if day_order(day) == "either" else "")
    except ValidationError:
        return False
    return True


def year_alone(cell: CellValue | None) -> str:
    """The year of "2010" or "viti 2010", where a date of birth or an age is no more; else ""."""
    found = YEAR.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return found[1] if found else ""


def first_phone(text: str) -> tuple[str, bool]:
    """(the first number, whether there are more); a number in groups stays whole."""
    parts = [part for part in BETWEEN_PHONES.split(text) if part]
    whole = [part for part in parts if len(re.sub(r"\D", "", part)) >= FEWEST_FIGURES]
    if len(parts) > 1 and len(whole) == len(parts):
        return parts[0], True
    return text, False


def without_address(text: str) -> str:
    """What a contact says beside e-mail addresses."""
    return ADDRESS.sub("", text).strip(" /;,|\n")


def without_number(name: str) -> str:
    """A name without the number of its line: "3. Ana Deda"."""
    return NUMBER_OF_LINE.sub("", name)


def title_before(name: str) -> tuple[str, str]:
    """(title, name) of "Dr. Ana Deda"; the title is empty of others."""
    found = TITLES.match(name)
    return (found[0].strip(), name[found.end() :]) if found else ("", name)


def name_as_written(name: str) -> str:
    """A name that is in capitals throughout, with a capital first alone."""
    text = " ".join(name.split())
    if not text.isupper() or len(text) < 3:
        return text
    return text.title().replace(" E ", " e ")  # between two people, as "E." is not


def is_the_same(cell: CellValue) -> bool:
    """Whether a cell says that it is as the one above: "-//-", a ditto mark, "idem"."""
    return isinstance(cell, str) and bool(THE_SAME.fullmatch(cell.strip()))


def is_unknown(cell: CellValue) -> bool:
    """Whether a cell says that nobody knows what belongs there."""
    return isinstance(cell, str) and cell.casefold() in UNKNOWN


def sex_marked(columns: Mapping[str, CellValue]) -> CellValue:
    """The sex of the one column that is marked; what no mark can be, or both, as it is written."""
    marked = {
        key: cell
        for key, cell in columns.items()
        if isinstance(cell, UnreadableCell) or cell.strip() not in UNMARKED
    }
    for cell in marked.values():
        if isinstance(cell, UnreadableCell) or (cell.isdecimal() and cell != "1"):
            return cell
    return " + ".join(MARKS_BY_SIGN[key] for key in marked)
