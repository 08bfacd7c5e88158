"""One import from beginning to end: read, parse, plan, apply, or say why not."""

import hashlib
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from accounts.services import log_access
from events.importing.applying import Applier
from events.importing.births import unlikely
from events.importing.known import Known, people_of
from events.importing.parsing import Parser
from events.importing.planning import plan_of
from events.importing.reading import read_table
from events.importing.rows import one_per_row
from events.models import Centre, RegisterAct
from events.models.one_act import one_act
from participants.duplicates import record_possible_duplicates
from participants.models import Category, PossibleDuplicate
from partners.models import Project
from shkej.lib.constraints import is_overtaken

SHOWN_PAIRS = 50


def nothing_done():
    """The figures of an import that did nothing."""
    return {
        "events": {"created": 0, "updated": 0},
        "participants": {"created": 0, "matched": 0},
        "registrations": {"created": 0, "updated": 0, "unchanged": 0},
        "headcounts": {"created": 0, "updated": 0, "unchanged": 0},
    }


@dataclass
class Result:
    """What an import did, or (`is_refused`) why it did nothing.

    `rejected`: one Problem for each bad row. `unlikely`: what is odd about good ones. `pairs`: the
    first of the possible duplicates.
    """

    counts: dict = field(default_factory=nothing_done)
    possible_duplicates: int = 0
    rejected: list = field(default_factory=list)
    is_refused: bool = False
    good_rows: int = 0
    new_organisations: list = field(default_factory=list)
    new_projects: list = field(default_factory=list)
    pairs: list = field(default_factory=list)
    unlikely: list = field(default_factory=list)

    def as_json(self):
        """The answer of the command (DESIGN, section 5)."""
        rejected = [
            {"row": problem.row, "column": problem.column, "reason": problem.reason}
            for problem in self.rejected
        ]
        return {
            **self.counts,
            "possible_duplicates": self.possible_duplicates,
            "rejected": rejected,
        }


class _NotKept(Exception):
    """Takes a trial run back."""


def import_attendance(
    *,
    content,
    centre,
    project_code="",
    create_projects=False,
    other_meetings=False,
    skip_bad_rows=False,
    dry_run=False,
    user=None,
    log=log_access,
):
    """Import the bytes of a file into `centre`; all rows or none, unless bad rows are skipped.

    `other_meetings`: events that look like ones logged already are others. ValidationError where
    the file as a whole cannot be read. A trial run (`dry_run`) does the same and takes it back.
    Whatever happens, the import is there as a whole or not at all.
    """
    _keys, numbered = read_table(content)
    result = Result()
    try:
        with transaction.atomic():
            Centre.objects.select_for_update().get(pk=centre.pk)
            projects = _projects(user)
            project = _project(project_code, projects, create_projects, user)
            parser = Parser(
                categories=list(Category.objects.all()),
                projects={key: row.code for key, row in projects.items()},
                may_create_projects=create_projects,
            )
            rows, problems = _parse(parser, numbered)
            known = Known(
                rows,
                centre=centre,
                among=people_of(centre, user),
                are_other_meetings=other_meetings,
            )
            plan, clashes = plan_of(rows, known)
            result.rejected = one_per_row(problems + clashes)
            result.good_rows = len(plan.rows)
            result.unlikely = one_per_row(unlikely(plan))
            result.is_refused = bool(result.rejected) and not skip_bad_rows
            if result.is_refused:
                raise _NotKept
            applier = Applier(plan, known, projects=projects, project=project, user=user)
            with one_act(RegisterAct.Kind.IMPORT, by=user):  # one of each event
                result.counts = applier.apply()
            _find_duplicates(applier, result, people_of(centre, user).current())
            result.new_organisations = [row.name_sq for row in applier.new_organisations]
            result.new_projects = [row.code for row in applier.new_projects]
            if dry_run:
                raise _NotKept
            log(
                Action.IMPORT,
                centre,
                user=user,
                sha256=hashlib.sha256(content).hexdigest(),
                rows=result.good_rows,
                rejected=len(result.rejected),
                **result.counts,
            )
    except _NotKept:
        pass
    except IntegrityError as error:
        if not is_overtaken(error):
            raise
        raise ValidationError(
            _("Something was changed while the file was being imported. Try again.")
        ) from error
    return result


def _parse(parser, numbered):
    rows, problems = [], []
    for number, cells in numbered:
        row, faults = parser.parse(number, cells)
        if row:
            rows.append(row)
        problems += faults
    return rows, problems


def _projects(user):
    visible = Project.objects.visible_to(user) if user else Project.objects.all()
    return {project.code.casefold(): project for project in visible}


def _project(code, projects, create_projects, user):
    """The project of events that name none themselves."""
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
        project._history_user = user
        project.save()
        projects[code.casefold()] = project
    return project


def _find_duplicates(applier, result, among):
    """Record who may be the same person, for a human to decide."""
    if not applier.touched:
        return
    last = PossibleDuplicate.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    result.possible_duplicates = record_possible_duplicates(applier.touched, among)
    pairs = PossibleDuplicate.objects.filter(pk__gt=last).select_related("first", "second")
    result.pairs = [(pair.first, pair.second) for pair in pairs[:SHOWN_PAIRS]]


def summary(result):
    """The figures of an import in words, a line for each kind of thing."""
    words = {
        "created": _("%(count)s created"),
        "updated": _("%(count)s updated"),
        "matched": _("%(count)s known already"),
        "unchanged": _("%(count)s unchanged"),
    }
    names = {
        "events": _("Events"),
        "participants": _("People"),
        "registrations": _("Registrations"),
        "headcounts": _("Headcounts"),
    }
    for what, counts in result.counts.items():
        yield names[what], ", ".join(words[key] % {"count": n} for key, n in counts.items())
    yield _("Possible duplicates"), result.possible_duplicates
    if result.rejected:
        yield _("Rows left out"), len(result.rejected)
