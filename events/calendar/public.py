"""What anybody may see: the events that are for everybody, for whoever has the address."""

from django.shortcuts import render

from events.models import Event
from events.models.access import shown_outside
from shkej.lib.pages import page_of

PER_PAGE = 30
FIELDS = [
    *("title_sq", "title_en", "venue_sq", "venue_en", "status", "is_sensitive", "is_all_day"),
    *("starts_on", "starts_at", "ends_at"),
    *("centre__name_sq", "centre__name_en", "centre__address_sq", "centre__address_en"),
]


def public_events(request):
    """Coming public events: title, time and place; of sensitive ones the day alone."""
    events = Event.objects.for_everybody().coming()
    events = events.select_related("centre").only(*FIELDS).in_known_order()
    page = page_of(request, events, PER_PAGE)
    page.object_list = [shown_outside(event) for event in page]
    return render(request, "events/calendar/public.html", {"page_obj": page, "events": page})
