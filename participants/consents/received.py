"""Who received data of a person: what the access log says left the screens."""

from django.db.models import Q

from accounts.models import AccessLog
from accounts.models.access_log import Action

# What leaves: files of figures and of people, printed lists, and files that are opened.
LEAVES = (Action.EXPORT, Action.PRINT_LIST, Action.VIEW_FILE)


def received(person):
    """Lines of the access log in which data of `person` left: files, prints, and photos.

    A photo shows whoever came to its event: the log of opening it names nobody, the register does.
    """
    places = person.registrations.active().attended().order_by()
    events = [str(key) for key in places.values_list("event_id", flat=True)]
    photos = Q(
        action=Action.VIEW_FILE,
        object_type="events.Event",
        object_id__in=events,
        detail__kind="photo",
    )
    shown = AccessLog.objects.showing(person).filter(action__in=LEAVES)
    photographed = AccessLog.objects.filter(photos)
    return (shown | photographed).select_related("user")
