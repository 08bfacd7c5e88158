"""One import from beginning to end: read, parse, plan, apply, or say why not."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.access_log import Action
from accounts.services import log_access
from events.importing.applying import Applier, Tally, Watcher
from events.importing.births import unlikely
from events.importing.changes import Changed, Changes, Done, nothing_done
from events.importing.downloads.added import with_their_event
from events.importing.files.csv_files import unknown_encoding
from events.importing.files.reading import sheets_of
from events.importing.known import Known, people_of
from events.importing.parsing import Parser
from events.importing.planning import plan_of
from events.importing.remembered.memory import Memory
from events.importing.remembered.telling import left_out
from events.importing.rows import ImportRow, Problem, RowCells, RowNumber, one_per_row
from events.importing.shape.lists import Lists, lists_of
from events.importing.shape.questions import Answers, Open, QuestionData
from events.importing.undoing.noting import begin, finish, noting, people_made_before
from events.importing.unsure.decisions import Decisions
from events.importing.unsure.lines import UnsureLine, settled_lines, waiting_lines
from events.inviting.asking import Notification, notifies_as
from events.models import Centre, Event, Import
from participants.models import Category
from partners.models import Project
from shkej.lib.constraints import is_overtaken
from shkej.lib.one_at_a_time import one_at_a_time

SHOWN_PAIRS = 50


@dataclass
class Result:
    """What an import did, or (`is_refused`) why it did nothing.

    `rejected`: one Problem for each bad row. `unlikely`: what is odd about good ones. `pairs`: the
    first of the possible duplicates, two names each. `left_out`: what changes nothing, and why.
    `questions`: what has to be answered first (`shape.questions.FileQuestion`, as dictionaries).
    `shape`: the headings of the list, by which earlier answers are found.
    `unsure`: the first of the lines that wait for a decision who they are, `waiting` how many do;
    `settled`: those that were decided; `others`: how many are new by what was said of all others;
    `asks_people`: it did nothing because lines wait.
    `would_tell`: the ids of the organisations that would be told, as `Notification` groups them;
    `asks_telling`: it did nothing because nobody said yet whether they are; `told`: whom it told,
    in words.
    """

    counts: Done = field(default_factory=nothing_done)
    possible_duplicates: int = 0
    rejected: list[Problem] = field(default_factory=list)
    is_refused: bool = False
    good_rows: int = 0
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


def import_attendance(
    *,
    content: bytes,
    centre: Centre,
    project_code: str = "",
    create_projects: bool = False,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
    other_meetings: bool = False,
    letters: str | None = None,
    afresh: bool = False,
    answers: Answers | None = None,
    telling: str | None = None,
    user: User | None = None,
    log: Callable[..., object] = log_access,
    watcher: Watcher | None = None,
) -> Result:
    """Import the bytes of a file into `centre`; all rows or none, unless bad rows are skipped.

    `other_meetings`: events that look like ones logged already are others. `letters`: the language
    whose letters of marks the file has (`codes.attendance_vocabulary`). `afresh`: what earlier
    files brought is not remembered, so that who was taken off since comes back. `answers`: what was
    said of what the file leaves open; where somebody can be asked, the result has the `questions`
    that remain, else their rows are bad. `telling`: the answer of whoever was shown who would be
    told (`Notification.answered`, of `ids`): nothing is imported where it would reach others; None:
    they are told, and nobody is asked. ValidationError where the file as a whole cannot be read, or
    something changed meanwhile.

    All rows are checked before the first is written, by reading alone; a trial run (`dry_run`)
    ends there. Then they are written in parts: killed, the import is repeated, and goes on
    (`applying`).
    """
    answers = answers or Answers()
    try:
        lists = lists_of(sheets_of(content, answers.encoding), answers)
    except Open as asking:
        if not answers.asks:
            hint = _("Or say --encoding cp1252|cp1250.")
            raise ValidationError([*unknown_encoding().messages, hint]) from asking
        return Result(questions=[asking.question.as_json()], is_refused=True)
    if answers.asks and lists.questions:
        return Result(
            questions=[question.as_json() for question in lists.questions],
            shape=lists.shape,
            left_out=one_per_row(lists.left_out),
            is_refused=True,
        )
    asked = ImportRequest(
        centre,
        user,
        project_code,
        create_projects,
        skip_bad_rows,
        other_meetings,
        letters,
        afresh,
        answers.chosen,
        answers.people,
        hashlib.sha256(content).hexdigest(),
    )
    if dry_run:
        return _checked(lists, asked)[0]
    with one_at_a_time(f"import-{centre.pk}") as is_ours:
        if not is_ours:
            raise ValidationError(
                _("Another file is being imported into this centre. Wait until that has ended.")
            )
        result, changes = _checked(lists, asked)
        if not result.is_refused and result.waiting:
            result.is_refused = result.asks_people = True
        by_whom = (
            Notification(by=user) if telling is None else Notification.answered(telling, by=user)
        )
        if not result.is_refused and not by_whom.covers(changes.would_notify):
            result.is_refused = result.asks_telling = True
        if not result.is_refused:
            imported = begin(centre=centre, digest=asked.digest, user=user)
            _apply(changes, result, imported, by_whom, watcher or Watcher())
            numbers = {"rows": result.good_rows, "rejected": len(result.rejected)}
            with transaction.atomic():
                finish(imported, rows=result.good_rows)
                log(
                    Action.IMPORT,
                    centre,
                    user=user,
                    sha256=asked.digest,
                    **numbers,
                    **result.counts,
                )
    return result


def _apply(
    changes: Changes, result: Result, imported: Import, telling: Notification, watcher: Watcher
) -> None:
    """Write the changes, and put into the result what was done."""
    tally, user = Tally(watcher), cast(User | None, telling.by)
    try:
        with notifies_as(telling), noting(imported):
            Applier(changes, user=user, watcher=tally).apply()
    except (Changed, IntegrityError) as error:
        if isinstance(error, IntegrityError) and not is_overtaken(error):
            raise
        raise ValidationError(
            _(
                "Something was changed while the file was being imported. Import it again: "
                "what is there already stays as it is."
            )
        ) from error
    tally.put_into(result)
    if not watcher.earlier:  # whom a run told that was killed, nobody counted
        result.told = telling.in_words


@dataclass(frozen=True)
class ImportRequest:
    """What an import is asked to do, beside the file itself."""

    centre: Centre
    user: User | None
    project_code: str
    create_projects: bool
    skip_bad_rows: bool
    other_meetings: bool
    letters: str | None
    afresh: bool
    chosen: Event | None
    decided: Decisions
    digest: str


def _checked(lists: Lists, asked: ImportRequest) -> tuple[Result, Changes | None]:
    """(result, changes): what an import would do, by reading alone."""
    result = Result(shape=lists.shape)
    projects = _projects(asked.user)
    project = _project(asked.project_code, projects, asked.create_projects)
    parser = Parser(
        categories=list(Category.objects.all()),
        projects={key: row.code for key, row in projects.items()},
        may_create_projects=asked.create_projects,
        letters=asked.letters,
        dates=lists.dates,
    )
    open_rows = [
        Problem(number, column, question.for_command)
        for question in lists.questions
        for number, column in question.rows
    ]
    waiting = {problem.row for problem in open_rows}
    numbered = with_their_event(lists.rows)
    rows, problems = _parse(parser, [row for row in numbered if row[0] not in waiting])
    problems += open_rows
    among = people_of(asked.centre, asked.user)
    known = Known(
        rows,
        centre=asked.centre,
        among=among,
        memory=Memory(rows, asked.centre, is_blank=asked.afresh),
        are_other_meetings=asked.other_meetings,
        chosen=asked.chosen,
        reader=asked.user,
        decided=asked.decided,
    )
    plan, clashes = plan_of(rows, known)
    result.rejected = one_per_row(problems + clashes)
    result.good_rows = len(plan.rows)
    result.unlikely = one_per_row(unlikely(plan))
    result.left_out = one_per_row([*lists.left_out, *left_out(plan)])
    result.is_refused = bool(result.rejected) and not asked.skip_bad_rows
    if result.is_refused:
        return result, None
    own = people_made_before(asked.centre, asked.digest) if asked.decided.asks else set()
    changes = Changes(plan, known, projects, project, among.current(), own)
    result.counts = changes.counts()
    faults = {problem.row: problem.reason for problem in clashes if problem.is_of_decision}
    result.unsure, result.settled = waiting_lines(changes), settled_lines(rows, changes, faults)
    result.waiting, result.others = len(changes.waiting), len(changes.others)
    result.possible_duplicates = len(changes.pairs)
    telling = changes.would_notify
    result.would_tell = {"mailed": list(telling.mailed), "called": list(telling.called)}
    result.new_organisations = [row.name_sq for row in changes.new_organisations.values()]
    result.new_projects = [row.code for row in changes.new_projects]
    result.pairs = [
        (str(first), str(second)) for first, second in changes.people_alike(SHOWN_PAIRS)
    ]
    return result, changes


def _parse(
    parser: Parser, numbered: Iterable[tuple[RowNumber, RowCells]]
) -> tuple[list[ImportRow], list[Problem]]:
    rows, problems = [], []
    for number, cells in numbered:
        row, faults = parser.parse(number, cells)
        if row:
            rows.append(row)
        problems += faults
    return rows, problems


def _projects(user: User | None) -> dict[str, Project]:
    visible = Project.objects.visible_to(user) if user else Project.objects.all()
    return {project.code.casefold(): project for project in visible}


def _project(code: str, projects: dict[str, Project], create_projects: bool) -> Project | None:
    """The project of events that name none themselves; one that is to be made is not saved yet."""
    if not code:
        return None
    project = projects.get(code.casefold())
    if project is None:
        if not create_projects:
            raise ValidationError(
                _("There is no project with the code “%(code)s”.") % {"code": code}
            )
        project = Project(code=code, title_sq=code, needs_completion=True)
        project.full_clean(exclude=["title"])
        projects[code.casefold()] = project
    return project


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
    if result.rejected:
        yield _("Rows left out"), len(result.rejected)
