"""This week: a register half taken today, meetings before and after."""

from datetime import time, timedelta

from django.utils import timezone

from demonstration.clock import at
from demonstration.meetings import log_meeting
from demonstration.registers import drawn, expect, take
from demonstration.words import texts
from events.models import Event, Registration, ReopeningRequest
from events.register.marks.services import mark_attendance
from shkej.lib.dates import TIRANA, local_moment, today

FIRST_HOUR, LAST_HOUR = 8, 20  # at which today's meeting begins
SATURDAY, THURSDAY = 5, 3
WAITING = 3  # so many more children than places there are next week
SHOWN = ("present", "present", "late", "present", "absent", "present", "excused", "present")


def make_this_week(*, chance, centre, project, cast, series, users):
    """Two Saturdays with parents, whose children are offered with them; today; next week."""
    stays = series.memberships.on(today()).select_related("participant").order_by("pk")
    children = [stay.participant for stay in stays]
    families = [person for family in cast.group for person in family.people]
    saturday = today() - timedelta(days=(today().weekday() - SATURDAY - 1) % 7 + 1)
    group = {"kind": Event.Kind.GROUP_SESSION, "visibility": Event.Visibility.ALL_PARTNERS}
    facts = {"centre": centre, "project": project, "by": users["coordinator"], "hours": 2, **group}
    for day in (saturday - timedelta(weeks=1), saturday):
        event = log_meeting(day=day, hour=10, status=Event.Status.HELD, **facts, **texts.SATURDAY)
        take(event, drawn(chance, families), by=users["staff"])
    _ask_for_opening(event, users["staff"])
    event = log_meeting(day=today(), hour=_hour_of_now(), **facts, **texts.TODAY)
    event.volunteers.add(users["volunteer"])
    _take_half(event, children, users)
    thursday = today() + timedelta(days=4 + (THURSDAY - today().weekday() - 4) % 7)
    places = len(children) - WAITING
    event = log_meeting(day=thursday, hour=16, capacity=places, **facts, **texts.NEXT_WEEK)
    event.volunteers.add(users["volunteer"])
    _let_wait(expect(event, children, by=users["staff"])[-WAITING:])


def make_public_event(*, centre, project, organisations, users):
    """In nine days, for everybody: it is on the page that needs no account."""
    event = log_meeting(
        centre=centre,
        day=today() + timedelta(days=9),
        hour=11,
        hours=3,
        by=users["coordinator"],
        project=project,
        kind=Event.Kind.COMMUNITY_EVENT,
        visibility=Event.Visibility.PUBLIC,
        **texts.PUBLIC,
    )
    event.parts.create(organisation=organisations["shkej"], part="host")


def _hour_of_now():
    """The hour that has begun: whoever looks at the demonstration comes in the middle of it."""
    return min(max(timezone.localtime(timezone.now(), TIRANA).hour, FIRST_HOUR), LAST_HOUR)


def _take_half(event, children, users):
    with at(event.starts_at - timedelta(days=3)):
        places = expect(event, children, by=users["staff"])
    places = places[: len(places) // 2]
    for number, (place, mark) in enumerate(zip(places, SHOWN, strict=False)):
        with at(event.starts_at + timedelta(minutes=number - 4)):
            mark_attendance(registration=place, attendance=mark, marked_by=users["volunteer"])


def _ask_for_opening(event, user):
    with at(local_moment(event.local_date, time(19))):
        ReopeningRequest.objects.create(
            event=event, asked_by=user, reason="Mungon një fëmijë që erdhi më vonë"
        )


def _let_wait(places):
    """Put them on the waiting list, one after the other."""
    for number, place in enumerate(places):
        Registration.objects.filter(pk=place.pk).update(
            status=Registration.Status.WAITLISTED,
            waitlisted_at=timezone.now() - timedelta(hours=len(places) - number),
        )
