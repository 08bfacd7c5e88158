"""The name of a template's file and the period in its cells: the portal judges by both."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MONTHS = dict(
    zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13), strict=True)
)
DAY = r"(\d{1,2})-([a-z]{3})-(\d{4})"
PERIOD = re.compile(rf"{DAY}\s*[-–]\s*{DAY}", re.IGNORECASE)
# What browsers and file managers add to the second file of a name.
COPY = re.compile(r"(\s*\(\d+\)|\s+[-–]\s+(copy|kopje|kopja))+$", re.IGNORECASE)


def period_of(text: str) -> tuple[date, date] | None:
    """(first day, last day) of `01-Oct-2021 - 31-Dec-2021`; None where it is none."""
    match = PERIOD.fullmatch(text.strip())
    if not match:
        return None
    day, month, year, *last = match.groups()
    try:
        return _day(day, month, year), _day(*last)
    except (KeyError, ValueError):
        return None


def _day(day: str, month: str, year: str) -> date:
    return date(int(year), MONTHS[month.casefold()], int(day))


def right_name(number: int, reference: str) -> str:
    """What the portal calls the template of a report."""
    return f"QPR{number}_{reference.rsplit('/', 1)[-1]}.xlsx"


def file_name(name: str, number: int, reference: str) -> str:
    """`name` as the portal will take it back: without a copy's mark, else as it was given.

    ValidationError where the portal would refuse it as the template of another report.
    """
    given = "".join(sign for sign in re.split(r"[/\\]", name)[-1] if sign.isprintable())
    stem, _dot, ending = given.strip().rpartition(".")
    stem = COPY.sub("", stem).strip()
    right = right_name(number, reference)
    # The portal compares what is before and after the first "_".
    if ending.casefold() != "xlsx" or _judged(stem) != _judged(right[: -len(".xlsx")]):
        raise ValidationError(
            _("UNICEF’s portal knows a template by its file name: give it back the name %(name)s.")
            % {"name": right},
            "name",
        )
    return f"{stem}.{ending}"


def _judged(stem: str) -> list[str]:
    return stem.casefold().split("_")[:2]
