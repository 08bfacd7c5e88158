"""Births that contradict the events at which a file or a register has somebody, and odd classes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.importing.known import chunks
from events.importing.people import BIRTH_COLUMNS, Person, new_values
from events.importing.rows import Problem
from events.models import Centre, Event, Registration
from participants.lib.births import FACTS, Birth
from participants.lib.ties import refuse_order
from participants.lib.usual_ages import age_questions
from participants.models import Guardianship, Participant

if TYPE_CHECKING:
    from events.importing.planning import ImportPlan

COLUMNS = {"date": "birth_date", "year": "birth_year", "age": "age"}


def births_that_cannot_be(plan: "ImportPlan") -> Iterator[Problem]:
    """Problems of rows at whose event their person was not born, and of births that say so."""
    for person in plan.people:
        birth = birth_after(person)
        for row in person.rows:
            if birth.is_after(plan.events[row.event_key].held_on):
                is_decided = row.number in person.chosen
                reason = _born_later(person, birth)
                yield Problem(row.number, _column(birth), reason, is_of_decision=is_decided)
    filled = _told_anew(plan)
    yield from _before_recorded(plan, filled)
    yield from _against_ties(filled)


def unlikely(plan: "ImportPlan") -> Iterator[Problem]:
    """What is odd about good rows, as problems that refuse nothing: a category against the age."""
    for places in plan.places.values():
        place = places[0]
        age = place.row.age
        if age is None:
            age = birth_after(place.person).age_on(place.event.held_on)
        category = plan.known.categories[plan.registration_values(place)["category"]]
        for question in age_questions(category, age):
            yield Problem(place.row.number, "category", question.sentence)


def birth_after(person: Person) -> Birth:
    """What will be known of a birth once the file is imported; nothing recorded is overwritten."""
    if person.record is None:
        facts = new_values(person.rows)
        return Birth(*(facts[column] for column in BIRTH_COLUMNS))
    if person.record.has_age_fact:
        return person.record.birth
    return Birth(*(person.fills.get(column) for column in BIRTH_COLUMNS))


def _column(birth: Birth) -> str:
    if birth.birth_date:
        return "birth_date"
    return "birth_year" if birth.birth_year else "age"


def _born_later(person: Person, birth: Birth) -> str:
    """Why, with the row that says so, where it is one of this file."""
    told = [row for row in person.rows if row.birth and COLUMNS[row.birth.kind] == _column(birth)]
    if person.record is not None and person.record.has_age_fact:
        told = []
    words = {"birth": birth.in_words, "row": min((row.number for row in told), default=None)}
    if told:
        return _("Born after this event, by row %(row)s: %(birth)s.") % words
    return _("Born after this event, as is recorded of this person: %(birth)s.") % words


def _told_anew(plan: "ImportPlan") -> dict[int, Person]:
    """{id: person} of those who are recorded, and of whom only the file tells a birth."""
    return {
        person.record.pk: person
        for person in plan.people
        if person.record and person.fills.keys() & set(BIRTH_COLUMNS)
    }


def _of_rows(person: Person, reason: str) -> Iterator[Problem]:
    """The problem of each row that tells the birth of `person`."""
    column = _column(birth_after(person))
    for row in person.rows:
        if row.birth and COLUMNS[row.birth.kind] == column:
            yield Problem(row.number, column, reason)


def _against_ties(filled: dict[int, Person]) -> Iterator[Problem]:
    """Problems of rows that tell a birth by which a guardian would be no older than the child."""
    wrong = {}
    for part in chunks(filled):
        ties = Guardianship.objects.filter(Q(adult__in=part) | Q(child__in=part))
        for tie in ties.select_related("adult", "child").order_by("-pk"):
            try:
                refuse_order(_as_told(tie.adult, filled), _as_told(tie.child, filled))
            except ValidationError as refusal:
                told = tie.adult_id if tie.adult_id in filled else tie.child_id
                wrong[told] = refusal.messages[0]
    for pk, reason in wrong.items():
        yield from _of_rows(filled[pk], reason)


def _as_told(record: Participant, filled: dict[int, Person]) -> Participant:
    """The record with the birth that the file tells of it, where it does."""
    if person := filled.get(record.pk):
        told = birth_after(person)
        for fact in FACTS:
            setattr(record, fact, getattr(told, fact))
    return record


def _before_recorded(plan: "ImportPlan", filled: dict[int, Person]) -> Iterator[Problem]:
    """Problems of rows that tell a birth after an event at which a register has their person."""
    contradicted = {}
    for part in chunks(filled):
        places = Registration.objects.active().attended().filter(participant__in=part)
        for place in places.select_related("event").order_by("-event__starts_on", "-pk"):
            if birth_after(filled[place.participant_id]).is_after(place.event.starts_on):
                contradicted[place.participant_id] = place.event
    for pk, event in contradicted.items():
        yield from _of_rows(filled[pk], _came_before(event, plan.known.centre))


def _came_before(event: Event, centre: Centre) -> str:
    """Which event it is; of another centre's nothing but that there is one."""
    if event.centre_id != centre.pk:
        return _("This person came to an event of another centre before this birth.")
    words = {"event": event, "day": date_format(event.starts_on)}
    return _("This person came to “%(event)s” on %(day)s, before this birth.") % words
