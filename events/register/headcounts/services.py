"""People counted at an event but not named."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.lib.locks import lock_event
from events.models import Event, Headcount, RegisterAct
from events.models.one_act import as_act
from events.register.state import check_day_has_come, check_register_is_open, hold, plan_again
from participants.models import Category
from participants.models.people import OLDEST_AGE

MOST = 100_000


@as_act(RegisterAct.Kind.COUNT, by="counted_by")
@transaction.atomic
def set_headcount(
    *,
    event: Event,
    category: Category,
    sex: str,
    age_from: int | None = None,
    age_to: int | None = None,
    count: int,
    counted_by: User | None = None,
) -> Headcount | None:
    """Say how many of one category, sex and age range were there; 0 takes the group off.

    Returns the headcount, or None where there is none any more.
    """
    group = {"category": category, "sex": sex, "age_from": age_from, "age_to": age_to}
    event, headcount = _look_up(event, group)
    return _set(event, headcount, count, counted_by)


@as_act(RegisterAct.Kind.COUNT, by="counted_by")
@transaction.atomic
def step_headcount(
    *,
    event: Event,
    category: Category,
    sex: str,
    age_from: int | None = None,
    age_to: int | None = None,
    step: int | None = None,
    count: int | None = None,
    counted_by: User | None = None,
) -> tuple[int, Headcount | None]:
    """Count `step` people more or fewer in a group, whatever its number is by now; or set `count`.

    Never below 0, which takes the group off. Returns the number before, and the headcount or None.
    """
    group = {"category": category, "sex": sex, "age_from": age_from, "age_to": age_to}
    event, headcount = _look_up(event, group)
    before = headcount.count or 0
    after = max(before + (step or 0), 0) if count is None else count
    return before, _set(event, headcount, after, counted_by)


def _look_up(event: Event, group: Any) -> tuple[Event, Headcount]:
    """The event, locked and open for counting, and the headcount of `group`: maybe a new one."""
    event = lock_event(event)
    check_register_is_open(event)
    check_day_has_come(event)
    _check_ages(group["age_from"], group["age_to"])
    return event, event.headcounts.filter(**group).first() or Headcount(event=event, **group)


def _set(event: Event, headcount: Headcount, count: int, by: User | None) -> Headcount | None:
    if not 0 <= count <= MOST:
        raise ValidationError({"count": _("Enter a number of people from 1 to 100,000.")})
    headcount._history_user = by
    if count == 0:
        if headcount.pk:
            headcount.delete()
            plan_again(event, by=by)
        return None
    hold(event, by=by)
    if count != headcount.count:
        headcount.count = count
        headcount.save()
    return headcount


def _check_ages(age_from: int | None, age_to: int | None) -> None:
    for name, age in [("age_from", age_from), ("age_to", age_to)]:
        if age is not None and not 0 <= age <= OLDEST_AGE:
            raise ValidationError({name: _("Enter an age between 0 and 120.")})
    if age_from is not None and age_to is not None and age_to < age_from:
        raise ValidationError({"age_to": _("The second age cannot be below the first.")})
