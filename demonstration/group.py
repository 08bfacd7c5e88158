"""The weekly group of the demonstration: members, some months of history, and dates ahead."""

from datetime import time, timedelta

from django.utils import timezone

from demonstration.people import make_families
from events.models import Event, Registration, Series
from events.models.recurrence import Recurrence, Repeats
from events.series.members import add_member, change_member
from events.series.services import create_series

WEEKS = 12  # before today, and as many after
MARKS = (["present", "late", "excused", "absent"], [14, 2, 2, 3])


def make_weekly_group(chance, *, centre, users):
    """A group that meets tomorrow's weekday at 17:00; one joined later, one has left."""
    today = timezone.localdate()
    first = today + timedelta(days=1) - timedelta(weeks=WEEKS)
    weekly = Recurrence(Repeats.WEEKLY.value, (first.weekday(),))
    series = create_series(
        series=Series(
            centre=centre,
            title_sq="Grupi i leximit",
            title_en="Reading group",
            kind=Event.Kind.GROUP_SESSION,
            rule=weekly.rule,
            starts_on=first,
            ends_on=today + timedelta(weeks=WEEKS),
            start_time=time(17),
            end_time=time(18, 30),
        ),
        created_by=users["coordinator"],
    )
    _parents, children = make_families(chance, centre=centre, number=9, year=today.year)
    stays = {}
    for number, child in enumerate(children):
        joined_on = first if number else first + timedelta(weeks=WEEKS // 2)
        stays[child] = add_member(
            series=series, participant=child, joined_on=joined_on, added_by=users["staff"]
        )
    _leave(stays[children[-1]], first + timedelta(weeks=WEEKS - 3), users["staff"])
    for event in series.events.filter(starts_on__lt=today):
        _take(chance, event, series, users["staff"])


def _leave(member, left_on, user):
    change_member(member=member, joined_on=member.joined_on, left_on=left_on, changed_by=user)


def _take(chance, event, series, user):
    """A register as it was taken and closed on its day."""
    Registration.objects.bulk_create(
        Registration(
            event=event,
            participant=stay.participant,
            category_id=stay.participant.category_id,
            source=Registration.Source.SERIES,
            attendance=chance.choices(*MARKS)[0],
            marked_at=event.starts_at,
            marked_by=user,
            age=stay.participant.age_on(event.starts_on),
        )
        for stay in series.memberships.on(event.starts_on).select_related("participant")
    )
    event.status = Event.Status.HELD
    event.register_closed_at = event.ends_at + timedelta(hours=1)
    event.register_closed_by = user
    event.save(update_fields=["status", "register_closed_at", "register_closed_by", "updated_at"])
