"""What a series makes of its rule: which event is added, moved, kept or taken out.

The page shows a plan before anything is saved; the service carries out one made anew under lock.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from events.models.recurrence import Repeats, RuleDay, rule_days
from shkej.lib.dates import TIRANA, local_moment, today


@dataclass
class PlanStep:
    """What becomes of one day of the rule, or of one event. `event` is None for a new one."""

    rule_day: RuleDay | None
    event: Event | None = None
    stands: bool = False
    moved_from: date | None = None
    twins: list = field(default_factory=list)  # events that may be this meeting (`twins.py`)

    @property
    def day(self):
        """The day it is about: the new one, or that of the event that goes."""
        return self.rule_day.day if self.rule_day else self.event.series_day

    @property
    def act(self):
        """What happens: "skip", "leave_out", "stand", "remove", "add", "move" or "keep"."""
        if self.stands:
            return "stand"
        if self.rule_day is None:
            return "remove"
        if self.rule_day.holidays:
            return "skip"
        if self.rule_day.is_left_out:
            return "leave_out"
        if self.event is None:
            return "add"
        return "move" if self.moved_from else "keep"

    @property
    def is_a_choice(self):
        """Whether a tick decides if the group meets on that day."""
        return self.act in ("add", "move", "keep", "leave_out")

    @property
    def is_new(self):
        """Whether there is no event on that day yet."""
        return self.act == "add"

    @property
    def is_moved(self):
        """Whether its event comes from another day."""
        return self.act == "move"

    @property
    def is_left_out(self):
        """Whether somebody left the day out."""
        return self.act == "leave_out"

    @property
    def is_skipped(self):
        """Whether a holiday leaves it out."""
        return self.act == "skip"


@dataclass
class SeriesPlan:
    """All steps in the order of their days, and from where they count."""

    first: date
    steps: list = field(default_factory=list)

    def of(self, *acts):
        """The steps of these acts."""
        return [step for step in self.steps if step.act in acts]

    @property
    def meetings(self):
        """How many events there are afterwards."""
        return len(self.of("add", "move", "keep", "stand"))


def moments(series, day):
    """Start and end of a meeting of `series` on `day`, by the clocks of Tirana."""
    end = series.end_time
    return local_moment(day, series.start_time), end and local_moment(day, end)


def plan_new(series, *, left_out=()):
    """The plan of a series that is to begin; ValidationError for a time that does not exist."""
    days = rule_days(
        series.recurrence,
        counts_from=series.starts_on,
        first=series.starts_on,
        last=series.ends_on,
        skips_holidays=series.skips_holidays,
        left_out=left_out,
    )
    for rule_day in days:
        if rule_day.meets:
            moments(series, rule_day.day)
    return SeriesPlan(series.starts_on, [PlanStep(rule_day) for rule_day in days])


def plan_change(old, new, *, first_event, left_out=()):
    """The plan of what `new` changes in `old` from `first_event` on; after the last one if None.

    Only events that are ahead, planned and without any record are changed, moved or taken out; all
    others stand, and no second event is planned beside them. Sets the day from which the rule of
    `new` counts.
    """
    rows = old.events.exclude(series_day=None).order_by("series_day")
    untouched = set(old.events.untouched().values_list("pk", flat=True))
    if first_event is None:
        first, events = _after(rows.last()), []
    elif first_event.pk not in untouched:
        raise ValidationError(_("Choose a meeting of this series that is still ahead."))
    else:
        earlier = rows.filter(series_day__lt=first_event.series_day).last()
        first = _first_day(old, new, first_event, earlier)
        events = list(rows.filter(series_day__gte=first_event.series_day))
    new.counts_from = old.counts_from if new.rule == old.rule else first
    days = rule_days(
        new.recurrence,
        counts_from=new.counts_from,
        first=first,
        last=new.ends_on,
        skips_holidays=new.skips_holidays,
        left_out=left_out,
    )
    steps = _pair(old, new, events, days, untouched)
    for step in steps:
        if step.act in ("add", "move", "keep"):
            moments(new, step.day)
    return SeriesPlan(first, sorted(steps, key=lambda step: step.day))


def _first_day(old, new, first_event, earlier):
    """The first day on which the new rule may place an event.

    From the beginning of the week (or month) of the first event, so that a Tuesday can become a
    Monday; but not before an event that is left alone, and not in the past.
    """
    day = first_event.series_day
    if new.rule == old.rule:
        return day
    is_monthly = new.recurrence.repeats == Repeats.MONTHLY
    first = day.replace(day=1) if is_monthly else day - timedelta(days=day.weekday())
    if earlier:
        first = max(first, earlier.series_day + timedelta(days=1))
    return min(day, max(first, today()))


def _after(last):
    return max(today(), last.series_day + timedelta(days=1)) if last else today()


def _pair(old, new, events, days, untouched):
    """Give each event a day: its own, else one of its week, else (monthly) one of its month."""
    by_day = {event.series_day: event for event in events}
    steps, free, left = [], [], dict(by_day)
    for rule_day in days:
        event = by_day.get(rule_day.day)
        if event and (event.pk not in untouched or rule_day.meets):
            steps.append(PlanStep(rule_day, left.pop(rule_day.day), event.pk not in untouched))
        elif rule_day.meets:
            free.append(rule_day)
        else:
            steps.append(PlanStep(rule_day))
    if new.rule != old.rule:
        is_monthly = Repeats.MONTHLY in (old.recurrence.repeats, new.recurrence.repeats)
        for period in [_week, _month] if is_monthly else [_week]:
            free = _pair_within(period, left, free, steps, untouched)
    for event in left.values():
        steps.append(PlanStep(None, event, event.pk not in untouched))
    steps += [PlanStep(rule_day) for rule_day in free if _is_ahead(new, rule_day.day)]
    return steps


def _pair_within(period, left, free, steps, untouched):
    """Pair what is left over within each period; returns the days that stay free."""
    unpaired = []
    for rule_day in free:
        same = [day for day in left if period(day) == period(rule_day.day)]
        if not same:
            unpaired.append(rule_day)
            continue
        event = left.pop(min(same))
        if event.pk in untouched:
            steps.append(PlanStep(rule_day, event, moved_from=event.series_day))
        else:
            steps.append(PlanStep(None, event, stands=True))
    return unpaired


def _week(day):
    return day.isocalendar()[:2]


def _month(day):
    return day.year, day.month


def _is_ahead(series, day):
    return datetime.combine(day, series.start_time, tzinfo=TIRANA) > timezone.now()
