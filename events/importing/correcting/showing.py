"""The part of a check in which bad rows are corrected, in the words of the page’s reader."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from events.importing.codes import attendance_vocabulary, category_vocabulary, code_of, vocabulary
from events.importing.columns import label
from events.importing.correcting.corrections import CELL, LONGEST, OF_ROW, OUT, offer_of
from events.importing.correcting.lines import LineCell, LineData
from events.importing.results import Result
from events.importing.rows import Problem
from events.importing.values import as_read
from events.models import Attendance, Event
from participants.models import Category, Disability, Sex

CODES = {
    "kind": Event.Kind,
    "status": Event.Status,
    "sex": Sex,
    "disability": Disability,
    "attendance": Attendance,
}
FIGURES = {"age", "birth_year", "headcount", "age_from", "age_to"}
Choice = tuple[str, str]  # value and label


@dataclass
class CellControl:
    """A control with its label. `choices`: those of a column of known words; None: it is typed.

    `listed`: what the list says, where it was corrected; `reasons`: why it is wrong.
    """

    name: str
    label: str
    text: str
    listed: str
    reasons: list[str]
    choices: list[Choice] | None
    keyboard: str
    longest: int

    @property
    def described_by(self) -> str:
        """The ids of what is said of it, in the order in which it stands there."""
        listed = [f"{self.name}-listed"] if self.listed else []
        return " ".join([*listed, f"{self.name}-error"] if self.reasons else listed)


@dataclass
class LineControls:
    """A line with its controls. `out`: the name of the one that leaves it out."""

    out: str
    row: str
    words: str
    cells: list[CellControl]
    reasons: list[str]
    is_out: bool


@dataclass
class Correcting:
    """What the page shows: `bad` lines, and those that were `corrected` or left out.

    `decided`: {whom they name: bad lines} of those that are shown where that was decided.
    """

    bad: list[LineControls]
    corrected: list[LineControls]
    offer: str
    decided: dict[str, list[LineControls]]

    @property
    def has_left_out(self) -> bool:
        """Whether one of them may be taken in again."""
        return any(line.is_out for line in self.corrected)


def corrected_here(result: Result, token: str, kept: str) -> Correcting | None:
    """What is to be shown of the bad and the corrected lines of a result; None: there are none.

    `kept`: as `offer_of`.
    """
    lines = [*result.bad, *result.corrected]
    if not lines:
        return None
    words = _Words()
    clashing = {line["who"] for line in result.settled if line["fault"]}
    decided: dict[str, list[LineControls]] = {}
    for line in result.bad:
        if line["decided"] in clashing:
            decided.setdefault(line["decided"], []).append(_shown(line, words))
    offered = [
        (
            line["line"],
            line["is_out"],
            [(cell["number"], cell["column"], cell["text"]) for cell in line["cells"]],
        )
        for line in lines
    ]
    return Correcting(
        bad=[_shown(line, words) for line in result.bad if line["decided"] not in clashing],
        corrected=[_shown(line, words) for line in result.corrected],
        offer=offer_of(offered, token, kept),
        decided=decided,
    )


def more_problems(result: Result) -> list[Problem]:
    """The bad rows that are shown neither at their cells nor at a decision, in the file's order."""
    at_cells = {line["row"] for line in result.bad if not line["decided"]}
    at_decisions = {line["row"] for line in result.bad} - at_cells
    others = [problem for problem in result.rejected if not problem.is_of_decision]
    decided = [problem for problem in result.rejected if problem.is_of_decision]
    more = {id(row) for row in [*others[len(at_cells) :], *decided[len(at_decisions) :]]}
    return [problem for problem in result.rejected if id(problem) in more]


def _shown(line: LineData, words: "_Words") -> LineControls:
    return LineControls(
        out=f"{OUT}{line['line']}",
        row=line["row"],
        words=line["words"],
        cells=[_cell(cell, words) for cell in line["cells"]],
        reasons=line["reasons"],
        is_out=line["is_out"],
    )


def _cell(cell: LineCell, words: "_Words") -> CellControl:
    column, text = cell["column"], cell["text"]
    return CellControl(
        name=f"{CELL}{cell['number']}-{column}",
        label=" · ".join(filter(None, [str(label(column)), cell["day"]])),
        text=text,
        listed=cell["listed"] if cell["listed"] != text else "",
        reasons=cell["reasons"],
        choices=words.choices(column, text),
        keyboard="numeric" if column in FIGURES else "tel" if column == "phone" else "text",
        longest=max(LONGEST, len(text)),
    )


class _Words:
    """The words for codes, each with the code that stands for it in a correction."""

    @cached_property
    def categories(self) -> Sequence[Category]:
        return list(Category.objects.all())

    def choices(self, column: str, text: str) -> list[Choice] | None:
        """What may be chosen in a column; what the list says stays there as it is written."""
        if column == "category":
            codes = {str(row.pk): row.code for row in self.categories}
            choices = [(row.code, str(row.label)) for row in self.categories]
            known = category_vocabulary(self.categories)
        elif column in CODES:
            choices = [(str(code), str(words)) for code, words in CODES[column].choices]
            codes = {code: code for code, _words in choices}
            is_mark = column == "attendance"
            known = attendance_vocabulary() if is_mark else vocabulary(CODES[column])
        else:
            return None
        meant = code_of(as_read(text), known)
        said = codes.get(str(meant)) if meant is not None else None
        shown = [(text if code == said else code, words) for code, words in choices]
        if text and said is None:
            listed = (text, _("“%(text)s”, as in the list") % {"text": text[:40]})
            shown.insert(0, listed)
        if column not in OF_ROW or not text:
            shown.insert(0, ("", _("Leave it empty")))
        return shown
