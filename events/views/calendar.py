"""The month's calendar."""

from calendar import Calendar
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_safe

from events.forms.filters import CalendarFilter
from events.holidays import holidays_on
from events.models import Event
from shkej.dates import TIRANA, YEARS, today

FIELDS = ["title_sq", "title_en", "status", "starts_on", "starts_at", "is_all_day", "is_sensitive"]
SHOWN = 3  # events of one day; the rest is one tap away, in the list
LONGEST = timedelta(days=31)  # an event that lasts longer is shown on its first day


@require_safe
@permission_required("events.view_event", raise_exception=True)
def calendar(request, year=None, month=None):
    """A month in weeks from Monday; the current one where the address names none."""
    first = _month_of(year, month) if year is not None else today().replace(day=1)
    month_filter = CalendarFilter(request.GET, user=request.user)
    weeks = Calendar(firstweekday=0).monthdatescalendar(first.year, first.month)
    last = max(day for day in weeks[-1] if day.month == first.month)
    events = Event.objects.visible_to(request.user).with_reach(request.user)
    by_day = _events_by_day(month_filter.filter(events), first, last)
    shown = _load({pk for pks in by_day.values() for pk in pks[:SHOWN]}, request.user)
    context = {
        "first": first,
        "before": _neighbour(first - timedelta(days=1)),
        "after": _neighbour(last + timedelta(days=1)),
        "filter": month_filter,
        "active_filters": len(month_filter.chosen()),
        "query": request.GET.urlencode(),
        "weekdays": WEEKDAYS.values(),
        "weeks": [[_cell(day, first, by_day[day], shown) for day in week] for week in weeks],
        "is_empty": not shown,
    }
    return render(request, "events/calendar.html", context)


def _month_of(year, month):
    if year not in YEARS or not 1 <= month <= 12:
        raise Http404
    return date(year, month, 1)


def _neighbour(day):
    """The first of the month in which `day` falls; None beyond the years we know."""
    return day.replace(day=1) if day.year in YEARS else None


def _cell(day, first, pks, shown):
    return {
        "day": day,
        "is_outside": day.month != first.month,
        "is_today": day == today(),
        "holidays": holidays_on(day),
        "events": [shown[pk] for pk in pks[:SHOWN] if pk in shown],
        "more": max(len(pks) - SHOWN, 0),
    }


def _events_by_day(events, first, last):
    """{day: ids} from `first` to `last`; an event of several days stands on each of them."""
    midnight = datetime.combine(first, time(), tzinfo=TIRANA).astimezone(UTC)
    running = Q(starts_on__gte=first - LONGEST, ends_at__gt=midnight)
    rows = events.filter(Q(starts_on__gte=first) | running, starts_on__lte=last)
    by_day = defaultdict(list)
    for pk, *moments in rows.order_by("starts_at", "pk").values_list(
        "pk", "starts_on", "starts_at", "ends_at"
    ):
        for day in _days_of(*moments):
            if first <= day <= last:
                by_day[day].append(pk)
    return by_day


def _days_of(starts_on, starts_at, ends_at):
    """The local days of an event."""
    end = starts_on
    if ends_at and ends_at > starts_at:
        end = timezone.localdate(ends_at - timedelta(microseconds=1), TIRANA)
    if end - starts_on > LONGEST:
        end = starts_on
    return [starts_on + timedelta(days=number) for number in range((end - starts_on).days + 1)]


def _load(pks, user):
    """What the month shows of each event: {id: event}."""
    return Event.objects.with_reach(user).only(*FIELDS).in_bulk(pks)
