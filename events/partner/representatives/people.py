"""The people whom an organisation sends to events: the only names that a partner ever sees."""

from collections import Counter

from django.db.models import Max, OuterRef, Subquery
from django.utils.formats import date_format

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
    last = rows.filter(participant=OuterRef("pk")).values("participant")
    last = last.annotate(day=Max("event__starts_on")).values("day")
    return people.annotate(last_named_for=Subquery(last)).order_by("sort_name", "pk")


def tell_named_apart(people):
    """Let those of `people`, from `known_people`, whose names are equal carry a day; returns them.

    For which they were named the last time: a partner knows that, and sees neither age, father's
    name nor code. Where the day is the same too, they are numbered in their order.
    """
    people = list(people)
    for person in _namesakes(people, "full_name"):
        person.apart = date_format(person.last_named_for)
    return number_namesakes(people)


def number_namesakes(people):
    """Number those of `people` whose shown names are equal: those of one event; returns them."""
    people, seen = list(people), Counter()
    for person in _namesakes(people, "listed_name"):
        name = person.listed_name.casefold()
        seen[name] += 1
        person.number = str(seen[name])
    for person in people:
        person.apart = ", ".join(filter(None, [person.apart, getattr(person, "number", "")]))
    return people


def _namesakes(people, name):
    """Those whose name somebody else of `people` bears too."""
    often = Counter(getattr(person, name).casefold() for person in people)
    return [person for person in people if often[getattr(person, name).casefold()] > 1]


def _shared_with(user):
    return Event.objects.visible_to(user, "events.name_representative")


def categories():
    """As what they may come."""
    return Category.objects.filter(code__in=REPRESENTING)


def usual_category(organisation):
    """The code of what its people mostly are, from the kind of organisation."""
    return USUAL.get(organisation.kind, "institution")
