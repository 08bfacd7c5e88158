"""Tables whose columns nobody headed: what can be known of them by what stands in them."""

import re
from collections.abc import Iterable, Sequence

from events.importing.files.cells import CellValue, Sheet
from events.importing.shape.beside_names import BIRTH, LETTER, PHONE
from events.importing.shape.headings import Heading, Key, facts_of, texts_of
from events.importing.shape.person_names import is_name
from events.importing.shape.questions import Answers
from events.importing.shape.synonyms import FULL_NAME, IGNORED, meaning_of
from events.importing.shape.unheaded.names import has_headings

LINE_NUMBER = re.compile(r"[0-9]{1,4}[.)]?")
FIGURE = re.compile(r"[0-9]")
FIGURES, WORDS = "figures", "words"  # kinds of columns


def table_alone(sheet: Sheet, answers: Answers) -> Heading | None:
    """The `Heading` of a table without headings: of names, and of figures beside them.

    Only names, telephones and the numbers of the lines are known; of what remains it is asked.
    None of any other sheet, as of a list of names alone (`names_alone`).
    """
    if not answers.asks or has_headings(sheet):
        return None
    first = next((n for n, (_number, cells) in enumerate(sheet.rows) if _has_two(cells)), 0)
    while first and _may_be_whole_name("".join(texts_of(sheet.rows[first - 1][1]))):
        first -= 1  # somebody of whom no more is said
    rows = [texts_of(cells) for _number, cells in sheet.rows[first:]]
    if len(rows) < 2 or sum(map(_has_two, rows)) * 2 <= len(rows):
        return None
    width = max(map(len, rows))
    columns = [[row[n] for row in rows if len(row) > n and row[n]] for n in range(width)]
    kinds = [_kind_of(values, is_first=not any(columns[:n])) for n, values in enumerate(columns)]
    names = kinds.count(FULL_NAME)
    if names > 1 or not (names and kinds.count(FIGURES) or kinds.count(WORDS) > 1 - names):
        return None
    keys: list[Key] = [None if kind in (FIGURES, WORDS) else kind for kind in kinds]
    texts = [""] * width
    above = sheet.rows[:first]
    sheet.passed_over = [(number, " ".join(filter(None, texts_of(c)))) for number, c in above]
    if _are_unknown_headings(rows[0], kinds):
        texts, above = [*rows[0], *texts[len(rows[0]) :]], sheet.rows[: first + 1]
    facts = facts_of([cells for _number, cells in above])
    return Heading(above[-1][0] if above else 0, texts, keys, facts)


def _are_unknown_headings(texts: Sequence[str], kinds: Sequence[str | None]) -> bool:
    """Whether the first line has words where others have figures, and nobody’s whole name."""
    cells = list(zip(texts, kinds, strict=False))
    if any(kind == FULL_NAME and _may_be_whole_name(text) for text, kind in cells):
        return False
    return any(
        kind == FIGURES and LETTER.search(text) and not FIGURE.search(text) for text, kind in cells
    )


def _may_be_whole_name(text: str) -> bool:
    return " " in text and is_name(text) and meaning_of(text) is None


def _has_two(cells: Sequence[CellValue]) -> bool:
    return sum(map(bool, cells)) > 1


def _kind_of(values: Sequence[str], *, is_first: bool) -> str | None:
    """What most of the `values` of a column without a heading are; None where nobody knows."""

    def most(found: Iterable[object]) -> bool:
        return sum(map(bool, found)) * 2 > len(values)

    if is_first and most(LINE_NUMBER.fullmatch(value) for value in values):
        return IGNORED
    if most(map(_is_phone, values)):
        return "phone"
    if most(value.isdecimal() for value in values):
        return FIGURES
    if most(is_name(value) for value in values):
        return FULL_NAME if most(" " in value for value in values) else WORDS
    return None


def _is_phone(text: str) -> bool:
    return bool(PHONE.fullmatch(text)) and not BIRTH.fullmatch(text)
