"""What an incident exposed, and of whom, as the access log knows it (docs/security.md, P19)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from accounts.models import AccessLog
from accounts.models.access_log import LEFT, LOOKED, SEARCHED, Action
from accounts.reading.shown_people import read
from participants.consents.received import OF_WHO_CAME, about, attended
from participants.merging.chains import current_records
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
    facts = "action", "at", "object_type", "object_id", "people", "user"
    numbers, whom, users, times = defaultdict(int), defaultdict(set), set(), []
    for action, at, kind, key, people, user in rows.values_list(*facts).iterator():
        whom[action] |= read(people)
        if kind == PERSON:
            whom[action].add(int(key))
        numbers[action] += 1
        users.add(user)
        times = [times[0] if times else at, at]
    whom[Action.VIEW_FILE] |= _in_files(rows)
    whom = _as_one_record(whom, breach.person_key)
    parts = [
        Part(Action(action).label, numbers[action], len(whom[action]))
        for action in TELLING
        if numbers[action]
    ]
    people = sorted(set().union(*whom.values()))
    first, last = times or (None, None)
    return Exposure(parts, people, len(users), sum(numbers.values()), first, last)


def lines_of(breach, reader):
    """The lines of the log that the incident is about."""
    start = local_moment(breach.begins_on, time())
    end = local_moment(breach.ends_on + timedelta(days=1), time())
    rows = AccessLog.objects.visible_to(reader).filter(at__gte=start, at__lt=end)
    rows = rows.filter(action__in=breach.actions or TELLING)
    if breach.account_id is not None:
        rows = rows.filter(user=breach.account_id)
    if breach.person_key is not None:
        rows = rows.filter(about(current_records([breach.person_key])[breach.person_key]))
    return rows


def _in_files(rows):
    """The keys of whom the files show that were opened by these lines."""
    events = {int(key) for key in rows.filter(OF_WHO_CAME).values_list("object_id", flat=True)}
    return set(attended(event__in=events).values_list("participant_id", flat=True))


def _as_one_record(whom, only):
    """`whom` with merged records as the one they are; where `only` is asked about, that one."""
    current = current_records({only, *set().union(*whom.values())} - {None})
    whole = {action: {current[key] for key in shown} for action, shown in whom.items()}
    if only is None:
        return whole
    return {action: shown & {current[only]} for action, shown in whole.items()}
