"""The people whom an organisation sends to events: the only names that a partner ever sees."""

from events.models import Event, Registration
from events.models.registration_queryset import REPRESENTING
from participants.models import Category, Participant

USUAL = {"state_police": "police", "service_provider": "service_provider", "school": "teacher"}


def named_for(organisation):
    """All of their registrations, also those that were cancelled."""
    return Registration.objects.representing().filter(organisation=organisation)


def representatives_of(organisation):
    """The standing registrations of those who come for `organisation`, whoever wrote them down."""
    return named_for(organisation).standing().select_related("participant", "category")


def seen_by(user, organisation):
    """Of these the ones for events that are shared with `user`, the newest event first."""
    rows = representatives_of(organisation).filter(event__in=_shared_with(user))
    return rows.select_related("event__centre").order_by("-event__starts_at", "pk")


def known_people(user, organisation):
    """The people whom the organisation may send again, by name; also who was taken off again."""
    rows = named_for(organisation).filter(event__in=_shared_with(user)).order_by()
    people = Participant.objects.current().filter(pk__in=rows.values("participant"))
    return people.order_by("sort_name", "pk")


def _shared_with(user):
    return Event.objects.visible_to(user, "events.name_representative")


def categories():
    """As what they may come."""
    return Category.objects.filter(code__in=REPRESENTING)


def usual_category(organisation):
    """The code of what its people mostly are, from the kind of organisation."""
    return USUAL.get(organisation.kind, "institution")
