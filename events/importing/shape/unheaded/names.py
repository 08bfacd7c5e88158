"""Plain lists of names, one on a line, without any heading."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import dropwhile

from django.core.exceptions import ValidationError

from events.importing.files.cells import Sheet
from events.importing.shape.beside_names import behind
from events.importing.shape.between.titles import mark_said_by
from events.importing.shape.headings import LOOKED_AT, NAMES, Heading, Key, facts_of, texts_of
from events.importing.shape.person_names import is_name
from events.importing.shape.questions import Answers
from events.importing.shape.synonyms import DAY, meaning_of
from events.importing.shape.unheaded.line import NUMBERED, PARTS, Line
from events.importing.shape.unheaded.people import People
from events.importing.values import day_and_clock

# "[06.10.21, 18:05:10] ~ Drita: " and "06/10/21, 18:05 - Drita: " before what somebody sent.
SENT = re.compile(
    r"^\W*(?:[0-9./-]{6,10}\W+[0-9:.]{4,8}|[0-9:.]{4,8}\W+[0-9./-]{6,10})(?:\s?[ap]\.?m\.?)?"
    r"\]?[\s–-]*[^:]{1,40}:\s*",
    re.IGNORECASE,
)
BETWEEN_NUMBERED = re.compile(r"(?<=\w)[\s,;]+(?=\d{1,3}\s*[.)]\s*[^\W\d_])")


def names_alone(sheet: Sheet, answers: Answers) -> Heading | None:
    """The `Heading` of a list that has only names, one a line; its rows become one cell each.

    None where the lines are no names, or nobody could say of what event they are.
    """
    if not answers.asks and not answers.event or has_headings(sheet):
        return None
    lines = _lines(sheet)
    numbered = [text for _number, text in lines if NUMBERED.match(text)]
    people = People(are_numbered=len(numbered) * 2 > len(lines))
    for number, text in lines:
        people.add(number, text)
    if not people.have_name or len(people.others) > len(people.found):
        return None
    doubtful = _doubtful(people.found) if answers.last_word != "mark" else {}
    if not answers.last_word:
        sheet.doubtful = [(number, line.text.strip()) for number, line in doubtful.items()]
    names = {n: line.parts(has_word=n not in doubtful) for n, line in people.found.items()}
    sheet.passed_over = sorted([*people.passed_over, *people.others])
    facts = facts_of([[text] for _number, text in [*people.others, *people.passed_over]])
    keys: list[Key] = list(PARTS)
    if _has_day_of_meeting(names.values(), answers, facts):
        keys[PARTS.index("birth_date")] = None  # it is asked
    filled = [place for place, cells in enumerate(zip(*names.values(), strict=True)) if any(cells)]
    sheet.rows = [(number, [cells[place] for place in filled]) for number, cells in names.items()]
    return Heading(0, [""] * len(filled), [keys[place] for place in filled], facts)


def _has_day_of_meeting(
    names: Collection[Sequence[str]], answers: Answers, facts: Mapping[str, str]
) -> bool:
    """Whether a day behind a name is that of the meeting, and so may be nobody’s birth."""
    place = PARTS.index("birth_date")
    said = {cells[place] for cells in names} - {""}
    when = [answers.starts_at, *(facts.get(key, "") for key in ("starts_at", DAY))]
    days = {_day_of(text) for text in when} - {None}
    return any(_day_of(text) in days for text in said)


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
        texts = [str(cell) for cell in cells if cell]
        texts = list(dropwhile(str.isdigit, texts))  # the numbers of lines
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
    if len(texts) > 1 and all(map(_is_of_somebody, texts)):
        return list(texts)
    found = [one for one in BETWEEN_NUMBERED.split(text) if one.strip()]
    return found if len(found) > 1 and all(map(NUMBERED.match, found)) else []


def _is_of_somebody(text: str) -> bool:
    """Whether a text is a whole name, with what a line of a list may say behind it."""
    name = Line(text, {}).name
    name = behind(name).get("", name)
    return text.startswith(name) and " " in name and is_name(name)
