"""Checking and importing a large file: what the worker does, and what it keeps of that."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_tasks import TaskContext, task

from accounts.models import User
from accounts.reading.shown_people import noting
from accounts.services import log_access
from background.made_files import begin, keep, kept
from background.models import StartedTask
from background.naming import named
from background.reasons import NO_LONGER, CannotBeDone
from background.services import report_progress, started_by
from events.importing import uploads
from events.importing.correcting.corrections import kept_corrections
from events.importing.remembered.shapes import keep_answers
from events.importing.results import Result
from events.importing.rows import Problem
from events.importing.running import Watcher, import_attendance
from events.importing.shape.asking import answers_of
from events.models import Centre
from shkej.lib.bilingual import reading

logger = logging.getLogger(__name__)
Options = dict[str, Any]  # what was chosen when the file was: centre, project, answers …
PERMISSION = "events.add_import"


@named(_("Check of a file to import"), longest=timedelta(hours=1))
@task(takes_context=True)
def check_file(context: TaskContext, token: str, options: Options, address: str) -> None:
    """Keep what an import would do; nothing is changed."""
    started = started_by(context)
    _keep_outcome(started, token, options, address, run, skip_bad_rows=True, dry_run=True)


@named(_("Import of a file"), longest=timedelta(hours=3))
@task(takes_context=True)
def import_file(
    context: TaskContext,
    token: str,
    options: Options,
    address: str,
    skip_bad_rows: bool,
    telling: str = "",
) -> None:
    """Import a file that was checked, and keep what was done; `telling` as `import_attendance`.

    Begun anew after its worker died, it finds what is there, and counts what was done before.
    """
    started = started_by(context)
    how = {"skip_bad_rows": skip_bad_rows, "telling": telling}
    watcher = _ImportProgress(context, started)
    outcome = _keep_outcome(started, token, options, address, run_or_check, watcher=watcher, **how)
    if "refusal" not in outcome and not outcome["is_refused"]:
        uploads.remove(token)  # what it named is recorded now


def run(
    *, user: User, content: bytes, options: Options, log: Callable[..., None], **how: Any
) -> Result:
    """Run an import in the centre of the options, as far as `user` may import there now."""
    centres = Centre.objects.visible_to(user, PERMISSION)
    centre = centres.filter(code=options["centre"]).first()
    if centre is None or not user.has_perm(PERMISSION):
        raise CannotBeDone(NO_LONGER)
    given = options.get("answers", {})
    answers = replace(answers_of(given, centre), corrected=kept_corrections(options))
    result = import_attendance(
        content=content,
        centre=centre,
        project_code=options["project_code"],
        create_projects=options["create_projects"] and user.has_perm("partners.change_project"),
        letters=answers.letters or reading(),
        answers=answers,
        afresh=options.get("afresh", False),
        user=user,
        log=log,
        **how,
    )
    if not result.is_refused and not how.get("dry_run"):
        try:
            keep_answers(centre=centre, user=user, shape=result.shape, answers=given)
        except DatabaseError:  # the import is done: whoever saw an error would import again
            logger.exception("The answers about an imported list could not be kept.")
    return result


def run_or_check(
    *, skip_bad_rows: bool, telling: str, watcher: Watcher | None = None, **given: Any
) -> Result:
    """Run an import; where it did nothing (`is_refused`), what it would do now."""
    result = run(**given, skip_bad_rows=skip_bad_rows, telling=telling, watcher=watcher)
    if not result.is_refused:
        return result
    now = run(**given, skip_bad_rows=True, dry_run=True)
    return replace(
        now,
        is_refused=True,
        asks_telling=result.asks_telling,
        asks_people=result.asks_people,
    )


def outcome_of(started: StartedTask) -> Result | ValidationError | None:
    """What a task of these found or did: `Result`, or a ValidationError; None when it is gone."""
    file = kept(started)
    if file is None:
        return None
    outcome = json.loads(file[0])
    if "refusal" in outcome:
        return ValidationError(outcome["refusal"])
    for rows in ("rejected", "unlikely", "left_out"):
        outcome[rows] = [Problem(**problem) for problem in outcome[rows]]
    return Result(**outcome)


class _ImportProgress(Watcher):
    """Shows how far an import is, and remembers what it did for a run that follows a killed one."""

    def __init__(self, context: TaskContext, started: StartedTask) -> None:
        self.context, self.started = context, started
        self.earlier = started.notes.get("did", {})

    def note(self, did: dict[str, int]) -> None:
        self.started.notes["did"] = did
        self.started.save(update_fields=["notes", "updated_at"])

    def report(self, done: int, total: int) -> None:
        report_progress(self.context, done=done, total=total)


def _keep_outcome(
    started: StartedTask,
    token: str,
    options: Options,
    address: str,
    work: Callable[..., Result],
    **how: Any,
) -> dict[str, Any]:
    """Keep what an import found, or in figures alone what it did: that holds, whoever is erased."""
    user, is_done = started.started_by, False
    begin(started)
    with override(user.language), noting() as shown:
        try:
            content = uploads.content(token)
            log = partial(log_access, address=address)
            given = {"user": user, "content": content, "options": options, "log": log}
            result = work(**given, **how)
            is_done = not (result.is_refused or how.get("dry_run"))
            outcome = asdict(result.in_figures() if is_done else result)
        except ValidationError as refusal:
            outcome = {"refusal": " ".join(refusal.messages)}
        about = {"nobody": True} if is_done else {"people": sorted(shown)}
        keep(started, json.dumps(outcome, default=str).encode(), **about)
    return outcome
