"""Making a series with its events, and changing this event and later ones.

Locks are taken in one order: the centre or the series first, then its events by their ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.models import User
from events.inviting.notifying import notify_invited
from events.lib.locks import lock_events
from events.models import (
    Centre,
    Event,
    Invitation,
    RegisterAct,
    Registration,
    Series,
    SeriesException,
)
from events.models.one_act import as_act
from events.series.plan import PlanStep, SeriesPlan, moments, plan_change, plan_new
from events.series.registers import BATCH, fill_registers, joined_by_moving
from events.series.twins import find_twins, tell_steps_apart
from shkej.lib.dates import TIRANA
from shkej.lib.forms.editing import changed_meanwhile, last_writer, moment_seen

SHARED = [
    *("title_sq", "title_en", "venue_sq", "venue_en"),
    *("centre_id", "municipality_id", "kind", "visibility", "is_for_everybody", "is_sensitive"),
]
RELATED = ["topics", "projects", "volunteers"]
WRITTEN = [
    *("title", "title_sq", "title_en", "venue", "venue_sq", "venue_en", "search_title"),
    *(
        "centre",
        "municipality",
        "kind",
        "visibility",
        "is_for_everybody",
        "is_sensitive",
        "starts_at",
        "ends_at",
        "starts_on",
    ),
    *("series_day", "is_all_day", "updated_at"),
]
SAME = ["centre_id", "title_sq", "title_en", "rule", "starts_on", "ends_on", "start_time"]
SECOND_TAP = timedelta(seconds=10)
MOST_EVENTS = 800


class SeriesChanged(ValidationError):
    """Somebody else saved the series meanwhile; `stored` is how it stands now."""

    def __init__(self, stored: Series) -> None:
        self.stored = stored
        sentence = changed_meanwhile(last_writer(stored), stored.updated_at)
        super().__init__(sentence, code="changed_meanwhile")


@as_act(RegisterAct.Kind.SERIES, by="created_by")
@transaction.atomic
def create_series(
    *,
    series: Series,
    related: Mapping[str, Iterable] | None = None,
    left_out: Iterable[date] = (),
    other_than: Iterable[int] = (),
    created_by: User,
) -> Series:
    """Save a new series and make its events; those left out become exceptions.

    `related`: {"topics": […], "projects": […], "volunteers": […]}; `other_than`: ids of events that
    look like its meetings and, as the user saw, are others. ValidationError where no day is left,
    or where the clocks leave the time out. What its maker saved a moment ago is that series.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=series.centre_id)
    if twin := _sent_already(series, created_by):
        return twin
    series.counts_from = series.starts_on
    series.full_clean()
    plan = plan_new(series, left_out=left_out)
    if not plan.of("add"):
        raise ValidationError(_("No date is left. Choose other days or a later end."))
    series._history_user = created_by
    series.save()
    for name, chosen in (related or {}).items():
        getattr(series, name).set(chosen)
    SeriesException.objects.bulk_create(
        SeriesException(series=series, day=step.day) for step in plan.of("leave_out")
    )
    _add_events(series, plan.of("add"), created_by)
    _remember_others(series, plan, other_than, created_by)
    return series


def _sent_already(series: Series, user: User) -> Series | None:
    same = Series.objects.filter(**{name: getattr(series, name) for name in SAME})
    own = Series.history.filter(history_type="+", history_user=user)
    return same.filter(created_at__gte=timezone.now() - SECOND_TAP, pk__in=own.values("id")).first()


@as_act(RegisterAct.Kind.SERIES, by="changed_by")
@transaction.atomic
def change_series(
    *,
    series: Series,
    first_event: Event | None,
    related: Mapping[str, Iterable] | None = None,
    left_out: Iterable[date] = (),
    seen_at: str = "",
    other_than: Iterable[int] = (),
    changed_by: User,
) -> SeriesPlan:
    """Change `series` (with its new values) from `first_event` on, this event included.

    Without one, only what comes after the last event changes: a series is prolonged.

    Events that were changed alone keep what is their own. Events that are held, past, called off or
    on whose register something is recorded stay untouched. `other_than`: as for a new one.
    Returns the plan that was carried out.
    """
    old = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
    if seen_at and seen_at != moment_seen(old):
        raise SeriesChanged(old)
    events = {event.pk: event for event in lock_events(old.events.all())}
    if first_event is not None:
        first_event = events.get(first_event.pk, first_event)
    series.centre_id, series.starts_on = old.centre_id, old.starts_on
    plan = plan_change(old, series, first_event=first_event, left_out=left_out)
    series.full_clean()
    before = {name: set(_pks(old, name)) for name in RELATED}
    series._history_user = changed_by
    series.save()
    for name, chosen in (related or {}).items():
        getattr(series, name).set(chosen)
    _set_exceptions(series, plan)
    _remove(plan.of("remove"), changed_by)
    changed = _change_events(old, series, plan, changed_by)
    _change_related(series, before, [event.pk for event, _day in changed])
    _add_events(series, plan.of("add"), changed_by)
    _remember_others(series, plan, other_than, changed_by)
    back = joined_by_moving(series, changed)
    fill_registers(series, [event for event, _day in changed], by=changed_by, back=back)
    notify_invited(*(event for event, _day in changed))
    return plan


def _remember_others(series: Series, plan: SeriesPlan, seen: Iterable[int], user: User) -> None:
    if not seen:
        return
    find_twins(series, plan)
    events = {event.series_day: event for event in series.events.exclude(series_day=None)}
    tell_steps_apart(plan, events, seen=seen, by=user)


def _pks(row: Model, name: str) -> Iterable[int]:
    return getattr(row, name).values_list("pk", flat=True)


def _set_exceptions(series: Series, plan: SeriesPlan) -> None:
    wanted = {step.day for step in plan.of("leave_out")}
    later = series.exceptions.filter(day__gte=plan.first)
    later.exclude(day__in=wanted).delete()
    wanted -= set(later.values_list("day", flat=True))
    SeriesException.objects.bulk_create(
        SeriesException(series=series, day=day) for day in sorted(wanted)
    )


def _add_events(series: Series, steps: Sequence[PlanStep], user: User) -> None:
    """Make planned events, with the members of their days on the register."""
    if len(steps) > MOST_EVENTS:
        raise ValidationError(_("These are too many dates for one series."))
    events = []
    for step in steps:
        event = Event(series=series, series_day=step.day)
        _take_over(event, series)
        event.starts_at, event.ends_at = moments(series, step.day)
        events.append(event)
    if not events:
        return
    events = bulk_create_with_history(events, Event, batch_size=BATCH, default_user=user)
    for name in RELATED:
        _link(series, name, [event.pk for event in events])
    fill_registers(series, events, by=user)


def _take_over(event: Event, series: Series) -> None:
    for name in SHARED:
        setattr(event, name, getattr(series, name))


def _link(series: Series, name: str, events: Iterable[int]) -> None:
    """Give the events (ids) what the series has of one kind: projects, topics or volunteers."""
    through = getattr(Event, name).through
    column = getattr(Event, name).field.m2m_reverse_name()
    chosen = list(_pks(series, name))
    through.objects.bulk_create(
        [through(event_id=event, **{column: pk}) for event in events for pk in chosen],
        batch_size=BATCH,
    )


def _change_events(
    old: Series, new: Series, plan: SeriesPlan, user: User
) -> list[tuple[Event, date]]:
    """Write what changed into the events of the plan: [(event, its day before)]."""
    changed = []
    for step in plan.of("keep", "move"):
        event, old_day = step.event, step.event.starts_on
        for name in SHARED:
            if getattr(event, name) == getattr(old, name):
                setattr(event, name, getattr(new, name))
        if event.visibility != Event.Visibility.PUBLIC:  # the answer was about being public
            event.is_for_everybody = False
        if not _has_own_time(event, old):
            event.starts_at, event.ends_at = moments(new, step.day)
        event.series_day = step.day
        event.starts_on = timezone.localdate(event.starts_at, TIRANA)
        changed.append((event, old_day))
    moment = timezone.now()
    for event, _day in changed:
        event.updated_at = moment
        event.search_title = Event._meta.get_field("search_title").pre_save(event, False)
    bulk_update_with_history(
        [event for event, _day in changed], Event, WRITTEN, batch_size=BATCH, default_user=user
    )
    return changed


def _has_own_time(event: Event, series: Series) -> bool:
    """Whether the event was moved alone, to another day or time than the series says."""
    try:
        usual = moments(series, event.series_day)
    except ValidationError:
        return True
    return event.is_all_day or (event.starts_at, event.ends_at) != usual


def _change_related(series: Series, before: Mapping[str, set[int]], events: Iterable[int]) -> None:
    """Projects, topics and volunteers of the events (ids) that still have those of the series."""
    for name in RELATED:
        now = set(_pks(series, name))
        if now == before[name]:
            continue
        through = getattr(Event, name).through
        column = getattr(Event, name).field.m2m_reverse_name()
        own: dict[int, set[int]] = {pk: set() for pk in events}
        rows = through.objects.filter(event__in=events)
        for event, pk in rows.values_list("event", column):
            own[event].add(pk)
        same = [event for event, pks in own.items() if pks == before[name]]
        through.objects.filter(event__in=same).delete()
        _link(series, name, same)


def _remove(steps: Sequence[PlanStep], user: User) -> None:
    """Take events out: deleted where only members are on the register and nobody is invited."""
    events = [step.event for step in steps if step.event]
    others = Registration.objects.filter(event__in=[event.pk for event in events]).standing()
    kept = set(
        others.exclude(source=Registration.Source.SERIES).values_list("event", flat=True)
    ) | set(
        Event.objects.filter(
            pk__in=[event.pk for event in events], attachments__isnull=False
        ).values_list("pk", flat=True)
    )
    invited = Invitation.objects.standing().filter(event__in=[event.pk for event in events])
    kept |= set(invited.values_list("event", flat=True))
    for event in events:
        event._history_user = user
        if event.pk in kept:
            event.status = Event.Status.CANCELLED
            event.save(update_fields=["status", "updated_at"])
            notify_invited(event)
        else:
            event.delete()


def leave_out(event: Event) -> None:
    """The day of an event that goes for good: its series does not meet on it any more."""
    if event.series_id and event.series_day:
        SeriesException.objects.get_or_create(series_id=event.series_id, day=event.series_day)


def follow_event(event: Event, *, by: User | None, old_day: date | None = None) -> None:
    """After one event of a series was changed alone: its register holds the members of its day."""
    if event.series_id is None:
        return
    back = joined_by_moving(event.series, [(event, old_day or event.starts_on)])
    fill_registers(event.series, [event], by=by, back=back)
