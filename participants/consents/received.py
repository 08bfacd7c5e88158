"""Who saw and received data of a person: what the access log says, under all of their records."""

from django.db.models import Q

from accounts.models import AccessLog
from accounts.models.access_log import LEFT, Action
from accounts.reading.shown_people import one_of
from participants.merging.chains import all_records
from participants.models import Participant

# A file of an event that shows who came: the log of opening it names nobody, the register does.
OF_WHO_CAME = Q(
    action=Action.VIEW_FILE,
    object_type="events.Event",
    detail__kind__in=("photo", "signed_sheet"),
)


def about(key):
    """The condition for lines in which the person with this key was opened, or among those shown.

    Records that were merged into theirs are theirs; files of who came show whoever came.
    """
    records = all_records([key])
    listed = Q(*(("people__contains", one_of(record)) for record in records), _connector=Q.OR)
    keys = [str(record) for record in records]
    opened = Q(object_type=Participant._meta.label, object_id__in=keys)
    events = attended(participant__in=records).values_list("event_id", flat=True)
    return opened | listed | OF_WHO_CAME & Q(object_id__in={str(event) for event in events})


def received(person):
    """Those in which data of `person` left: files, prints, photos, signed lists."""
    lines = AccessLog.objects.filter(about(person.pk), action__in=LEFT)
    return lines.select_related("user")


def attended(**which):
    """The places of those who came."""
    places = Participant._meta.get_field("registrations").related_model.objects
    return places.filter(**which).active().attended().order_by()
