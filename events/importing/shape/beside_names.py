"""What stands beside somebody’s name in one piece of text: a day of birth, a telephone, an age."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from events.importing.codes import vocabulary
from events.importing.columns import plain
from events.importing.files.cells import LONGEST_SEARCHED
from events.importing.shape.person_names import is_name
from events.importing.values import MONTHS_OLD, YEARS_OLD
from participants.lib.validators import has_identity_number
from participants.models import Sex

# A number of Albania, whose length is known: a number before or behind it is none of its figures.
OF_ALBANIA = (
    r"(?:(?:\+|\b00|\b)355\)?[ /.\-]*(?:\(?0\)? ?)?|\b0)"
    r"(?:6[0-9]\)?(?:[ /.\-]?[0-9]){7}|[2-58](?:\)?[ /.\-]?[0-9]){7})(?![0-9])"
)
PHONE = re.compile(
    r"(?:\b(?:tel|telefoni?|cel|celulari?|mob|mobile?|nr|numri|phone)\b\.?\s*:?\s*)?"
    rf"(?P<said>{OF_ALBANIA}(?: ?/ ?{OF_ALBANIA})?|"
    rf"(?!\d{{1,4}}[ /.\-()]+{OF_ALBANIA})\+?\d[\d /.\-()]{{7,}}\d)",
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
NUMBER_AND_LETTER = re.compile(r"\(?\b([0-9]{1,3})\s*[/:,;]\s*([^\W\d_]+)\s*\)?$")  # "(12, F)"
LETTER = re.compile(r"[^\W\d_]")
FIGURE = re.compile(r"[0-9]")
KINDS = NUMBER, SIGN, LETTER_ALONE = "number", "sign", "letter alone"  # of what is behind names
SIGNS_BEHIND = {SIGN, LETTER_ALONE}
PAIRS = ({"f", "m"}, {"v", "d"}, {"v", "dj"})  # of letters that can mean but the two sexes
SAID = (("birth_date", BIRTH), ("phone", PHONE), ("age", AGE), ("birth_year", YEAR))


def phone_beside(name: str) -> tuple[str, str]:
    """(name, telephone) of a cell of names in which both stand; the latter is empty in others."""
    if not FIGURE.search(name) or BIRTH.search(name) or has_identity_number(name):
        return name, ""
    found = PHONE.search(name)
    rest = PHONE.sub("", name, count=1).strip(" ,;:–-()")
    return (rest, found["said"].strip()) if found and LETTER.search(rest) else (name, "")


def behind(text: str, kinds: Sequence[str] = KINDS) -> dict[str, str]:
    """{kind: text} of what "Ana Deda (F) - 12" says behind the name, and under "" the name; or {}.

    After a comma or a blank a letter may be an initial: `LETTER_ALONE`, behind two words at least.
    """
    found: dict[str, str] = {}
    name = text.strip() if len(text) <= LONGEST_SEARCHED else ""
    name = NUMBER_AND_LETTER.sub(r"\1 (\2)", name)
    for kind in (*kinds, *kinds):
        is_said = kind in found or (kind in SIGNS_BEHIND and SIGNS_BEHIND & found.keys())
        if not is_said and (match := _behind()[kind].search(name)):
            name = name[: match.start()].rstrip(" ,;:–—-")
            found[kind] = match[match.lastindex or 0]
    is_initial = LETTER_ALONE in found and " " not in name
    return {"": name} | found if found and is_name(name) and not is_initial else {}


def are_sexes(signs: Iterable[str]) -> bool:
    """Whether what stands behind names can mean nothing but their sexes."""
    said = {plain(sign) for sign in signs}
    letters = {sign for sign in said if len(sign) < 3}
    return (not letters or letters in PAIRS) and said <= vocabulary(Sex).meanings.keys()


def written(words: Iterable[str]) -> str:
    """A pattern of words as `plain` has them, with or without the signs of ë and ç."""
    longest_first = sorted(words, key=len, reverse=True)
    signs = {"e": "[eë]", "c": "[cç]", "_": " "}
    return "|".join("".join(signs.get(sign, sign) for sign in word) for word in longest_first)


@cache
def _behind() -> dict[str, re.Pattern[str]]:
    words = written(word for word in vocabulary(Sex).meanings if len(word) > 1)
    sign = rf"{words}|[^\W\d_]"
    return {
        NUMBER: re.compile(r"[\s,;:–—-]*\(?\b([0-9]{1,3})\s*\)?$"),
        SIGN: re.compile(rf"\s*(?:[-–—:]\s*({sign})|\(\s*({sign})\s*\))$", re.IGNORECASE),
        LETTER_ALONE: re.compile(rf"(?:\s*,\s*|\s)((?i:[fmvd]|dj)|{words})$"),
    }
