"""Names as lists have them: what is one person’s, how a whole one is divided, and what is none."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.importing.marks import NO_NAMES
from events.importing.shape.synonyms import SURNAME_FIRST, THREE_NAMES
from shkej.lib.albanian import fold

MOST_WORDS, MOST_WORDS_OF_LINE = 6, 4  # of a name in a cell, and alone on a line
# In small letters alone: "E" and "I" are initials.
BETWEEN_NAMES = {"e", "i", "me", "biri", "bija", "djali", "vajza", "nëna", "ëma"}
# What a place or a group is called, in a title such as "Klubi Dielli" or "Klubi 3 muaj".
OF_PLACES = set(
    "bashkia komuna lagjja fshati shkolla kopshti gjimnazi qendra klubi grupi shoqata fondacioni "
    "rruga rruge bulevardi pallati blloku njesia njesi "
    "municipality village school kindergarten centre center club group association "
    "street road".split()
)
# What else stands in the titles of lists, beside ages as well.
OTHER_THAN_NAMES = (
    NO_NAMES
    | OF_PLACES
    | set(
        "dhe and nuk lista pjesemarres pjesemarresit participant participants attendee attendees "
        "name names emer mbiemer mbiemri stafi trajneret facilitatoret lehtesuesit edukatoret "
        "mesuesit mesueset vullnetaret ftuarit mysafiret trainers facilitators guests "
        "grupi femijet femijeve prinderit gjithsej totali total shenim mungesa mesuesja "
        "takim takimi takimet meeting klase klasa klasat foshnja foshnje foshnjat kursi trajnimi "
        "programi projekti cerdhja mosha grupmosha kampi ekipi skuadra seanca sesioni aktiviteti "
        "punetoria seminari loje lojera turneu java moduli faza "
        "session activity workshop class classroom "
        "femije femija femijet prinder femra femrat femer meshkuj meshkujt mashkull vajzat djem "
        "djemte children parents girls boys "
        "iphone ipad android galaxy samsung huawei xiaomi redmi laptop desktop".split()
    )
)
CLASS = re.compile(r"[IVX]{1,4}\s?[-–/]\s?[a-zç]", re.IGNORECASE)  # "VI-A" of a school
HEADS = {"emri", "emrat", "nome", "ονομα"}  # of columns; beside a surname Emri is a first name
PARTING = re.compile(r"[,;]")
SEVERAL = re.compile(r"[,;/&+]")
SAID_IN_MESSAGES = set(
    "po jo ok okay mire faleminderit flm rrofsh pershendetje mirembrema miremengjes miredita "
    "super bravo dakord patjeter ndoshta sot neser dje ora kur ku kush une jam do vij vjen "
    "oren ne nga te tek per prej deri".split()
)
NOT_OF_NAMES = re.compile(r"[^\w\s'’.\-,]|[\d_]")
BETWEEN_WORDS = re.compile(r"(?<!\b\w['’])\s+")  # not within "D' Angelo"
BEFORE_MORE = re.compile(r"([^\d(\[+/=&]+?)[\s,;:–—-]*(?:\bx\s?)?[\d(\[+/=&]", re.IGNORECASE)
FATHER_WITHIN = re.compile(r"([^()]+?)\s*\(\s*([^()]+?)\s*\)\s*([^()]+)")  # "Ana (Agim) Deda"


def check_one_person(raw: str) -> None:
    """Refuse a cell that names several people, or says something else than a name."""
    words = [word.strip(".,()") for word in raw.split()]
    strange = [word for word in words if is_no_name(word)]
    if strange:
        raise _no_part(strange[0])
    if are_several(raw) or SEVERAL.search(raw) or len(words) > MOST_WORDS:
        raise ValidationError(
            _("Write the name of one person here, and others in rows of their own.")
        )


def check_one_name(raw: str) -> None:
    """Refuse the word for names, as it heads their column, where somebody has no other name."""
    if fold(raw.strip(" .,:;")) in HEADS:
        raise _no_part(raw.strip())


def _no_part(word: str) -> ValidationError:
    return ValidationError(
        _(
            "“%(word)s” is no part of a name: write one person’s name here and nothing else, "
            "and others in rows of their own."
        )
        % {"word": word[:40]}
    )


def are_several(raw: str) -> bool:
    """Whether lines or commas of one cell part the names of several people."""
    lines = [line.split() for line in raw.strip().splitlines() if line.strip()]
    of_lines = len(lines) > 2 or (len(lines) == 2 and min(map(len, lines)) > 1)
    return of_lines or len(PARTING.findall(raw.strip(" ,;"))) > 1


def is_no_name(word: str) -> bool:
    """Whether a word, as it is written, stands in nobody's name."""
    if CLASS.fullmatch(word):
        return True
    return word in BETWEEN_NAMES or fold(word).partition("'")[0] in OTHER_THAN_NAMES


def is_name(text: str) -> bool:
    """Whether a line may be somebody's name: a few words of letters, with a capital somewhere."""
    words = text.split()
    return (
        0 < len(words) <= MOST_WORDS_OF_LINE
        and not NOT_OF_NAMES.search(text)
        and text != text.lower()
        and not any(is_no_name(word) or fold(word) in SAID_IN_MESSAGES for word in words)
    )


def begins_with_name(text: str) -> bool:
    """Whether a line names somebody and says more: "Ana Deda (Beni)", "Ana Deda +2"."""
    if found := FATHER_WITHIN.fullmatch(text):
        return all(map(is_name, found.groups()))
    found = BEFORE_MORE.match(text)
    return bool(found) and " " in found[1] and is_name(found[1])


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
