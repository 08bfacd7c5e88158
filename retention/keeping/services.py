"""Saying how long kinds are kept, and letting go of what fell due: each takes two people."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.access_log import Action
from accounts.services import log_access
from events.models import Centre
from retention.erasing.files import remove_noted
from retention.keeping.kinds import BY_CODE, KINDS, Kind, kinds_of
from retention.models import Rule, Run
from retention.models.rules import ALONE
from shkej.lib.dates import today

T = TypeVar("T")

APPROVE = "retention.approve_run"
AT_ONCE = 100
Status = Run.Status


@dataclass(frozen=True)
class Kept:
    """A kind with what holds for it now. `rule`: None where nobody has changed the proposal."""

    kind: Kind
    rule: Rule | None

    @property
    def months(self) -> int:
        """For how long it is kept."""
        return max(self.rule.months, self.kind.least) if self.rule else self.kind.months

    @property
    def why(self) -> str:
        """Why so long."""
        return (self.rule and self.rule.why) or self.kind.why

    @property
    def is_wanted(self) -> bool:
        """Whether somebody wants it otherwise."""
        return self.rule is not None and self.rule.wanted_months is not None


def kept_kinds() -> list[Kept]:
    """[`Kept`] of all kinds."""
    rules = {rule.kind: rule for rule in Rule.objects.select_related("wanted_by")}
    return [Kept(kind, rules.get(kind.code)) for kind in KINDS]


def due_rows(kind: Kind, months: int, as_of: date, centre: Centre) -> QuerySet:
    """The rows of a kind that fall due on the day `as_of`."""
    return kind.due(as_of - relativedelta(months=months), centre)


def due_numbers(centre: Centre, as_of: date | None = None) -> list[tuple[Kept, int]]:
    """[(`Kept`, number)] of what falls due in a centre; nothing is changed."""
    codes = {kind.code for kind in kinds_of(centre)}
    return [
        (kept, due_rows(kept.kind, kept.months, as_of or today(), centre).count())
        for kept in kept_kinds()
        if kept.kind.code in codes
    ]


@transaction.atomic
def want_rule(
    *, code: str, months: int, why: str, wanted_by: User, log: Callable[..., object]
) -> Rule:
    """Propose another time; it holds once a coordinator who is somebody else agrees.

    ValidationError where it is shorter than the kind may be kept.
    """
    kind = BY_CODE[code]
    kind.check(months)
    rule, _is_new = Rule.objects.select_for_update().get_or_create(
        kind=code, defaults={"months": kind.months}
    )
    rule.wanted_months, rule.wanted_why = months, why
    rule.wanted_by, rule.wanted_at = wanted_by, timezone.now()
    rule.save()
    log(Action.RETENTION, rule, change="asked", kind=code)
    return rule


@transaction.atomic
def decide_rule(
    *, rule: Rule, is_agreed: bool, decided_by: User, log: Callable[..., object]
) -> Rule:
    """Let what was wanted hold, or not; ValidationError where it is not this person's to say."""
    rule = Rule.objects.select_for_update().get(pk=rule.pk)
    if rule.wanted_months is None:
        raise ValidationError(_("This was decided already."))
    if is_agreed:
        others = User.objects.coordinators()
        _refuse_alone(rule.wanted_by_id, rule.wanted_at + ALONE, decided_by, others)
        BY_CODE[rule.kind].check(rule.wanted_months)
        rule.months, rule.why = rule.wanted_months, rule.wanted_why
    rule.wanted_months, rule.wanted_why, rule.wanted_by, rule.wanted_at = None, "", None, None
    rule.save()
    log(Action.RETENTION, rule, change="confirmed" if is_agreed else "declined", kind=rule.kind)
    return rule


@transaction.atomic
def ask_run(*, centre: Centre, asked_by: User, log: Callable[..., object]) -> Run:
    """Ask that what falls due today be let go; ValidationError where nothing does."""
    User.objects.select_for_update().get(pk=asked_by.pk)
    if Run.objects.open().filter(centre=centre).exists():
        raise ValidationError(_("Somebody has asked for this already."))
    found = [(kept, number) for kept, number in due_numbers(centre) if number]
    if not found:
        raise ValidationError(_("Nothing falls due."))
    run = Run.objects.create(
        centre=centre,
        as_of=today(),
        asked_by=asked_by,
        months={kept.kind.code: kept.months for kept, _number in found},
        due={kept.kind.code: number for kept, number in found},
    )
    log(Action.RETENTION, run, change="asked")
    return run


@transaction.atomic
def decide_run(*, run: Run, is_agreed: bool, decided_by: User, log: Callable[..., object]) -> Run:
    """Let it be done, or not; ValidationError where it is not this person's to say."""
    run = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.status != Status.WAITING:
        raise ValidationError(_("This was decided already."))
    if is_agreed:
        deciders = _deciders(run)
        if decided_by not in deciders:
            raise ValidationError(
                _("People of no centre are for a coordinator of all centres to decide about.")
            )
        _refuse_alone(run.asked_by_id, run.created_at + ALONE, decided_by, deciders)
    run.status = Status.CONFIRMED if is_agreed else Status.REFUSED
    run.decided_by, run.decided_at = decided_by, timezone.now()
    run.save()
    log(Action.RETENTION, run, change="confirmed" if is_agreed else "declined")
    return run


def in_order(by_kind: Mapping[str, T]) -> list[tuple[Kind, T]]:
    """[(`Kind`, value)] of {code: value}: names go before what else is known of the nameless.

    A column of JSON keeps no order: PostgreSQL sorts by the length of the codes.
    """
    return [(kind, by_kind[kind.code]) for kind in KINDS if kind.code in by_kind]


def do_run(run: Run) -> None:
    """Let go of what is due; killed, it goes on where it was: what is gone is no longer due."""
    if run.status != Status.CONFIRMED:
        return
    done = dict(run.done)
    for kind, months in in_order(run.months):
        # Anew for each: whoever is held meanwhile, stays.
        while batch := list(due_rows(kind, months, run.as_of, run.centre)[:AT_ONCE]):
            _let_go(kind, batch, run, done)
            if not kind.has_centre and done[kind.code] >= run.due[kind.code]:
                break  # the rest with the next run
        remove_noted()
    Run.objects.filter(pk=run.pk).update(status=Status.DONE, done_at=timezone.now())
    log_access(Action.RETENTION, run, user=run.decided_by, change="done", **done)


def _let_go(kind: Kind, batch: list[Model], run: Run, done: dict[str, int]) -> None:
    def note() -> None:
        done[kind.code] = done.get(kind.code, 0) + len(batch)
        Run.objects.filter(pk=run.pk).update(done=done)

    kind.let_go(batch, note)


def _deciders(run: Run) -> list[User]:
    """The coordinators who decide about `run`: those of its centre and of all centres.

    About what belongs to no centre, all of them; about people of none, those of all centres, unless
    there is nobody of that kind.
    """
    coordinators = list(User.objects.coordinators())
    of_its_centre = [user for user in coordinators if user.holds_in(APPROVE, run.centre_id)]
    has_people = any(BY_CODE[code].is_of_people for code in run.due)
    if run.centre_id is None and not (has_people and of_its_centre):
        return coordinators
    return of_its_centre


def _refuse_alone(
    asked_by: User, of_age_at: datetime, user: User, deciders: Iterable[User]
) -> None:
    if asked_by != user.pk:
        return
    if any(other.pk != asked_by for other in deciders):
        raise ValidationError(_("You asked for it yourself: another coordinator confirms it."))
    if timezone.now() < of_age_at:
        raise ValidationError(
            _("There is no second coordinator here: you can confirm it 24 hours after asking.")
        )
