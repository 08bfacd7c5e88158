"""What an incident exposed, and of whom, as the access log knows it (security.md, P19)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q

from accounts.models import AccessLog
from accounts.models.access_log import LEFT, LOOKED, SEARCHED, Action
from accounts.reading.shown_people import one_of, read
from shkej.lib.dates import local_moment

PERSON = "participants.Participant"
# Acts by which somebody learns of people, or takes something of them away.
TELLING = (*LOOKED, *SEARCHED, *LEFT)


@dataclass(frozen=True)
class Part:
    """One kind of act: how often, and of how many people."""

    label: str
    lines: int
    people: int


@dataclass(frozen=True)
class Exposure:
    """What the lines say: `people` are keys, `accounts` how many users did it."""

    parts: list
    people: list
    accounts: int
    lines: int
    first: datetime | None
    last: datetime | None


def exposure(breach, reader):
    """`Exposure` of an incident, as far as `reader` may read the log."""
    rows = lines_of(breach, reader).order_by("at", "pk")
    rows = rows.values_list("action", "at", "object_type", "object_id", "people", "user")
    numbers, whom, everybody, users, times = defaultdict(int), defaultdict(set), set(), set(), []
    for action, at, kind, key, people, user in rows.iterator():
        shown = read(people)
        if kind == PERSON:
            shown.add(int(key))
        numbers[action] += 1
        whom[action] |= shown
        everybody |= shown
        users.add(user)
        times = [times[0] if times else at, at]
    if breach.person_key is not None:
        everybody = {breach.person_key} & everybody
        whom = {action: shown & everybody for action, shown in whom.items()}
    parts = [
        Part(Action(action).label, numbers[action], len(whom[action]))
        for action in TELLING
        if numbers[action]
    ]
    first, last = times or (None, None)
    return Exposure(parts, sorted(everybody), len(users), sum(numbers.values()), first, last)


def lines_of(breach, reader):
    """The lines of the log that the incident is about."""
    start = local_moment(breach.begins_on, time())
    end = local_moment(breach.ends_on + timedelta(days=1), time())
    rows = AccessLog.objects.visible_to(reader).filter(at__gte=start, at__lt=end)
    rows = rows.filter(action__in=breach.actions or TELLING)
    if breach.account_id is not None:
        rows = rows.filter(user=breach.account_id)
    if breach.person_key is not None:
        opened = Q(object_type=PERSON, object_id=str(breach.person_key))
        rows = rows.filter(opened | Q(people__contains=one_of(breach.person_key)))
    return rows
