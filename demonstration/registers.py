"""Registers as they were taken at the door: who was marked by whom, and when."""

from datetime import timedelta

from simple_history.utils import bulk_create_with_history

from demonstration.clock import at
from events.models import Headcount, RegisterAct, Registration
from events.register.closing.services import CLOSING
from events.register.state import save_by
from participants.lib.births import ADULT_AGE
from participants.models import Category

BEFORE, EACH = timedelta(minutes=6), timedelta(seconds=35)
# When those are marked who come late, and who have not come.
AFTER = {"late": timedelta(minutes=18), "excused": timedelta(0), "absent": timedelta(minutes=30)}


def drawn(chance, people):
    """{person: how they are marked}: most came."""
    marks = chance.choices(["present", "late", "excused", "absent"], [14, 2, 2, 3], k=len(people))
    return dict(zip(people, marks, strict=True))


def take(event, marks, *, by, counted=(), closes=True):
    """Put {person: attendance} on the register of `event`, one after the other as they came.

    `counted`: whom nobody named: (category, sex, first and last age or None, how many).
    """
    rows = _places(event, marks)
    for number, place in enumerate(rows):
        person, attendance = place.participant, marks[place.participant]
        moment = event.starts_at + AFTER.get(attendance, -BEFORE) + number * EACH
        place.attendance, place.marked_at, place.marked_by = attendance, moment, by
        place.age = person.age_on(event.local_date)
        place._history_date = moment
    with at(event.starts_at):
        bulk_create_with_history(rows, Registration, default_user=by)
    for group in counted:
        _count(event, *group, by=by)
    if closes:
        close(event, by=by)


def expect(event, people, *, by):
    """Put `people` on a register that is taken later."""
    return bulk_create_with_history(_places(event, people), Registration, default_user=by)


def _places(event, people):
    """A place for each: who is a young person today attended as a child, while they were one."""
    child, day = Category.objects.get(code="child"), event.local_date
    return [
        Registration(
            event=event,
            participant=person,
            category=child if _was_child(person, day) else person.category,
            organisation=person.organisation,
        )
        for person in people
    ]


def _was_child(person, day):
    return person.category.code == "young_person" and person.age_on(day) < ADULT_AGE


def _count(event, category, sex, ages, number, *, by):
    with at(event.starts_at + timedelta(minutes=40)):
        headcount = Headcount(
            event=event,
            category=Category.objects.get(code=category),
            sex=sex,
            age_from=ages[0] if ages else None,
            age_to=ages[1] if ages else None,
            count=number,
        )
        headcount._history_user = by
        headcount.save()


def close(event, *, by):
    """Close the register a little after the end."""
    with at(event.ends_at + timedelta(minutes=25)) as moment:
        event.register_closed_at, event.register_closed_by = moment, by
        save_by(event, by=by, fields=CLOSING)
        RegisterAct.objects.create(kind=RegisterAct.Kind.CLOSE, event=event, by=by)
