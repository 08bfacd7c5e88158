"""The week grid of a series: a page of people and dates, and what was typed into it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.lib.alphabet import letters
from events.models.access import PEOPLE, PLACES, READ
from events.series.grid import squares
from events.series.grid.cells import MOST_CELLS, cells_of
from events.series.grid.services import readable_events, type_marks, typeable_events
from events.series.views import series_for
from participants.lib.names import tell_apart
from shkej.lib.dates import YEARS
from shkej.lib.pages import page_of
from shkej.lib.texts import with_names

MOST_PEOPLE = 40
TOLD = 5  # cells that are named one by one; the rest is a number


def series_grid(request, series_id, year=None, month=None):
    """A month of a group, or with `?months=3` a quarter."""
    series = series_for(request, series_id, READ)
    if year is None:
        first = squares.month_of(series)
        year, month = first.year, first.month
    months = 3 if request.GET.get("months") == "3" else 1
    first, last = _period(year, month, months)
    readable = readable_events(series, request.user).with_access(request.user)
    events = squares.columns(readable, first, last)
    people = squares.people_of(series, events)
    rows = min(MOST_PEOPLE, max(MOST_CELLS // max(len(events), 1), 1))
    page = page_of(request, people, rows)
    grid = squares.fill(series, events, list(page.object_list))
    request.shows(series)
    context = {
        "series": series,
        "grid": grid,
        "page_obj": page,
        "first": first,
        "last": last,
        "months": months,
        "before": _neighbour(first, -months),
        "after": _neighbour(first, months),
        "letters": letters(),
        "is_short": _shows_short_names(request.user, series),
    }
    return render(request, "events/series/grid/series_grid.html", context)


def _shows_short_names(user, series):
    """Whether the reader sees first name and initial only."""
    return not user.holds_in(PEOPLE, series.centre_id)


def _period(year, month, months):
    if year not in YEARS or not 1 <= month <= 12:
        raise Http404
    return squares.period(year, month, months)


def _neighbour(first, months):
    """The first of a month; None beyond the years we know."""
    if first.year + (months > 0) - (months < 0) not in YEARS:
        return None
    return squares.shifted(first, months)


def series_grid_save(request, series_id, year, month):
    """Write the cells that were changed, and say which were not."""
    series = series_for(request, series_id, PLACES)
    _period(year, month, 1)
    outcome = type_marks(
        series=series,
        events=typeable_events(series, request.user),
        cells=cells_of(request.POST),
        typed_by=request.user,
    )
    _tell(request, series, outcome)
    address = reverse("events:series_grid", args=[series.pk, year, month])
    query = request.GET.urlencode()
    return redirect(f"{address}?{query}" if query else address)


def _tell(request, series, outcome):
    if outcome.written:
        messages.success(
            request,
            ngettext("%(n)s mark was saved.", "%(n)s marks were saved.", outcome.written)
            % {"n": outcome.written},
        )
    elif not outcome.overtaken and not outcome.refused:
        messages.info(request, _("Nothing was changed."))
    is_short = _shows_short_names(request.user, series)
    tell_apart(person for _event, person, _mark in outcome.overtaken)
    for event, person, mark in outcome.overtaken[:TOLD]:
        name = person.short_name if is_short else person.listed_name
        text = _(
            "%(name)s, %(day)s: meanwhile somebody else wrote “%(mark)s”. Yours was not saved."
        )
        day = date_format(event.starts_on)
        messages.warning(request, with_names(text, name=name, day=day, mark=mark.label))
    more = len(outcome.overtaken) - TOLD
    if more > 0:
        messages.warning(
            request,
            ngettext(
                "%(n)s more cell was changed by somebody else meanwhile and was not saved.",
                "%(n)s more cells were changed by somebody else meanwhile and were not saved.",
                more,
            )
            % {"n": more},
        )
    for event, why in outcome.refused:
        day = date_format(event.starts_on)
        messages.error(request, _("%(day)s: %(why)s") % {"day": day, "why": why})
