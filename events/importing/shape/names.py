"""Names in one piece: a column of whole names, and plain lists of names without any heading."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from django.core.exceptions import ValidationError

from events.importing.codes import ALL_SIGNS, BOXES, SIGNS, mark_words
from events.importing.files.cells import CellValue, Sheet, without_end
from events.importing.marks import MAY_BE_NAMES
from events.importing.shape.between.foot import is_count, is_on_a_day
from events.importing.shape.between.titles import mark_said_by
from events.importing.shape.headings import LOOKED_AT, NAMES, Heading, Key, facts_of, texts_of
from events.importing.shape.person_names import are_several, is_no_name
from events.importing.shape.questions import Answers
from events.importing.shape.synonyms import (
    DAY,
    FULL_NAME,
    SURNAME_FIRST,
    THREE_NAMES,
    meaning_of,
)
from events.importing.values import MONTHS_OLD, YEARS_OLD, day_and_clock
from participants.lib.validators import has_identity_number
from shkej.lib.albanian import fold

NUMBERED = re.compile(
    r"^[\W_]*\d{1,4}\s*[.)\-:]\s*(?=\D)|^\d{1,4}\s+(?=\D)(?!(?:vje[cç]|vj|muaj)\b)|^\s*\d\ufe0f?\u20e3\s*|^\s*[-*•–·▪◦●■►➤→👉🔹🔸]+\s*"
)
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
LETTER = re.compile(r"[^\W\d_]")
FIGURE = re.compile(r"[0-9]")
PICTURES = ("So", "Cf", "Co", "Cs")
AGE = re.compile(
    rf"\(?\b(?P<said>{MONTHS_OLD.pattern}|{YEARS_OLD.pattern})(?!\w)\)?", re.IGNORECASE
)
YEAR = re.compile(
    r"\(?\b(?:(?:e |i )?lindur(?: më| ne| në)?\s+)?(?P<said>(?:19|20)\d\d)\b\)?", re.IGNORECASE
)
# "[06.10.21, 18:05:10] ~ Drita: " and "06/10/21, 18:05 - Drita: " before what somebody sent.
SENT = re.compile(
    r"^\W*(?:[0-9./-]{6,10}\W+[0-9:.]{4,8}|[0-9:.]{4,8}\W+[0-9./-]{6,10})(?:\s?[ap]\.?m\.?)?"
    r"\]?[\s–-]*[^:]{1,40}:\s*",
    re.IGNORECASE,
)
BETWEEN_NUMBERED = re.compile(r"(?<=\w)[\s,;]+(?=\d{1,3}\s*[.)]\s*[^\W\d_])")
BEFORE_NAMES = ("phone", "age")
SAID = (("birth_date", BIRTH), ("phone", PHONE), ("age", AGE), ("birth_year", YEAR))
PARTS = (FULL_NAME, *(key for key, _pattern in SAID), "attendance")
SAID_IN_MESSAGES = set(
    "po jo ok okay mire faleminderit flm rrofsh pershendetje mirembrema miremengjes miredita "
    "super bravo dakord patjeter ndoshta sot neser dje ora kur ku kush une jam do vij vjen".split()
)
NOT_OF_NAMES = re.compile(r"[^\w\s'’.\-,]|[\d_]")
BETWEEN_WORDS = re.compile(r"(?<!\b\w['’])\s+")  # not within "D' Angelo"
WORD = re.compile(r"[^\W\d_][\w'’.-]*")
FATHER_WITHIN = re.compile(r"([^()]+?)\s*\(\s*([^()]+?)\s*\)\s*([^()]+)")  # "Ana (Agim) Deda"
MOST_WORDS = 4


def divided(whole: str, kind: str) -> dict[str, str]:
    """The first name, father's name and surname of a whole name, in the order of its column.

    The last word is the surname, unless a comma, the heading or capitals say that it is first.
    """
    whole = whole.strip(" ,;")
    if kind == THREE_NAMES and (found := FATHER_WITHIN.fullmatch(whole)):
        return dict(zip(("first_name", "father_name", "last_name"), found.groups(), strict=True))
    if are_several(whole):
        return {"first_name": whole}  # which is refused there
    if "," in whole:
        surname, _comma, given = (part.strip() for part in whole.partition(","))
        return {"first_name": given, "last_name": surname}
    words = BETWEEN_WORDS.split(whole)
    if len(words) == 1:
        return {"first_name": words[0]}
    in_capitals = [word.isupper() and len(word.strip(".")) > 1 for word in words]
    if kind == SURNAME_FIRST or (in_capitals[0] and not any(in_capitals[1:])):
        return {"first_name": " ".join(words[1:]), "last_name": words[0]}
    if kind == THREE_NAMES and len(words) == 3:
        return dict(zip(("first_name", "father_name", "last_name"), words, strict=True))
    return {"first_name": " ".join(words[:-1]), "last_name": words[-1]}


def phone_beside(name: str) -> tuple[str, str]:
    """(name, telephone) of a cell of names in which both stand; the latter is empty in others."""
    if not FIGURE.search(name) or BIRTH.search(name) or has_identity_number(name):
        return name, ""
    found = PHONE.search(name)
    rest = PHONE.sub("", name, count=1).strip(" ,;:–-()")
    return (rest, found["said"].strip()) if found and LETTER.search(rest) else (name, "")


class Line:
    """A line such as "Ana Deda, 12 vjeç, 069 123 4567 ✅" of a list of names.

    Behind a number or a bullet a name may be in small letters (`has_number`).
    """

    def __init__(self, text: str, *, has_number: bool) -> None:
        self.text, self.has_number = text, has_number
        self.said: dict[str, str] = {}
        for key, pattern in () if has_identity_number(text) else SAID:
            match = pattern.search(text)
            if match and (LETTER.search(text[: match.start()]) or _stands_before(key, match[0])):
                self.said[key] = (match.groupdict().get("said") or match[0]).strip()
                text = text.replace(match[0], " ")
        self.rest = CLASS.sub(" ", text).rstrip(" ,;:–-")
        self.word = _word_behind().search(self.rest)

    @property
    def is_doubtful(self) -> bool:
        """Whether the word may be a name: behind one other, or with a capital, as in "Ana Po"."""
        if not self.word or fold(self.word[3]) not in MAY_BE_NAMES:
            return False
        return not self.word[3].islower() or len(WORD.findall(self.rest[: self.word.start()])) == 1

    @property
    def bears_out(self) -> bool:
        """Whether such a word, with but a blank before it, is a mark on this line."""
        return bool(self.word and self.word[3]) and not self.is_doubtful

    def parts(self, *, has_word: bool = True, mark: str = "") -> list[str]:
        """The `PARTS`; `has_word`: whether a word for a mark behind the name is taken for one.

        `mark`: what a title says of all below it, where the line itself says nothing.
        """
        found, text = dict(self.said), self.rest
        signs = {sign for sign in text if sign in ALL_SIGNS}
        marks = signs & set(BOXES)
        marks |= {known[0] for known in SIGNS.values() if set(known) & (signs - marks)}
        said = sorted(marks)
        if has_word and (match := self.word):
            text = text[: match.start()]
            said.append(match[1] or match[2] or match[3])
        if said or mark:
            found["attendance"] = " ".join(said) or mark
        text = "".join(
            sign
            for sign in text
            if unicodedata.category(sign) not in PICTURES and sign not in ALL_SIGNS
        )
        text = text.strip(" ,;:–-*_\ufe0f\u20e3")
        name = " ".join((text if "(" in text else text.strip("()")).split())
        name = name.title() if name == name.lower() and self.has_number else name
        return [name, *(found.get(key, "") for key in PARTS[1:])]


def _stands_before(key: str, text: str) -> bool:
    """Whether a fact may stand before the name: a day there is when somebody wrote the line."""
    return key in BEFORE_NAMES and not BIRTH.fullmatch(text.strip())


def names_alone(sheet: Sheet, answers: Answers) -> Heading | None:
    """The `Heading` of a list that has only names, one a line; its rows become one cell each.

    None where the lines are no names, or nobody could say of what event they are.
    """
    if not answers.asks and not answers.event or has_headings(sheet):
        return None
    lines = _lines(sheet)
    numbered = [bool(NUMBERED.match(text)) for _number, text in lines]
    are_numbered = sum(numbered) * 2 > len(lines)
    of_people: dict[int, Line] = {}
    marks: dict[int, str] = {}  # which the title above a line says
    others, passed_over, has_name, is_counted, mark = [], [], False, False, ""
    for (number, text), has_number in zip(lines, numbered, strict=True):
        if is_count([text]):
            mark, is_counted = "" if is_counted else mark_said_by(text) or mark, True
            passed_over.append((number, text))
            continue
        if is_on_a_day(text, is_cell=False) or not has_number and mark_said_by(text):
            mark = mark_said_by(text) or mark
            passed_over.append((number, text))
            continue
        is_counted = False
        line = Line(NUMBERED.sub("", text, count=1), has_number=has_number)
        may_be_name = is_name(line.parts()[0])
        if has_number and are_numbered or not are_numbered and may_be_name:
            of_people[number], marks[number] = line, mark
            has_name = has_name or may_be_name
        else:
            others.append((number, text))
    if not has_name or len(others) > len(of_people):
        return None
    doubtful = _doubtful(of_people) if answers.last_word != "mark" else {}
    names = [
        (number, without_end(line.parts(has_word=number not in doubtful, mark=marks[number])))
        for number, line in of_people.items()
    ]
    if not answers.last_word:
        sheet.doubtful = [(number, line.text.strip()) for number, line in doubtful.items()]
    facts = facts_of([[text] for _number, text in [*others, *passed_over]])
    sheet.rows, sheet.passed_over = names, sorted([*passed_over, *others])
    width = max(len(cells) for _number, cells in names)  # without marks there is no column for them
    keys: list[Key] = list(PARTS[:width])
    if _has_day_of_meeting([cells for _number, cells in names], answers, facts):
        keys[PARTS.index("birth_date")] = None  # it is asked
    return Heading(0, [""] * width, keys, facts)


def _has_day_of_meeting(
    names: Sequence[Sequence[CellValue]], answers: Answers, facts: Mapping[str, str]
) -> bool:
    """Whether a day behind a name is that of the meeting, and so may be nobody’s birth."""
    place = PARTS.index("birth_date")
    said = {cells[place] for cells in names if len(cells) > place and cells[place]}
    when = [answers.starts_at, *(facts.get(key, "") for key in ("starts_at", DAY))]
    days = {_day_of(text) for text in when} - {None}
    return any(_day_of(str(text)) in days for text in said)


def _day_of(text: str) -> date | None:
    try:
        return day_and_clock(text, "day_first")[0]
    except ValidationError:
        return None


def _doubtful(lines: Mapping[int, Line]) -> dict[int, Line]:
    """The lines whose last word is a mark or a name, unless all others bear it out as a mark."""
    found = {number: line for number, line in lines.items() if line.is_doubtful}
    others = [line for number, line in lines.items() if number not in found]
    return {} if others and all(line.bears_out for line in others) else found


def has_headings(sheet: Sheet) -> bool:
    """Whether this is a table whose headings are known, none of them that of names."""
    for _number, cells in sheet.rows[:LOOKED_AT]:
        texts = [text for text in texts_of(cells) if text]
        if len(texts) > 1 and all(meaning_of(text) for text in texts):
            return not NAMES & set(map(meaning_of, texts))
    return False


def _lines(sheet: Sheet) -> list[tuple[int, str]]:
    """The lines as text, without who sent them; several names on one line are a line each."""
    lines, are_several = [], False
    for number, cells in sheet.rows:
        texts = [str(cell) for cell in cells if cell and not str(cell).isdigit()]
        text = SENT.sub("", ": ".join(texts))
        several = _several(texts, text)
        are_several = are_several or bool(several)
        lines += [(number, one) for one in several or [text]]
    return [(n, text) for n, (_number, text) in enumerate(lines, 1)] if are_several else lines


def _several(texts: Sequence[str], text: str) -> list[str]:
    """The names of a line such as "Ana Deda, Beni Leka" or "1. Ana Deda 2. Beni Leka"."""
    label, colon, first = texts[0].rpartition(":") if texts else ("", "", "")
    mark = label if colon and mark_said_by(label) else ""
    if colon and (mark or meaning_of(label) in NAMES):
        texts = list(filter(None, [first.strip(), *texts[1:]]))
    if mark and texts and all(is_name(one) and " " in one for one in texts):
        return [mark, *texts]
    if len(texts) > 1 and all(is_name(one) and len(one.split()) > 1 for one in texts):
        return list(texts)
    found = [one for one in BETWEEN_NUMBERED.split(text) if one.strip()]
    return found if len(found) > 1 and all(map(NUMBERED.match, found)) else []


@cache
def _word_behind() -> re.Pattern[str]:
    """A word for a mark behind a name, with or without the signs of ë and ç."""
    words = sorted(mark_words(), key=len, reverse=True)
    written = [word.replace("e", "[eë]").replace("c", "[cç]").replace("_", " ") for word in words]
    word = "|".join(written)
    return re.compile(rf"\s*(?:[-–—:]\s*({word})|\(({word})\)|\s({word}))\s*$", re.IGNORECASE)


def is_name(text: str) -> bool:
    """Whether a line may be somebody's name: a few words of letters, with a capital somewhere."""
    words = text.split()
    return (
        0 < len(words) <= MOST_WORDS
        and not NOT_OF_NAMES.search(text)
        and text != text.lower()
        and not any(is_no_name(word) or fold(word) in SAID_IN_MESSAGES for word in words)
    )
