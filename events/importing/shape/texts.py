"""Texts of cells as people write them, brought into the form that the contract has."""

import re

from events.importing.files.cells import CellValue

CLOCK = re.compile(r"\b([01]?\d|2[0-3])[:.]([0-5]\d)\b")
HOURS = re.compile(
    r"(?:nga\s+)?(?:ora|orari|or[ëe]n)?\s*([01]?\d|2[0-3])\s?h?"
    r"(?:\s*(?:[-–]|deri(?: n[ëe])?(?: or[ëe]n)?|to)\s*([01]?\d|2[0-3])\s?h?)?",
    re.IGNORECASE,
)
HOURS_BEHIND_DAY = re.compile(r",?\s+(?:n[ëe]\s+)?or(?:a|ën|en)\s+(?=\d)", re.IGNORECASE)
YEAR = re.compile(r"(19|20)\d\d")
BETWEEN_PHONES = re.compile(r"\s*(?:[/;,|\n]|\bdhe\b|\band\b|\bose\b|\bor\b)\s*")
FEWEST_FIGURES = 8
NUMBER_OF_LINE = re.compile(r"^\s*[0-9]{1,3}\s*[.)]\s*(?=[^\W\d_])")


def clocks_of(text: str) -> tuple[str, str]:
    """The start and the end of "10:00 – 12:00", each HH:MM or empty."""
    found = [f"{int(hour):02}:{minute}" for hour, minute in CLOCK.findall(text)]
    if not found and (hours := HOURS.fullmatch(text.strip())):
        found = [f"{int(hour):02}:00" for hour in hours.groups() if hour]
    start, end, *_more = [*found, "", ""]
    return start, end


def is_year_alone(cell: CellValue | None) -> bool:
    """Whether a date of birth is no more than a year."""
    return isinstance(cell, str) and bool(YEAR.fullmatch(cell.strip()))


def first_phone(text: str) -> tuple[str, bool]:
    """(the first number, whether there are more); a number in groups stays whole."""
    parts = [part for part in BETWEEN_PHONES.split(text) if part]
    whole = [part for part in parts if len(re.sub(r"\D", "", part)) >= FEWEST_FIGURES]
    if len(parts) > 1 and len(whole) == len(parts):
        return parts[0], True
    return text, False


def without_number(name: str) -> str:
    """A name without the number of its line: "3. Ana Deda"."""
    return NUMBER_OF_LINE.sub("", name)


def name_as_written(name: str) -> str:
    """A name that is in capitals throughout, with a capital first alone."""
    text = " ".join(name.split())
    if not text.isupper() or len(text) < 3:
        return text
    return text.title().replace(" E ", " e ")  # between two people, as "E." is not
