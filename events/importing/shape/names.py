"""Names in one piece: a column of whole names, and plain lists of names without any heading."""

import re
import unicodedata

from events.importing.files.cells import Sheet, without_end
from events.importing.shape.headings import Heading, facts_of
from events.importing.shape.questions import Answers
from events.importing.shape.synonyms import FULL_NAME, SURNAME_FIRST, THREE_NAMES

NUMBERED = re.compile(r"^[\W_]*\d{1,4}\s*[.)\-:]\s*(?=\D)|^\d{1,4}\s+(?=\D)|^\s*[-*•–·]\s*")
PHONE = re.compile(r"\+?\d[\d /.\-]{7,}\d")
PICTURES = ("So", "Cf", "Co", "Cs")
AGE = re.compile(r"\b(\d{1,2})\s*(?:vje[cç]\w*|v\.|years?(?: old)?)", re.IGNORECASE)
NOT_OF_NAMES = re.compile(r"[^\w\s'’.\-,]|[\d_]")
MOST_WORDS = 4


def divided(whole: str, kind: str) -> dict[str, str]:
    """The first name, father's name and surname of a whole name, in the order of its column.

    The last word is the surname, unless a comma or the heading says that it is first.
    """
    if "," in whole:
        surname, _comma, given = (part.strip() for part in whole.partition(","))
        return {"first_name": given, "last_name": surname}
    words = whole.split()
    if len(words) == 1:
        return {"first_name": words[0]}
    if kind == SURNAME_FIRST:
        return {"first_name": " ".join(words[1:]), "last_name": words[0]}
    if kind == THREE_NAMES and len(words) == 3:
        return dict(zip(("first_name", "father_name", "last_name"), words, strict=True))
    return {"first_name": " ".join(words[:-1]), "last_name": words[-1]}


def names_alone(sheet: Sheet, answers: Answers) -> Heading | None:
    """The `Heading` of a list that has only names, one a line; its rows become one cell each.

    None where the lines are no names, or nobody could say of what event they are.
    """
    if not answers.asks and not answers.event:
        return None
    lines = []
    for number, cells in sheet.rows:
        texts = [str(cell) for cell in cells if cell and not str(cell).isdigit()]
        lines.append((number, ": ".join(texts)))
    numbered = [bool(NUMBERED.match(text)) for _number, text in lines]
    are_numbered = sum(numbered) * 2 > len(lines)
    names, others = [], []
    for (number, text), has_number in zip(lines, numbered, strict=True):
        name, phone, age = _parts(NUMBERED.sub("", text, count=1))
        if is_name(name) and (has_number or not are_numbered):
            names.append((number, without_end([name, phone, age])))
        else:
            others.append((number, text))
    if not names or len(others) > len(names):
        return None
    facts = facts_of([[text] for _number, text in others])
    sheet.rows, sheet.passed_over = names, others
    return Heading(0, ["", "", ""], [FULL_NAME, "phone", "age"], facts)


def _parts(text: str) -> tuple[str, str, str]:
    """The name, the phone and the age of a line such as "Ana Deda, 12 vjeç, 069 123 4567"."""
    phone, age = PHONE.search(text), AGE.search(text)
    for found in filter(None, (phone, age)):
        text = text.replace(found[0], " ")
    text = "".join(sign for sign in text if unicodedata.category(sign) not in PICTURES)
    name = " ".join(text.strip(" ,;:–-()").split())
    return name, phone[0].strip() if phone else "", age[1] if age else ""


def is_name(text: str) -> bool:
    """Whether a line may be somebody's name: a few words of letters, with a capital somewhere."""
    words = text.split()
    return 0 < len(words) <= MOST_WORDS and not NOT_OF_NAMES.search(text) and text != text.lower()
