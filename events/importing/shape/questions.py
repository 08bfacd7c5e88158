"""What a file leaves open, and what somebody answered."""

from dataclasses import dataclass, field
from typing import TypedDict

from django.utils.translation import gettext as _

from events.importing.correcting.corrections import Corrections
from events.importing.rows import RowNumber
from events.importing.unsure.decisions import Decisions
from events.models import Event
from shkej.lib.bilingual import LANGUAGES

# How the names of questions begin that are asked of each column, month or meeting.
OF_COLUMN, OF_MONTH, OF_MEETING = "column:", "month:", "meeting:"
WINDOWS = {"cp1252": "Windows-1252", "cp1250": "Windows-1250"}
# What may be answered where one has to choose, on the page as by the command.
CHOICES = {
    "encoding": tuple(WINDOWS),
    "dates": ("day_first", "month_first"),
    "empty": ("absent", "present", "unmarked", "leave_out"),
    "crossed": ("present", "absent"),
    "hidden": ("take", "leave"),
    "beside": ("all", "first"),
    "last_word": ("mark", "name"),
    "letters": tuple(LANGUAGES),
}


@dataclass(frozen=True)
class Answers:
    """What is known about a file beside the file.

    One of `CHOICES`, or "" where nothing was said: `dates`, how 06/10/2021 is read; `empty`, what
    an empty cell means in a column of marks; `crossed`, what ☒ means where no box is ticked (☐ is
    the other of the two); `hidden`, what becomes of hidden rows; `beside`, which of the tables that
    stand beside each other count; `last_word`, what "Po" is in "Ana Po"; `letters`, the language
    of the letters of marks.

    `asks`: whether somebody can be asked; else what is open makes bad rows. `chosen`: the logged
    event that the list is of, which `event` and `starts_at` then name. `columns`: {heading: key, or
    "" to leave it out}. `months`: {title of a sheet: the month and year of its columns, or "" where
    they are no days}. `people`: who is meant by lines that may mean somebody known. `corrected`:
    what was corrected of the rows on the page.
    """

    asks: bool = False
    encoding: str = ""
    dates: str = ""
    empty: str = ""
    crossed: str = ""
    hidden: str = ""
    beside: str = ""
    last_word: str = ""
    letters: str = ""
    event: str = ""
    starts_at: str = ""
    chosen: Event | None = None
    sheets: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    months: dict[str, str] = field(default_factory=dict)
    leave_out_columns: bool = False
    people: Decisions = field(default_factory=Decisions)
    corrected: Corrections = field(default_factory=Corrections)


class QuestionData(TypedDict):
    """What the page of questions is made of."""

    name: str
    sentence: str
    choices: list[list[str]]
    samples: list[str]


@dataclass
class FileQuestion:
    """One thing to ask. `rows`: [(row number, column)] that wait for it; `choices`: (value, label).

    `option`: that of the command, "" where it has none. `samples`: lines of the file to decide by.
    """

    name: str
    sentence: str
    option: str
    rows: list[tuple[RowNumber, str]] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)

    @property
    def for_command(self) -> str:
        """Why a row is bad, and how to say it."""
        return _("%(question)s Say so with %(option)s.") % {
            "question": self.sentence,
            "option": self._option_with_choices,
        }

    @property
    def _option_with_choices(self) -> str:
        return f"{self.option} {'|'.join(CHOICES.get(self.name, ()))}".rstrip()

    def as_json(self) -> QuestionData:
        """What the page of questions is made of; rows stay out."""
        return QuestionData(
            name=self.name,
            sentence=self.sentence,
            choices=[[value, str(label)] for value, label in self.choices],
            samples=self.samples,
        )


class Open(Exception):
    """A question without whose answer the file cannot be read at all."""

    def __init__(self, question: FileQuestion) -> None:
        super().__init__(question.name)
        self.question = question
