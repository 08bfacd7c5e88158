"""Lines below the headings that are nobody's: headings again, titles, empty lines, the foot."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.importing.columns import EVENT_COLUMNS, plain, quoted
from events.importing.files.cells import CellValue
from events.importing.shape.between.foot import is_count
from events.importing.shape.between.notes import is_beside_list, is_note, is_of_group, signs
from events.importing.shape.between.titles import Titles, mark_said_by
from events.importing.shape.headings import NAMES, NAMES_BEGIN, OF_EVENT, Heading, Key
from events.importing.shape.synonyms import ENDS, IGNORED, meaning_of

FEW = 3
SECTION = re.compile(r"\d+\. ")  # "3. In-Meeting Activities" of an export
FIGURE = re.compile(r"[0-9]")
# What is filled in beforehand on lines that nobody has taken yet.
BEFOREHAND = {IGNORED, "category", "organisation", *OF_EVENT, *EVENT_COLUMNS}
# Where a figure is somebody's own, or already that of a group.
NO_COUNTS = {"headcount", "birth_date", "birth_year", "phone"}

Filled = Sequence[tuple[int, str]]  # (column, text) of the cells of a line that are not empty


class LinesBetween:
    """Tells the lines below a heading that are no rows, asked of one line after the other.

    `said`: {key: text} of what the title of a group says of the rows below it; `mark`: what the
    title above the headings says of whether they came.
    """

    def __init__(self, heading: Heading, keys: Sequence[Key], mark: str = "") -> None:
        self.heading, self.keys = heading, keys
        self.titles = Titles()
        self.said: dict[str, str] = {}
        self.is_signed = self.is_counted = False
        # Titles of other groups below the first of marks are within it; else it is within them.
        self.are_within_marks: bool | None = None
        self.rows = self.rows_with_figure = 0
        if mark:
            self._say({"attendance": mark})

    def reason(self, cells: Sequence[CellValue]) -> str:
        """Why a line is no row; "" of one that is."""
        filled = [(place, " ".join(str(cell).split())) for place, cell in enumerate(cells) if cell]
        if self._are_headings(cells, filled):
            self.is_signed = False
            if self.is_counted:
                self.said.pop("attendance", None)
            return _("The headings again.")
        if self._is_count(filled):
            return self._count(filled)
        texts = quoted([text for _place, text in filled])
        if self._ends_list(filled):
            return _("The end of the list: %(text)s.") % {"text": texts}
        if self._is_free(filled) or self._is_note(filled):
            return _("No name: %(text)s.") % {"text": texts}
        if self._is_title(filled):
            return _("A heading between the rows: %(text)s.") % {"text": texts}
        self.is_signed = self.is_counted = False
        self.rows += 1
        self.rows_with_figure += _has_figure(filled)
        return ""

    def _is_count(self, filled: Filled) -> bool:
        is_of_people = bool(NAMES & set(self._words())) and not NO_COUNTS & self._keys(filled)
        return is_of_people and is_count([text for _place, text in filled])

    def _count(self, filled: Filled) -> str:
        """Say that a line is a count, which ends a group.

        One behind another is no title of the rows below.
        """
        self.said = {key: said for key, said in self.said.items() if key == "attendance"}
        texts = [text for _place, text in filled]
        mark = mark_said_by(texts[0]) if len(texts) == 1 and not self.is_counted else ""
        if mark:
            self._say({"attendance": mark})
        elif self.is_counted:
            self.said.pop("attendance", None)
        self.is_counted = True
        words = {"text": quoted(texts), "rows": self.rows}
        return (
            ngettext(
                "A count: %(text)s. Above it %(rows)d row was read.",
                "A count: %(text)s. Above it %(rows)d rows were read.",
                self.rows,
            )
            % words
        )

    def _is_note(self, filled: Filled) -> bool:
        """Whether a line has but a label with what it says, in one cell or two."""
        place, text = filled[0]
        is_lone = len(filled) == 1 + text.endswith(":") or all(is_note(said) for _p, said in filled)
        return is_lone and is_note(text) and not self.titles.said_by(text) and not is_of_group(text)

    def _key(self, place: int) -> Key:
        return self.keys[place] if place < len(self.keys) else None

    def _keys(self, filled: Filled) -> set[Key]:
        return {self._key(place) for place, _text in filled}

    def _are_headings(self, cells: Sequence[CellValue], filled: Filled) -> bool:
        texts = [text for _place, text in filled]
        if len(filled) > 1 and texts == [text for text in self.heading.texts if text]:
            return True
        meanings = {meaning_of(text) for text in texts} if len(filled) >= FEW else set()
        return NAMES & meanings and None not in meanings or self._names_columns(cells)

    def _names_columns(self, cells: Sequence[CellValue]) -> bool:
        """Whether the columns of names have but headings of names in them, and no other a number.

        Numbers of the lines say nothing; days across are headed by numbers themselves.
        """
        texts: list[str] = []
        for place, cell in enumerate(cells):
            key, text = self._key(place), str(cell).strip()
            if text and key in NAMES:
                texts.append(text)
            elif isinstance(key, str) and key != IGNORED and text.isdecimal():
                return False
        return bool(texts) and all(
            text.casefold().startswith(NAMES_BEGIN) and meaning_of(text) in NAMES for text in texts
        )

    def _ends_list(self, filled: Filled) -> bool:
        """Whether a total or who signed begins here, or who signed goes on: lines without a figure.

        Where rows have no figures either nobody can tell them from the names of who signed.
        """
        keys = self._keys(filled)
        if {"first_name", "last_name"} <= keys or {"event", "starts_at"} <= keys:
            return False
        place, text = filled[0]
        if ENDS.match(plain(text).replace("_", " ")):
            self.is_signed = signs(text)
            return True
        if all(self._is_beside_list(where, said) for where, said in filled) and any(
            signs(said) or not is_note(said) for _where, said in filled
        ):
            self.is_signed = self.is_signed or any(signs(said) for _where, said in filled)
            return True
        if _has_figure(filled):
            return False
        if signs(text) and self._is_beside_rows(place) and not self.titles.said_by(text):
            self.is_signed = True
            return True
        return self.is_signed and 0 < self.rows == self.rows_with_figure

    def _is_beside_list(self, place: int, text: str) -> bool:
        if not is_beside_list(text) or self.titles.said_by(text):
            return False
        return signs(text) or self._is_beside_rows(place) and not is_of_group(text)

    def _is_beside_rows(self, place: int) -> bool:
        """Whether a column has names, numbers or nothing in the rows, and no posts of people."""
        key = self._key(place)
        its = self.heading.texts[place] if place < len(self.heading.texts) else ""
        return key in NAMES or not its or meaning_of(its) == IGNORED

    def _is_title(self, filled: Filled) -> bool:
        """Whether a line is the title of a group, of which the rows below may take what it says."""
        texts = [text for _place, text in filled]
        first = self._key(filled[0][0])
        if len(filled) == 2 and texts[0].endswith(":") and first in (None, IGNORED):
            return True
        if len(filled) > 1:
            return False
        is_one_of_few = sum(bool(key) for key in self.keys) < FEW
        if group := self.titles.said_by(texts[0]):
            if is_one_of_few and first not in (None, IGNORED, *NAMES):
                return False
            self._say(group)
            return True
        is_title = SECTION.match(texts[0]) or first in NAMES and is_of_group(texts[0])
        if is_one_of_few or first in (*NAMES, "headcount") and not is_title:
            return False
        self._say({})
        return True

    def _say(self, group: dict[str, str]) -> None:
        """Take what the title of a group says in the place of what others said before."""
        if self.are_within_marks is None:
            self.are_within_marks = "attendance" in group
        if "attendance" in group or "sex" in group:
            kept = self.said
        else:
            kept = {key: said for key, said in self.said.items() if key == "attendance"}
        if not self.are_within_marks and "attendance" not in group:
            kept = {key: said for key, said in kept.items() if key != "attendance"}
        self.said = kept | group

    def _is_free(self, filled: Filled) -> bool:
        """Whether a line has its number, and but what is filled in beforehand on each."""
        keys = self._keys(filled)
        numbered = [text for place, text in filled if self._key(place) == IGNORED]
        is_numbered = any(text.rstrip(".)").isdecimal() for text in numbered)
        return is_numbered and keys <= BEFOREHAND and bool(NAMES & set(self._words()))

    def _words(self) -> list[str]:
        return [key for key in self.keys if isinstance(key, str)]


def _has_figure(filled: Filled) -> bool:
    return any(FIGURE.search(text) for _place, text in filled)
