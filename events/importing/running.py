"""One import from beginning to end: read, parse, plan, apply, or say why not."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.access_log import Action
from accounts.services import log_access
from events.importing.applied.applying import Applier, Tally, Watcher
from events.importing.changes import Changed, Changes
from events.importing.correcting.corrections import Corrections, line_of
from events.importing.correcting.lines import ShownLines
from events.importing.correcting.taken import TakenRows, take_in
from events.importing.files.csv_files import unknown_encoding
from events.importing.files.reading import sheets_of
from events.importing.known import Known
from events.importing.parsing import Parser
from events.importing.people import people_of
from events.importing.planned.births import unlikely
from events.importing.planned.lone_names import lone_names
from events.importing.planned.projects import project_of, projects_of
from events.importing.planning import ImportPlan, plan_of
from events.importing.remembered.memory import Memory
from events.importing.remembered.telling import left_out
from events.importing.remembered.writing import keep_left_out
from events.importing.results import Result
from events.importing.rows import Problem, one_per_row
from events.importing.shape.lists import Lists, lists_of
from events.importing.shape.questions import Answers, Open
from events.importing.undoing.noting import begin, finish, noting, people_made_before
from events.importing.unsure.decisions import Decisions
from events.importing.unsure.lines import settled_lines, waiting_lines
from events.importing.unsure.meetings import questions_about
from events.inviting.asking import Notification, notifies_as
from events.models import Centre, Event, Import
from participants.models import Category
from participants.models.participant_queryset import ParticipantQuerySet
from partners.models import Project
from shkej.lib.constraints import is_overtaken
from shkej.lib.one_at_a_time import one_at_a_time


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
        lists = _lists(content, answers)
    except Open as asking:
        return Result(questions=[asking.question.as_json()], is_refused=True)
    if answers.asks and lists.questions:
        return _asking(lists)
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
        answers.corrected,
        hashlib.sha256(content).hexdigest(),
    )
    if dry_run:
        return _checked(lists, asked)[0]
    with one_at_a_time(f"import-{centre.pk}") as is_ours:
        if not is_ours:
            raise ValidationError(
                _("Another file is being imported into this centre. Wait until that has ended.")
            )
        return _import(lists, asked, telling, log, watcher or Watcher())


def _lists(content: bytes, answers: Answers) -> Lists:
    """The lists of a file; Open where somebody who is asked can say how it is read."""
    try:
        return lists_of(sheets_of(content, answers.encoding), answers)
    except Open as asking:
        if answers.asks:
            raise
        hint = _("Or say --encoding cp1252|cp1250.")
        raise ValidationError([*unknown_encoding().messages, hint]) from asking


def _asking(lists: Lists) -> Result:
    """What has to be answered before anything of the lists can be checked."""
    return Result(
        questions=[question.as_json() for question in lists.questions],
        shape=lists.shape,
        left_out=one_per_row(lists.left_out),
        is_refused=True,
    )


def _import(
    lists: Lists,
    asked: "ImportRequest",
    telling: str | None,
    log: Callable[..., object],
    watcher: Watcher,
) -> Result:
    """Check the lists, and write what they say unless somebody has to decide something first."""
    result, changes = _checked(lists, asked)
    by_whom = (
        Notification(by=asked.user)
        if telling is None
        else Notification.answered(telling, by=asked.user)
    )
    if changes is None:
        return result
    if result.waiting:
        result.is_refused = result.asks_people = True
    elif not by_whom.covers(changes.would_notify):
        result.is_refused = result.asks_telling = True
    else:
        imported = begin(centre=asked.centre, digest=asked.digest, user=asked.user)
        result.imported = imported.pk
        _apply(changes, result, imported, by_whom, watcher)
        numbers = {"rows": result.good_rows, "rejected": len(result.rejected)}
        with transaction.atomic():
            finish(imported, rows=result.good_rows)
            log(
                Action.IMPORT,
                asked.centre,
                user=asked.user,
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
            keep_left_out(changes.known.memory)
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
    corrected: Corrections
    digest: str


def _checked(lists: Lists, asked: ImportRequest) -> tuple[Result, Changes | None]:
    """(result, changes): what an import would do, by reading alone; no changes where refused."""
    projects = projects_of(asked.user)
    project = project_of(asked.project_code, projects, asked.create_projects)
    taken = take_in(
        lists,
        asked.corrected,
        asked.centre,
        _parser(lists, asked, projects),
        is_blank=asked.afresh,
    )
    among = people_of(asked.centre, asked.user)
    known = _known(taken, asked, among)
    plan, clashes = plan_of(taken.rows, known)
    result = _result(lists, asked, taken, plan, clashes)
    if questions := questions_about(plan):
        result.questions, result.is_refused = questions, True
    if result.is_refused:
        return result, None
    own = people_made_before(asked.centre, asked.digest) if asked.decided.asks else set()
    changes = Changes(plan, known, projects, project, among.current(), own)
    faults = {problem.row: problem.reason for problem in clashes if problem.is_of_decision}
    result.unsure = waiting_lines(changes)
    result.settled = settled_lines(taken.rows, changes, faults)
    result.foresee(changes)
    return result, changes


def _parser(lists: Lists, asked: ImportRequest, projects: Mapping[str, Project]) -> Parser:
    return Parser(
        categories=list(Category.objects.all()),
        projects={key: row.code for key, row in projects.items()},
        may_create_projects=asked.create_projects,
        letters=asked.letters,
        dates=lists.dates,
    )


def _known(taken: TakenRows, asked: ImportRequest, among: ParticipantQuerySet) -> Known:
    """What the database and earlier files know of the rows; `among`: who may be meant."""
    memory = Memory(
        taken.rows,
        asked.centre,
        asked.afresh,
        taken.corrected_before,
        taken.listed_before,
        out=taken.out,
        taken_again=taken.taken_again,
    )
    return Known(
        taken.rows,
        centre=asked.centre,
        among=among,
        memory=memory,
        are_other_meetings=asked.other_meetings,
        chosen=asked.chosen,
        reader=asked.user,
        decided=asked.decided,
    )


def _result(
    lists: Lists,
    asked: ImportRequest,
    taken: TakenRows,
    plan: ImportPlan,
    clashes: Sequence[Problem],
) -> Result:
    """Which rows stand, which are bad and why, and what is left out; nothing yet of changes."""
    problems = [*taken.problems, *clashes]
    result = Result(
        shape=lists.shape,
        rejected=one_per_row(problems),
        good_rows=len(plan.rows),
        unlikely=one_per_row([*unlikely(plan), *lone_names(plan)]),
        left_out=one_per_row([*lists.left_out, *left_out(plan)]),
    )
    result.is_refused = bool(problems) and not asked.skip_bad_rows
    if asked.decided.asks:
        shown = ShownLines(lists, taken.cells, plan.known.memory.who)
        result.bad = shown.bad(taken.problems, clashes)
        result.corrected = shown.corrected(problems)
        bad = {line_of(problem.row) for problem in problems}
        result.corrections = len({line_of(number) for number in taken.cells.listed} - bad)
    return result
