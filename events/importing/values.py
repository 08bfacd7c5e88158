"""From the text of one cell to a value; ValidationError says what is wrong with it."""

import re
import unicodedata
from datetime import date, time, timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from events.importing.files.cells import as_seen
from events.importing.shape.person_names import check_one_name, check_one_person
from participants.lib.births import OLDEST_AGE
from participants.lib.validators import (
    check_birth_date,
    check_birth_year,
    check_name,
    check_no_identity_number,
)
from shkej.lib.albanian import fold
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.dates import YEARS, today
from shkej.lib.phones import e164

# As `shkej.lib.texts.harmless` puts it before a cell; spreadsheets put it before figures as text.
OUR_QUOTE = re.compile(r"\A\s*'(?=[\t\r\n\x00=+\-@＝＋－＠]|[0-9]+\Z)")
YEAR_CUT = re.compile(r"(?<=[/.\s-])['’](?=[0-9]+\Z)")  # "05/06/'21"
DAY = (
    r"(?:(?P<y>[0-9]{4})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})\.\s?(?P<m2>[0-9]{1,2})\.\s?(?P<y2>[0-9]{4}|[0-9]{2})\.?"
    r"|(?P<d4>[0-9]{1,2})-(?P<m4>[0-9]{1,2})-(?P<y4>[0-9]{4})"
    r"|(?P<d6>[0-9]{1,2}) (?P<m6>[0-9]{1,2}) (?P<y6>(?:19|20)[0-9]{2})"
    r"|(?P<one>[0-9]{1,2})/(?P<two>[0-9]{1,2})/(?P<y3>[0-9]{4}|[0-9]{2})"
    r"|(?P<d5>[0-9]{1,2})\.?\s+(?P<word>[^\W\d_]{3,12})\.?,?\s+(?P<y5>[0-9]{4})"
    r"|(?P<serial>[2-5][0-9]{4})(?:\.0+)?)"
)
CLOCK = (
    r"(?P<h>[0-9]{1,2})[:.](?P<min>[0-9]{2})(?::(?P<s>[0-9]{2})(?:\.[0-9]+)?)?"
    r"(?:\s?(?P<half>[AaPp])[Mm])?"
    r"(?:\+0[12]:?00)?"  # what Tirana's clocks are ahead of UTC, as a survey writes it
)
WEEKDAY = (
    r"(?:e\s+)?(?:h[ëe]n[ëe]n?|mart[ëe]n?|m[ëe]rkur[ëe]n?|enjten?|premten?|shtun[ëe]n?|diel[ëe]?n?)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
WEEKDAY_BEFORE = re.compile(
    rf"^(?:(?:m[ëe]|t[ëe]|on)\s+)?(?:(?:{WEEKDAY})\b[,.]?\s+(?:m[ëe]\s+)?)?(?=[0-9])", re.IGNORECASE
)
WEEKDAY_BEHIND = re.compile(rf",?\s*\(?(?:{WEEKDAY})\)?(?=\s+[0-9]|$)", re.IGNORECASE)
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
ROMAN_MONTH = re.compile(rf"(?<=[0-9])\.\s?({'|'.join(ROMAN)})\.\s?(?=[0-9])", re.IGNORECASE)
MOMENT = re.compile(rf"{DAY}(?:(?:T|,?\s+){CLOCK})?")
MONTH_AND_YEAR = re.compile(r"(?:[0-9]{1,2}\s?[./-]\s?|[^\W\d_]{3,12}[. ]\s*)[0-9]{4}")
MIDNIGHT = re.compile(r"(?:T|\s+)0?0:00(:00)?$")
MONTHS_OF_A_YEAR, CENTURY = 12, 2000
HOURS_OF_HALF_A_DAY = 12
FIRST_SERIAL = date(1899, 12, 30)  # day 0 of a spreadsheet
MONTHS_OLD = re.compile(r"([0-9]{1,2})[\s-]*(?:muaj\w*|months?(?: old)?)", re.IGNORECASE)
YEARS_OLD = re.compile(
    r"([0-9]{1,3})[\s-]*(?:vje[cç]\w*|vj|v|vite?|years?(?: old)?|yrs|y)\.?"
    r"|vj(?:e[cç])?\.?\s*([0-9]{1,3})",
    re.IGNORECASE,
)
WORD_AFTER = re.compile(r"(?<=[0-9])\s*[^\W\d_]{1,15}\.?$")  # "12 vjeç", "12 fëmijë"
NUMBER = re.compile(r"[0-9]{1,9}(?:\.0+)?")
AS_NUMBER = re.compile(r"(?<=[0-9]{8})\.0\Z")  # of a cell that was no text
PHONE = re.compile(r"\+?[0-9 ()/.\-]{3,}")


def as_read(raw: str) -> str:
    """One line of text: blanks joined, without signs that nobody sees.

    The quotation mark of our own exports is taken off.
    """
    return " ".join(OUR_QUOTE.sub("", as_seen(raw)).split())


def text_of(raw: str, longest: int) -> str:
    """A text as it is read; ValidationError for one that is too long or cannot be shown."""
    text = as_read(raw)
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise ValidationError(_("There are characters in this cell that cannot be read."))
    if len(text) > longest:
        raise ValidationError(
            _("This text is too long: %(length)s characters, %(longest)s at most.")
            % {"length": len(text), "longest": longest}
        )
    return text


def text_without_identity_number(raw: str, longest: int) -> str:
    """One line of text without anybody's identity number."""
    text = text_of(raw, longest)
    check_no_identity_number(text)
    return text


def name_of(raw: str) -> str:
    """Part of the name of one person."""
    check_one_person(raw)
    return recorded_name_of(raw)


def lone_name_of(raw: str) -> str:
    """The first name of somebody of whom a row says no other."""
    check_one_name(raw)
    return name_of(raw)


def recorded_name_of(raw: str) -> str:
    """Part of a person's name as the form takes it."""
    name = text_of(raw, 100)
    if "?" in name:
        raise ValidationError(_("A letter of this name was lost (“?”)."))
    check_name(name)
    return name


def number_of(raw: str, lowest: int, highest: int) -> int:
    """A whole number within limits."""
    return _whole(WORD_AFTER.sub("", text_of(raw, 40)), lowest, highest)


def _whole(text: str, lowest: int, highest: int) -> int:
    number = int(float(text)) if NUMBER.fullmatch(text) else None
    if number is None or not lowest <= number <= highest:
        raise ValidationError(
            _("Enter a whole number from %(lowest)s to %(highest)s.")
            % {"lowest": lowest, "highest": highest}
        )
    return number


def age_of(raw: str) -> int:
    """An age in completed years; one that is told in months is less than it looks."""
    text = text_of(raw, 40)
    if found := MONTHS_OLD.fullmatch(text):
        return int(found[1]) // MONTHS_OF_A_YEAR
    found = YEARS_OLD.fullmatch(text)
    return _whole(found[1] or found[2] if found else text, 0, OLDEST_AGE)


@lru_cache(maxsize=4096)
def day_and_clock(
    raw: str, order: str = "", last_year: int | None = None
) -> tuple[date, time | None]:
    """The day and, where one is given, the time of "2021-10-06 14:30" or "6 tetor 2021 14:30".

    `order`: "day_first" or "month_first" where slashes can be read both ways. `last_year`: the
    latest that a year of two figures can mean; else it is one of this century.
    """
    found = _moment(text_of(raw, 60))
    try:
        if not found:
            raise ValueError
        order = order or _order(found)
        if order == "either":
            raise ValidationError(_("Here the day or the month can come first."))
        day = _day(found, order, last_year)
        clock = None
        if found["h"]:
            clock = time(_hour(found), int(found["min"]), int(found["s"] or 0))
    except ValueError as error:
        raise ValidationError(
            _("Enter a day and a time such as 2021-10-06 14:30 or 06.10.2021 14:30.")
        ) from error
    return day, clock


def _moment(text: str) -> re.Match[str] | None:
    return MOMENT.fullmatch(_without_weekday(text))


def _without_weekday(text: str) -> str:
    """A day as people write it, without "më" and the day of the week; a Roman month in figures."""
    text = WEEKDAY_BEHIND.sub("", WEEKDAY_BEFORE.sub("", text, count=1), count=1)
    text = YEAR_CUT.sub("", text)
    return ROMAN_MONTH.sub(lambda found: f".{ROMAN.index(found[1].upper()) + 1}.", text, count=1)


def _hour(found: re.Match[str]) -> int:
    """The hour of a match of MOMENT; ValueError where a clock of twelve hours has no such one."""
    hour = int(found["h"])
    if not found["half"]:
        return hour
    if not 1 <= hour <= HOURS_OF_HALF_A_DAY:
        raise ValueError
    return hour % HOURS_OF_HALF_A_DAY + HOURS_OF_HALF_A_DAY * (found["half"] in "Pp")


def day_order(raw: str) -> str:
    """How the day of a text with slashes is to be read; "" for any other text."""
    found = _moment(as_read(raw))
    return _order(found) if found else ""


def _order(found: re.Match[str]) -> str:
    """How the day of a match of MOMENT is to be read."""
    if not found["one"]:
        return ""
    one, two = int(found["one"]), int(found["two"])
    if one > MONTHS_OF_A_YEAR:
        return "day_first"
    if two > MONTHS_OF_A_YEAR:
        return "month_first"
    return "day_first" if one == two else "either"


def _day(found: re.Match[str], order: str, last_year: int | None) -> date:
    """The day of a match of MOMENT; ValueError where there is no such day."""
    if found["serial"]:
        return FIRST_SERIAL + timedelta(days=int(found["serial"]))
    if found["one"]:
        parts = [int(found["one"]), int(found["two"])]
        day, month = parts if order == "day_first" else reversed(parts)
        return date(_year(found["y3"], last_year), month, day)
    if found["word"]:
        return date(int(found["y5"]), _month(found["word"]), int(found["d5"]))
    for end in ("", "2", "4", "6"):
        if found[f"d{end}"]:
            year = _year(found[f"y{end}"], last_year)
            return date(year, int(found[f"m{end}"]), int(found[f"d{end}"]))
    raise ValueError


def _year(text: str, last_year: int | None) -> int:
    year = int(text)
    if len(text) > 2:
        return year
    year += CENTURY
    return year - 100 if last_year and year > last_year else year


def _month(word: str) -> int:
    """The month that a word or its first letters mean, in either language."""
    months = {
        name: number for language in LANGUAGES for number, name in enumerate(months_of(language), 1)
    }
    word = fold(word)
    found = {number for name, number in months.items() if name == word or name[:3] == word}
    if len(found) != 1:
        raise ValueError
    return found.pop()


@lru_cache
def months_of(language: str) -> list[str]:
    """The folded names of the months in `language`."""
    with translation.override(language):
        return [fold(str(MONTHS[number])) for number in range(1, MONTHS_OF_A_YEAR + 1)]


def birth_date_of(raw: str, order: str = "") -> date:
    """A date of birth; `order` as for `day_and_clock`."""
    try:
        day, clock = day_and_clock(MIDNIGHT.sub("", as_read(raw)), order, today().year)
        if clock is not None or day.year not in YEARS:
            raise ValidationError("no day")
    except ValidationError as error:
        if MONTH_AND_YEAR.fullmatch(as_read(raw)):
            raise ValidationError(
                _("The day is missing: enter the whole date, or in this column the year alone.")
            ) from error
        raise ValidationError(
            _("Enter a date of birth such as 2010-05-21 or 21.05.2010.")
        ) from error
    check_birth_date(day)
    return day


def birth_year_of(raw: str) -> int:
    """A year of birth."""
    year = number_of(raw, YEARS[0], YEARS[-1])
    check_birth_year(year)
    return year


def phone_of(raw: str) -> str:
    """An international number; one that no plan knows as it was written: an old list has those."""
    phone = AS_NUMBER.sub("", text_of(raw, 60))
    try:
        return e164(phone)
    except ValidationError:
        figures = re.sub(r"[^0-9+]", "", phone)
        if not PHONE.fullmatch(phone) or not 5 <= len(figures) <= 16:
            raise
        return figures
