"""What an import did, or why it did nothing; and its figures in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from events.importing.changes import Changes, Done, nothing_done
from events.importing.correcting.lines import LineData
from events.importing.rows import Problem
from events.importing.shape.questions import QuestionData
from events.importing.unsure.lines import UnsureLine

SHOWN_PAIRS = 50


@dataclass
class Result:
    """What an import did, or (`is_refused`) why it did nothing.

    `rejected`: one Problem for each bad row. `unlikely`: what is odd about good ones. `pairs`: the
    first of the possible duplicates, two names each. `left_out`: what changes nothing, and why.
    `questions`: what has to be answered first (`shape.questions.FileQuestion`, as dictionaries).
    `shape`: the headings of the list, by which earlier answers are found.
    `bad`, `corrected`: the first of the lines that are bad, with the cells to be corrected, and of
    those that were corrected here or left out; `corrections`: how many lines were corrected, and
    are good.
    `unsure`: the first of the lines that wait for a decision who they are, `waiting` how many do;
    `settled`: those that were decided; `others`: how many are new by what was said of all others;
    `asks_people`: it did nothing because lines wait.
    `imported`: the id of the `Import` that noted what was done.
    `would_tell`: the ids of the organisations that would be told, as `Notification` groups them;
    `asks_telling`: it did nothing because nobody said yet whether they are; `told`: whom it told,
    in words.
    """

    counts: Done = field(default_factory=nothing_done)
    possible_duplicates: int = 0
    rejected: list[Problem] = field(default_factory=list)
    is_refused: bool = False
    good_rows: int = 0
    imported: int | None = None
    new_organisations: list[str] = field(default_factory=list)
    new_projects: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    unlikely: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    questions: list[QuestionData] = field(default_factory=list)
    shape: str = ""
    would_tell: dict[str, list[int]] = field(default_factory=dict)
    asks_telling: bool = False
    told: str = ""
    bad: list[LineData] = field(default_factory=list)
    corrected: list[LineData] = field(default_factory=list)
    corrections: int = 0
    unsure: list[UnsureLine] = field(default_factory=list)
    settled: list[UnsureLine] = field(default_factory=list)
    waiting: int = 0
    others: int = 0
    asks_people: bool = False

    def as_json(self) -> dict[str, Any]:
        """The answer of the command (docs/contracts.md); what was left out where something was."""
        answer: dict[str, Any] = {
            **self.counts,
            "possible_duplicates": self.possible_duplicates,
            "rejected": [problem.as_json() for problem in self.rejected],
        }
        if self.left_out:
            answer["left_out"] = [problem.as_json() for problem in self.left_out]
        return answer

    def in_figures(self) -> "Result":
        """What an import did, without a word of its file: what `imported_in_words` says."""
        return Result(
            counts=self.counts,
            possible_duplicates=self.possible_duplicates,
            rejected=[Problem(problem.row, "", "") for problem in self.rejected],
            good_rows=self.good_rows,
            imported=self.imported,
            told=self.told,
        )

    def foresee(self, changes: Changes) -> None:
        """Say what the changes would do, once written."""
        self.counts = changes.counts()
        self.waiting, self.others = len(changes.waiting), len(changes.others)
        self.possible_duplicates = len(changes.pairs)
        telling = changes.would_notify
        self.would_tell = {"mailed": list(telling.mailed), "called": list(telling.called)}
        self.new_organisations = [row.name_sq for row in changes.new_organisations.values()]
        self.new_projects = [row.code for row in changes.new_projects]
        self.pairs = [
            (str(first), str(second)) for first, second in changes.people_alike(SHOWN_PAIRS)
        ]


def summary(result: Result) -> Iterator[tuple[str, str | int]]:
    """The figures of an import in words, a line for each kind of thing."""
    words = {
        "created": _("%(count)s created"),
        "updated": _("%(count)s updated"),
        "matched": _("%(count)s known already"),
        "unchanged": _("%(count)s unchanged"),
        "waiting": _("%(count)s to be decided"),
    }
    names = {
        "events": _("Events"),
        "participants": _("People"),
        "registrations": _("Registrations"),
        "headcounts": _("Headcounts"),
    }
    for what, counts in result.counts.items():
        if what == "participants" and result.waiting:
            created = counts["created"] - result.waiting
            counts = {**counts, "created": created, "waiting": result.waiting}
        yield names[what], ", ".join(words[key] % {"count": n} for key, n in counts.items())
    yield _("Possible duplicates"), result.possible_duplicates
    if result.corrections:
        yield _("Rows corrected here"), result.corrections
    if result.rejected:
        yield _("Bad rows"), len(result.rejected)
