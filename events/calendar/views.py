"""The calendar: a month, a week, or a list of a month's days."""

from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS

from events.calendar.days import days_between, events_by_day, shown_events
from events.calendar.filters import CalendarFilter
from events.calendar.periods import View, period_asked
from events.models import Event
from events.models.holidays import holidays_on
from events.models.scope import WITH_ALL
from shkej.lib.dates import YEARS, today
from shkej.lib.pages import page_of

FOR_PARTNERS = "partners"  # ?as=: what all partners see, for the wall and to pass on
SHOWN = {View.MONTH: 3, View.WEEK: 10}  # events of one day; the rest is one tap away
PER_PAGE = 40  # events of the list


def calendar(request, year=None, month=None):
    """The days that the address names, today's month where it names none, with their events."""
    asked_month = _month_of(year, month) if year is not None else None
    period = period_asked(request.GET, asked_month)
    narrowed = CalendarFilter(request.GET, user=request.user)
    events = Event.objects.visible_to(request.user)
    outside = request.GET.get("as") == FOR_PARTNERS
    if outside:
        events = events.filter(visibility__in=WITH_ALL)
    reader = None if outside else request.user
    by_day = events_by_day(narrowed.filter(events), *period.shown, reader)
    days = _list if period.view == View.LIST else _weeks
    shown = days(reader, request, period, by_day)
    context = {
        "period": period,
        "filter_form": narrowed,
        "active_filters": narrowed.in_use,
        "links": _links(request, period, narrowed.address(), outside),
        "outside": outside,
        "printed_on": today(),
        "is_empty": not any(period.first <= day <= period.last for day in by_day),
        **shown,
        "print_centre": _centre_of(shown.get("days") or sum(shown.get("weeks", []), [])),
    }
    return render(request, "events/calendar/calendar.html", context)


def _month_of(year, month):
    if year not in YEARS or not 1 <= month <= 12:
        raise Http404
    return date(year, month, 1)


def _centre_of(cells):
    """The centre that a print names; None where it shows none, or several."""
    centres = {event.centre_id: event.centre for cell in cells for event in cell["events"]}
    return next(iter(centres.values())) if len(centres) == 1 else None


def _weeks(user, request, period, by_day):
    """Whole weeks from Monday; of a day with many events the first few."""
    most = SHOWN[period.view]
    shown = shown_events({pk for pks in by_day.values() for pk in pks[:most]}, user)
    cells = [
        [_cell(day, period, by_day.get(day, []), shown) for day in week] for week in period.weeks
    ]
    return {"weekdays": WEEKDAYS.values(), "weeks": cells}


def _list(user, request, period, by_day):
    """The days with events or a holiday, in pages that follow on each other."""
    entries = [(day, pk) for day, pks in by_day.items() for pk in pks]
    page = page_of(request, entries, PER_PAGE)
    on_page = {}
    for day, pk in page:
        on_page.setdefault(day, []).append(pk)
    shown = shown_events({pk for _day, pk in page}, user)
    days = days_between(*_span(period, entries, page))
    cells = [_cell(day, period, on_page.get(day, []), shown) for day in days]
    return {
        "page_obj": page,
        "days": [cell for cell in cells if cell["events"] or cell["holidays"]],
    }


def _span(period, entries, page):
    """The first and the last day of a page: all days of the period are on one of its pages."""
    first, last = period.first, period.last
    if page.has_previous():
        day_before = entries[page.start_index() - 2][0]
        first = min(page[0][0], day_before + timedelta(days=1))
    if page.has_next():
        last = page[-1][0]
    return first, last


def _cell(day, period, pks, shown):
    most = SHOWN.get(period.view, len(pks))
    return {
        "day": day,
        "is_outside": not period.first <= day <= period.last,
        "is_today": day == today(),
        "holidays": holidays_on(day),
        "events": [shown[pk] for pk in pks[:most] if pk in shown],
        "more": len(pks[most:]),
    }


def _links(request, period, kept, outside):
    """Where the reader can go from here; what the events are narrowed down to goes along."""
    here_as = {**kept, "view": period.view.value, "day": period.day.isoformat()}
    other = here_as if outside else {**here_as, "as": FOR_PARTNERS}
    if outside:
        kept = {**kept, "as": FOR_PARTNERS}
    view, day = period.view.value, period.day.isoformat()
    here = {
        key: text for key, text in [("view", view), ("day", day)] if text == request.GET.get(key)
    }
    return {
        "before": _address_of(period.view, period.before, kept),
        "after": _address_of(period.view, period.after, kept),
        "today": _calendar({**({} if view == View.MONTH else {"view": view}), **kept}),
        "here": {**here, "as": FOR_PARTNERS} if outside else here,
        "other_reader": _calendar(other),
        "unfiltered": _with(request.path, here),
        "views": [(each, _calendar({"view": each.value, "day": day, **kept})) for each in View],
    }


def _address_of(view, first, kept):
    """The address of the period that starts on `first`, where there is one."""
    if first is None:
        return None
    if view == View.MONTH:
        return _with(reverse("events:calendar", args=[first.year, first.month]), kept)
    return _calendar({"view": view.value, "day": first.isoformat(), **kept})


def _calendar(asked):
    return _with(reverse("events:calendar"), asked)


def _with(path, asked):
    return f"{path}?{urlencode(asked)}" if asked else path
