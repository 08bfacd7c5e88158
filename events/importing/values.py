"""From the text of one cell to a value; ValidationError says what is wrong with it."""

import re
import unicodedata
from datetime import date, time
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from participants.validators import (
    check_birth_date,
    check_birth_year,
    check_name,
    check_no_identity_number,
)
from shkej.lib.dates import YEARS
from shkej.lib.phones import e164

OUR_QUOTE = re.compile(r"'(?=[\s\x00=+\-@＝＋－＠])")
DAY = r"(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})|" + (
    r"(?P<d2>[0-9]{1,2})\.(?P<m2>[0-9]{1,2})\.(?P<y2>[0-9]{4}))"
)
CLOCK = r"(?P<h>[0-9]{1,2}):(?P<min>[0-9]{2})(?::(?P<s>[0-9]{2}))?"
MOMENT = re.compile(rf"{DAY}(?:(?:T|,?\s+){CLOCK})?")
MIDNIGHT = re.compile(r"(?:T|\s+)0?0:00(:00)?$")
NUMBER = re.compile(r"[0-9]{1,9}(?:\.0+)?")
PHONE = re.compile(r"\+?[0-9 ()/.\-]{3,}")


def text_of(raw, longest):
    """One line of text: blanks joined, the quotation mark of our own exports taken off."""
    text = " ".join(unicodedata.normalize("NFC", OUR_QUOTE.sub("", raw, count=1)).split())
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise ValidationError(_("There are signs in this cell that cannot be read."))
    if len(text) > longest:
        raise ValidationError(
            _("This text is too long: %(length)s characters, %(longest)s at most.")
            % {"length": len(text), "longest": longest}
        )
    return text


def text_without_identity_number(raw, longest):
    """One line of text in which nobody's identity number stands."""
    text = text_of(raw, longest)
    check_no_identity_number(text)
    return text


def name_of(raw, longest=100):
    """Part of a person's name."""
    name = text_of(raw, longest)
    if "?" in name:
        raise ValidationError(_("A letter of this name was lost (“?”)."))
    check_name(name)
    return name


def number_of(raw, lowest, highest):
    """A whole number within limits."""
    text = text_of(raw, 40)
    number = int(float(text)) if NUMBER.fullmatch(text) else None
    if number is None or not lowest <= number <= highest:
        raise ValidationError(
            _("Enter a whole number from %(lowest)s to %(highest)s.")
            % {"lowest": lowest, "highest": highest}
        )
    return number


@lru_cache(maxsize=4096)
def day_and_clock(raw):
    """The day and, where one is given, the time of "2021-10-06 14:30" or "06.10.2021 14:30"."""
    text = text_of(raw, 60)
    found = MOMENT.fullmatch(text)
    try:
        if not found:
            raise ValueError
        day = date(*(int(found[part] or found[f"{part}2"]) for part in "ymd"))
        clock = None
        if found["h"]:
            clock = time(int(found["h"]), int(found["min"]), int(found["s"] or 0))
    except ValueError as error:
        raise ValidationError(
            _("Enter a day and a time such as 2021-10-06 14:30 or 06.10.2021 14:30.")
        ) from error
    return day, clock


def birth_date_of(raw):
    """A date of birth."""
    try:
        day, clock = day_and_clock(MIDNIGHT.sub("", raw))
        if clock is not None or day.year not in YEARS:
            raise ValidationError("no day")
    except ValidationError as error:
        raise ValidationError(
            _("Enter a date of birth such as 2010-05-21 or 21.05.2010.")
        ) from error
    check_birth_date(day)
    return day


def birth_year_of(raw):
    """A year of birth."""
    year = number_of(raw, YEARS[0], YEARS[-1])
    check_birth_year(year)
    return year


def phone_of(raw):
    """An international number; one that no plan knows as it was written: an old list has those."""
    phone = text_of(raw, 60)
    try:
        return e164(phone)
    except ValidationError:
        figures = re.sub(r"[^0-9+]", "", phone)
        if not PHONE.fullmatch(phone) or not 5 <= len(figures) <= 16:
            raise
        return figures
