"""What a file leaves open, and what somebody answered."""

from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Answers:
    """What is known about a file beside the file.

    `asks`: whether somebody can be asked; else what is open makes bad rows. `dates`: "day_first" or
    "month_first". `empty`: what an empty cell means in a column of marks: an attendance, or
    "leave_out". `hidden`: "take" or "leave". `chosen`: the logged event that the list is of, which
    `event` and `starts_at` then name. `columns`: {heading: key, or "" to leave it out}.
    """

    asks: bool = False
    encoding: str = ""
    dates: str = ""
    empty: str = ""
    hidden: str = ""
    letters: str = ""
    event: str = ""
    starts_at: str = ""
    chosen: object = None
    sheets: tuple = ()
    columns: dict = field(default_factory=dict)
    leave_out_columns: bool = False


@dataclass
class Question:
    """One thing to ask. `rows`: [(row number, column)] that wait for it; `choices`: (value, label).

    `option`: that of the command. `samples`: lines of the file to decide by.
    """

    name: str
    sentence: str
    option: str
    rows: list = field(default_factory=list)
    choices: list = field(default_factory=list)
    samples: list = field(default_factory=list)

    @property
    def for_command(self):
        """Why a row is bad, and how to say it."""
        return _("%(question)s Say so with %(option)s.") % {
            "question": self.sentence,
            "option": self.option,
        }

    def as_json(self):
        """What the page of questions is made of; rows stay out."""
        told = {key: value for key, value in asdict(self).items() if key != "rows"}
        return told | {"choices": [[value, str(label)] for value, label in self.choices]}


class Open(Exception):
    """A question without whose answer the file cannot be read at all."""

    def __init__(self, question):
        super().__init__(question.name)
        self.question = question
