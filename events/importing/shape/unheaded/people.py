"""Which lines of a list without headings name somebody, and what the titles above them say."""

from events.importing.files.cells import LONGEST_SEARCHED
from events.importing.shape.beside_names import behind
from events.importing.shape.between.foot import is_count, is_on_a_day
from events.importing.shape.between.titles import Titles
from events.importing.shape.person_names import begins_with_name, is_name
from events.importing.shape.unheaded.line import NUMBERED, Line


class People:
    """Tells people from titles and other lines, asked of one line after the other.

    `found`: {number: Line} of people; `passed_over`: (number, text) of what is known to be nobody,
    `others`: of what is no name, or has no number among numbered names.
    """

    def __init__(self, *, are_numbered: bool) -> None:
        self.are_numbered = are_numbered
        self.found: dict[int, Line] = {}
        self.passed_over: list[tuple[int, str]] = []
        self.others: list[tuple[int, str]] = []
        self.have_name = self.is_counted = False
        self.titles = Titles()
        self.said: dict[str, str] = {}

    def add(self, number: int, text: str) -> None:
        """Take a line in. What is nobody ends what a title says of the sex or category below it."""
        if len(text) <= LONGEST_SEARCHED:
            if self._is_passed_over(text):
                self.passed_over.append((number, text))
                return
            self.is_counted = False
            line = Line(text, self.said)
            may_be_name = self._may_be_name(line)
            if line.has_number if self.are_numbered else may_be_name:
                self.found[number] = line
                self.have_name = self.have_name or may_be_name
                return
        self._say({})
        self.others.append((number, text))

    def _may_be_name(self, line: Line) -> bool:
        """Whether a line names somebody, whatever else it says; "Salla 3" does so behind a number.

        More than a name makes a bad cell, which can be corrected: nobody is left out because of it.
        """
        before = behind(line.name).get("", "")
        is_whole = " " in before or self.are_numbered and line.has_number
        return is_name(line.name) or bool(before and is_whole) or begins_with_name(line.name)

    def _is_passed_over(self, text: str) -> bool:
        """Whether a line is a count, a day or a title; one count behind another is no title."""
        if is_count([text]):
            self._say({"attendance": ""} if self.is_counted else self.titles.said_by(text))
            self.is_counted = True
            return True
        said = {} if NUMBERED.match(text) else self.titles.said_by(text)
        if said or is_on_a_day(text, is_cell=False):
            self._say(said)
            return True
        return False

    def _say(self, said: dict[str, str]) -> None:
        """Take what a title says; whether they came holds until another says it."""
        kept = self.said if "sex" in said else {"attendance": self.said.get("attendance", "")}
        self.said = kept | said
