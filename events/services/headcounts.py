"""People counted at an event but not named."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Headcount
from events.services.registers import (
    check_day_has_come,
    check_register_is_open,
    hold,
    lock_event,
    plan_again,
)
from participants.models.people import OLDEST_AGE

MOST = 100_000


@transaction.atomic
def set_headcount(*, event, category, sex, age_from=None, age_to=None, count, counted_by=None):
    """Say how many of one category, sex and age range were there; 0 takes the group off.

    Returns the headcount, or None where there is none any more.
    """
    event = lock_event(event)
    check_register_is_open(event)
    check_day_has_come(event)
    _check_group(age_from, age_to, count)
    group = {"category": category, "sex": sex, "age_from": age_from, "age_to": age_to}
    headcount = event.headcounts.filter(**group).first() or Headcount(event=event, **group)
    headcount._history_user = counted_by
    if count == 0:
        if headcount.pk:
            headcount.delete()
            plan_again(event, by=counted_by)
        return None
    headcount.count = count
    hold(event, by=counted_by)
    headcount.save()
    return headcount


@transaction.atomic
def add_to_headcount(*, headcount, step, counted_by=None):
    """Count `step` people more (or fewer) in a group, whatever its number is by now."""
    event = lock_event(headcount.event)
    now = event.headcounts.select_related("category").get(pk=headcount.pk)
    return set_headcount(
        event=event,
        category=now.category,
        sex=now.sex,
        age_from=now.age_from,
        age_to=now.age_to,
        count=max(now.count + step, 0),
        counted_by=counted_by,
    )


def _check_group(age_from, age_to, count):
    if not 0 <= count <= MOST:
        raise ValidationError({"count": _("Enter a number of people from 1 to 100,000.")})
    for name, age in [("age_from", age_from), ("age_to", age_to)]:
        if age is not None and not 0 <= age <= OLDEST_AGE:
            raise ValidationError({name: _("Enter an age between 0 and 120.")})
    if None not in (age_from, age_to) and age_to < age_from:
        raise ValidationError({"age_to": _("The second age cannot be below the first.")})
