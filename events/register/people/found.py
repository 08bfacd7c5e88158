"""Whom a search on the register finds, and the form for somebody it does not find."""

from django.db.models import Count, Exists, OuterRef, Value

from events.register.door.session import USUAL, is_at_door
from events.register.door.typed import is_enough
from events.register.forms import DoorPersonForm, RegisterPersonForm, SearchForm
from events.register.people.shown_names import by_shown_name, by_whole_shown_name
from participants.duplicates.pairs import possible_duplicates
from participants.finding.nearest import nearest
from participants.finding.telling import with_parents
from participants.lib.names import split_name, tell_apart
from participants.models import Participant
from shkej.lib.albanian import fold, sort_key
from shkej.lib.dates import today

ADD, VIEW = "events.add_registration", "participants.view_participant"
SHOWN = 8
FEWEST_LETTERS = 2
SIMILAR_SHOWN = 5


def searchable(user):
    """The people whom `user` may put on a register.

    Each has `is_short`: whether `user` knows them only as a volunteer, by first name and initial.
    """
    people = Participant.objects.current().visible_to(user, ADD, few=True)
    if _knows_all(user):
        is_short = Value(False)
    else:
        known = Participant.objects.visible_to(user, VIEW).filter(pk=OuterRef("pk"))
        is_short = ~Exists(known)
    return people.annotate(is_short=is_short).select_related("category", "organisation")


def split_by_name(user):
    """(those of `searchable` whose whole names `user` sees, the others); None for no others."""
    people = searchable(user)
    if _knows_all(user):  # mostly: then nothing needs to be asked
        return people, None
    return people.filter(is_short=False), people.filter(is_short=True)


def _knows_all(user):
    return user.grants_for(ADD) == user.grants_for(VIEW)


def found_context(
    request, event, query, *, categories, organisations, usual, person_form=None, similar=()
):
    """People found by `query`, each with their place at `event`, and the form for a new one.

    `is_known`: whether somebody found has the name as it is typed, and not only nearly so.
    At the door nobody is looked up: there the form is the same for everybody (`door/arrivals.py`).
    """
    form, at_door = SearchForm({"q": query}), is_at_door(request)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    is_asked = is_enough(text) if at_door else len(fold(text)) >= FEWEST_LETTERS
    people = _found(request.user, event, text) if is_asked and not at_door else []
    if person_form is None and is_asked:
        first_name, last_name = split_name(text)
        initial = {"first_name": first_name, "last_name": last_name, "category": usual}
        person_form = (DoorPersonForm if at_door else RegisterPersonForm)(
            event=event, categories=categories, organisations=organisations, initial=initial
        )
    return {
        "query": text if form.is_valid() else query,
        "is_asked": is_asked,
        "at_door": at_door,
        "is_too_little": at_door and bool(text) and not is_asked,
        "search_errors": form.errors.get("q"),
        "people": people[:SHOWN],
        "is_known": any(not getattr(person, "is_near", False) for person in people),
        "has_more": len(people) > SHOWN,
        "person_form": person_form,
        "similar": similar,
    }


def usual_category(event):
    """The code of what most people on the register attend as; empty where nobody is there."""
    places = event.registrations.active().order_by().values_list("category__code")
    usual = places.annotate(people=Count("pk")).order_by("-people", "category__code").first()
    return usual[0] if usual else ""


def usual_for(request, event):
    """The same for a reader; at the door as it was when the device was handed over.

    Else one who comes as something new could tell by it whether others knew them as something else.
    """
    return request.session.get(USUAL, "") if is_at_door(request) else usual_category(event)


def with_places(people, event, *, is_told_apart=False):
    """`people` as a list, each with `place`: their registration for `event`, or None.

    Those of one name are told apart, unless they are already.
    """
    people = list(people)
    places = event.registrations.standing().filter(participant__in=people)
    places = {place.participant_id: place for place in places}
    for person in people:
        person.place = places.get(person.pk)
    return people if is_told_apart else tell_apart(people, event.local_date)


def similar_people(user, event, answers):
    """Known people who may be the one just written down, with their places at the event.

    Of those whom `user` knows by a short name, all whose short name is that of the new person.
    """
    person = Participant(
        first_name=answers["first_name"],
        last_name=answers["last_name"],
        sex=answers["sex"],
        birth_year=answers["birth_year"],
        told_age=answers["age"],
        age_told_on=min(event.local_date, today()),
    )
    known, others = split_by_name(user)
    known = known.with_times_seen(user)
    similar = with_places(possible_duplicates(person, known, SIMILAR_SHOWN), event)
    similar = with_parents(similar, user)
    if others is not None:
        names = answers["first_name"], answers["last_name"]
        similar += with_places(
            by_whole_shown_name(others, *names, event), event, is_told_apart=True
        )
    return similar[:SIMILAR_SHOWN]


def said_apart(similar, not_same):
    """Those of `similar` who were shown, by their ids, when it was said that they are not the same.

    None of whom only a short name is known: to say so of them is for whoever sees the record.
    """
    return [one for one in similar if one.pk in not_same and not one.is_short]


def _found(user, event, text):
    """One more than are shown, those on the register first."""
    here = event.registrations.standing().filter(participant=OuterRef("pk"))
    known, others = split_by_name(user)
    found = known.with_times_seen(user).annotate(is_here=Exists(here))
    found = found.order_by("-is_here", "sort_name", "pk")
    found = with_places(nearest(found, text, SHOWN + 1, first="is_here"), event)
    found = with_parents(found, user)
    if others is None:
        return found
    shown = by_shown_name(others, text, event)
    found += with_places(shown, event, is_told_apart=True)
    return sorted(
        found, key=lambda person: (person.place is None, sort_key(person.plain_short_name))
    )
