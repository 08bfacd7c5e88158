"""What stands beside somebody’s name in one piece of text: a day of birth, a telephone, an age."""

import re

from events.importing.values import MONTHS_OLD, YEARS_OLD
from participants.lib.validators import has_identity_number

PHONE = re.compile(
    r"(?:\b(?:tel|telefoni?|cel|celulari?|mob|mobile?|nr|numri|phone)\b\.?\s*:?\s*)?"
    r"(?P<said>\+?\d[\d /.\-()]{7,}\d)",
    re.IGNORECASE,
)
BIRTH = re.compile(
    r"\(?\b(?:(?:e |i )?lindur(?: më| ne| në)?\s+|(?:dtl|dl|dob)\b[.:]?\s*)?"
    r"(?P<said>[0-9]{1,2}([./-])[0-9]{1,2}\2(?:(?:19|20)[0-9]{2}|[0-9]{2})|"
    r"(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2})\b\)?",
    re.IGNORECASE,
)
CLASS = re.compile(
    r"\(?\bkl(?:asa)?\b\.?\s*(?:e\s+)?(?:[IVX]{1,4}|1[0-2]|[1-9])(?:\s?[-–/]?\s?[a-eç])?\b\)?|"
    r"\(?\b(?:kl(?:asa)?\b\.?\s*)?(?:[IVX]{1,4}|[1-9]|1[0-2])\s?[-–/]\s?[a-eç]\b\)?",
    re.IGNORECASE,
)
AGE = re.compile(
    rf"\(?\b(?P<said>{MONTHS_OLD.pattern}|{YEARS_OLD.pattern})(?!\w)\)?", re.IGNORECASE
)
YEAR = re.compile(
    r"\(?\b(?:(?:e |i )?lindur(?: më| ne| në)?\s+)?(?P<said>(?:19|20)\d\d)\b\)?", re.IGNORECASE
)
LETTER = re.compile(r"[^\W\d_]")
FIGURE = re.compile(r"[0-9]")
SAID = (("birth_date", BIRTH), ("phone", PHONE), ("age", AGE), ("birth_year", YEAR))


def phone_beside(name: str) -> tuple[str, str]:
    """(name, telephone) of a cell of names in which both stand; the latter is empty in others."""
    if not FIGURE.search(name) or BIRTH.search(name) or has_identity_number(name):
        return name, ""
    found = PHONE.search(name)
    rest = PHONE.sub("", name, count=1).strip(" ,;:–-()")
    return (rest, found["said"].strip()) if found and LETTER.search(rest) else (name, "")
