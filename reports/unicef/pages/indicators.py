"""One indicator: its progress, its figures over the periods, and what is behind each of them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from events.models import Event
from reports.counting.scope import keeps_names_back
from reports.counting.selected import events_asked_for
from reports.models import Indicator
from reports.models.scope import reported_projects
from reports.unicef.pages.indicator_page import IndicatorPage
from shkej.lib.pages import page_of

VIEW, VIEW_PEOPLE = "reports.view_report", "reports.view_people"
PER_PAGE = 50


def _page_of(request, indicator_id, permission):
    """The indicator's page for the period in the address; 404 where there is no such."""
    indicators = Indicator.objects.visible_to(request.user, permission).for_counting()
    indicator = get_object_or_404(indicators, pk=indicator_id)
    page = IndicatorPage(indicator, request.user, request.GET)
    if page.is_wrong:
        raise Http404
    return page


def _covers(user, indicator, permission):
    return reported_projects(user, permission).filter(pk=indicator.output.project_id).exists()


def _sees_people(user, page):
    """Whether `user` may know by name whom the indicator counts: not some of them, but all."""
    if not (user.has_perm(VIEW_PEOPLE) and _covers(user, page.indicator, VIEW_PEOPLE)):
        return False
    events = events_asked_for(page.project, [page.indicator])
    return page.period is None or not keeps_names_back(events, user, page.period.ends_on)


def indicator_detail(request, indicator_id):
    """Target, progress and the three lines of figures of one indicator."""
    page = _page_of(request, indicator_id, VIEW)
    page.sees_people = _sees_people(request.user, page)
    return render(request, "reports/unicef/pages/indicator.html", {"page": page})


def indicator_events(request, indicator_id):
    """The events behind a figure, each with its part of it; the parts add up to the figure."""
    page = _page_of(request, indicator_id, VIEW)
    found = page.events_behind()
    shown = page_of(request, found, PER_PAGE)
    rows = Event.objects.for_list().in_bulk([event for event, _number in shown])
    context = {
        "page": page,
        "listed": shown,
        "page_obj": shown,
        "rows": [(rows[event], number) for event, number in shown],
        "total": sum(number for _event, number in found),
    }
    return render(request, "reports/unicef/pages/indicator_events.html", context)


def indicator_people(request, indicator_id):
    """The people behind a figure, each where they were counted; leaves a line in the log."""
    page = _page_of(request, indicator_id, VIEW_PEOPLE)
    if not _sees_people(request.user, page):
        raise PermissionDenied
    found = page.people_behind().select_related("participant", "category", "event")
    found = found.order_by("participant__sort_name", "participant_id", "event__starts_at")
    shown = page_of(request, found, PER_PAGE)
    request.shows(page.indicator, report=page.address())
    context = {
        "page": page,
        "listed": shown,
        "page_obj": shown,
        "total": shown.paginator.count,
    }
    return render(request, "reports/unicef/pages/indicator_people.html", context)
