"""What stands out in lines of the access log, and of the machine."""

import shutil
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import AccessLog, Alert, User
from accounts.models.access_log import EVERYTHING, LOOKED, TAKEN, Action
from accounts.reading.shown_people import read
from shkej.lib.dates import TIRANA

Kind = Alert.Kind
EVENING, MORNING = 20, 6  # what is exported between these hours of Tirana is at night
HOUR = timedelta(hours=1)
MOST_SHOWN = 500  # different people in lists and on pages, within an hour
MOST_FAILED = 30  # sign-ins within an hour, over all accounts
LEAST_ROOM = 0.1  # of the disk (docs/security.md, R56)
SHOWING = (*LOOKED, Action.PRINT_LIST)
PERSON = "participants.Participant"


@dataclass(frozen=True)
class AlertFacts:
    """What an `Alert` is made of."""

    kind: str
    key: str
    at: datetime
    user: User | None = None
    line: AccessLog | None = None
    number: int | None = None


def found_since(since, now):
    """`AlertFacts` in the lines written since then; the same again has the same key."""
    lines = AccessLog.objects.filter(at__gt=since, at__lte=now).select_related("user")
    for find in FINDERS:
        yield from find(lines.order_by("pk"), now)


def _new_devices(lines, now):
    """The first device that the log knows of an account is no news."""
    for line in lines.filter(action=Action.SIGN_IN, user__isnull=False, detail__has_key="device"):
        before = AccessLog.objects.filter(
            action=Action.SIGN_IN, user=line.user, pk__lt=line.pk, detail__has_key="device"
        )
        devices = set(before.order_by().values_list("detail__device", flat=True))
        if devices and line.detail["device"] not in devices:
            yield _of_line(Kind.NEW_DEVICE, line)


def _locked(lines, now):
    found = lines.filter(action=Action.SIGN_IN_FAILED, user__isnull=False, detail__reason="locked")
    for line in found:
        yield _of_day(Kind.LOCKED, line)


def _names_exported(lines, now):
    for line in lines.filter(action=Action.EXPORT_PEOPLE, detail__names="full"):
        yield _of_line(Kind.NAMES_EXPORTED, line)


def _everything_exported(lines, now):
    for line in lines.filter(action=Action.EXPORT_PEOPLE, detail__kind=EVERYTHING):
        yield _of_line(Kind.EVERYTHING_EXPORTED, line)


def _exported_at_night(lines, now):
    for line in lines.filter(action__in=TAKEN, user__isnull=False):
        if not MORNING <= line.at.astimezone(TIRANA).hour < EVENING:
            yield _of_day(Kind.EXPORTED_AT_NIGHT, line)


def _export_refused(lines, now):
    for line in lines.filter(action=Action.EXPORT_REFUSED):
        yield _of_day(Kind.EXPORT_REFUSED, line)


def _many_opened(lines, now):
    for line in lines.filter(action=Action.MANY_OPENED):
        yield _of_line(Kind.MANY_OPENED, line)


def _many_shown(lines, now):
    """Lists page after page: each is small, together they are the whole centre."""
    looking = lines.filter(action__in=SHOWING, user__isnull=False).values("user")
    recent = AccessLog.objects.filter(
        user__in=looking, action__in=SHOWING, at__gt=now - HOUR, at__lte=now
    )
    shown, last = defaultdict(set), {}
    for line in recent.select_related("user").order_by("pk").iterator():
        people = read(line.people)
        if line.object_type == PERSON:
            people.add(int(line.object_id))
        shown[line.user_id] |= people
        last[line.user_id] = line
    for user, people in shown.items():
        if len(people) > MOST_SHOWN:
            yield _of_day(Kind.MANY_SHOWN, last[user], len(people))


def _many_failed(lines, now):
    hour = Q(action=Action.SIGN_IN_FAILED, at__gt=now - HOUR, at__lte=now)
    number = AccessLog.objects.filter(hour).count()
    if number >= MOST_FAILED:
        key = f"{Kind.MANY_FAILED}:{now.astimezone(TIRANA):%Y-%m-%d %H}"
        yield AlertFacts(Kind.MANY_FAILED, key, now, number=number)


def _disk_full(lines, now):
    usage = shutil.disk_usage(settings.VAR_DIR)
    if usage.free < LEAST_ROOM * usage.total:
        percent = round(100 * usage.free / usage.total)
        yield AlertFacts(Kind.DISK_FULL, f"{Kind.DISK_FULL}:{now:%Y-%m-%d}", now, number=percent)


FINDERS: tuple[Callable, ...] = (
    _new_devices,
    _locked,
    _names_exported,
    _everything_exported,
    _exported_at_night,
    _export_refused,
    _many_opened,
    _many_shown,
    _many_failed,
    _disk_full,
)


def _of_line(kind, line):
    return AlertFacts(kind, f"{kind}:{line.pk}", line.at, line.user, line)


def _of_day(kind, line, number=None):
    """Once a day for each user."""
    day = timezone.localtime(line.at, TIRANA).date()
    return AlertFacts(kind, f"{kind}:{line.user_id}:{day}", line.at, line.user, line, number)
