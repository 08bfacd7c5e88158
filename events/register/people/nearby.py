"""People who may come though nobody expects them: for the search of a device without connection."""

from django.db.models import Max
from django.http import JsonResponse

from events.models import Event, Registration
from events.models.access import READ
from events.models.registrations import ATTENDED
from events.models.scope import names_disclosed
from events.register.lookups import event_for
from events.register.paging import PAGED_FROM
from events.register.people.found import searchable
from participants.lib.names import tell_apart
from participants.models import Participant

LAST_EVENTS = 20
MOST = 60


def nearby(request, event_id):
    """Who came to one of the last events of this series or centre and is not on this register.

    `{"people": [{"id", "label", "about", "category"}]}`: short names only,
    for they are kept on the device for a day. Of a register with pages everybody on it, too, with
    their `registration` and `attendance`: the device shows one page and is to find them all.
    """
    event = event_for(request, event_id)
    nearby, places = list(_nearby(request.user, event)[:MOST]), list(_on_other_pages(event))
    tell_apart([*nearby, *(place.participant for place in places), *_on_the_list(event, nearby)])
    people = [_shown(person) for person in nearby]
    people += [
        _shown(place.participant) | {"registration": str(place.pk), "attendance": place.attendance}
        for place in places
    ]
    request.shows(event)
    return JsonResponse({"people": people})


def _on_the_list(event, people):
    """Who is on the list already and has a first name of one of `people`."""
    here = event.registrations.standing().filter(
        participant__first_name__in={person.first_name for person in people}
    )
    return Participant.objects.filter(pk__in=here.order_by().values("participant"))


def _on_other_pages(event):
    places = event.registrations.active().select_related("participant__category")
    return places if places.order_by().count() >= PAGED_FROM else ()


def _nearby(user, event):
    alike = {"series": event.series_id} if event.series_id else {"centre": event.centre_id}
    lately = Event.objects.filter(starts_at__lt=event.starts_at, status="held", **alike)
    lately = lately.filter(names_disclosed(user, READ))
    lately = list(lately.order_by("-starts_at").values_list("pk", flat=True)[:LAST_EVENTS])
    came = Registration.objects.active().filter(event__in=lately, attendance__in=ATTENDED)
    last = came.order_by().values("participant").annotate(last=Max("event__starts_at"))
    here = event.registrations.standing().values("participant")
    keys = (
        last.exclude(participant__in=here).order_by("-last").values_list("participant", flat=True)
    )
    return searchable(user).filter(pk__in=list(keys[:MOST])).order_by("sort_name", "pk")


def _shown(person):
    return {
        "id": person.pk,
        "label": person.short_name,
        "about": person.category.of_one,
        "category": person.category.code,
    }
