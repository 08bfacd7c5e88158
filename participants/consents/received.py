"""Who received data of a person: what the access log says left the screens."""

from django.db.models import Q

from accounts.models import AccessLog
from accounts.models.access_log import LEFT, Action

SHOW_WHO_CAME = ("photo", "signed_sheet")  # kinds of files of an event


def received(person):
    """Lines of the access log in which data of `person` left: files, prints, photos, signed lists.

    A photo or a signed list shows whoever came to its event: the log of opening it names nobody,
    the register does.
    """
    places = person.registrations.active().attended().order_by()
    events = [str(key) for key in places.values_list("event_id", flat=True)]
    opened = Q(
        action=Action.VIEW_FILE,
        object_type="events.Event",
        object_id__in=events,
        detail__kind__in=SHOW_WHO_CAME,
    )
    shown = AccessLog.objects.showing(person).filter(action__in=LEFT)
    return (shown | AccessLog.objects.filter(opened)).select_related("user")
