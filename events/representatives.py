"""The people whom an organisation sends to events: the only names that a partner ever sees."""

from events.models import Event, Registration
from participants.models import Category, Participant

# Those who come for their work. Families whom an organisation brought are not its to see.
CODES = ("institution", "police", "service_provider", "teacher")
USUAL = {"state_police": "police", "service_provider": "service_provider", "school": "teacher"}


def representatives_of(organisation):
    """The standing registrations of those who come for `organisation`, whoever wrote them down."""
    rows = Registration.objects.standing().filter(
        organisation=organisation, category__code__in=CODES
    )
    return rows.select_related("participant", "category")


def seen_by(user, organisation):
    """Of these the ones for events that are shared with `user`, the newest event first."""
    events = Event.objects.visible_to(user, "events.name_representative")
    rows = representatives_of(organisation).filter(event__in=events)
    return rows.select_related("event__centre").order_by("-event__starts_at", "pk")


def known_people(user, organisation):
    """The people whom the organisation may send again, by name."""
    rows = seen_by(user, organisation).order_by().values("participant")
    return Participant.objects.current().filter(pk__in=rows).order_by("sort_name", "pk")


def categories():
    """As what they may come."""
    return Category.objects.filter(code__in=CODES)


def usual_category(organisation):
    """The code of what its people mostly are, from the kind of organisation."""
    return USUAL.get(organisation.kind, "institution")
