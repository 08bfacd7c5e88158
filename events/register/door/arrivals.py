"""Somebody says at the door that they are there. The answer is the same whoever they are.

One person meant is marked as present; nobody: somebody new. Where it is not clear who is meant, or
a colleague marked them otherwise, what was typed is noted for the staff (`DoorNote`). So is what is
refused only because of who is meant: a refusal would say that they are known.
"""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction

from events.models import Attendance, DoorNote, RegisterAct
from events.models.registrations import ATTENDED
from events.register.door.typed import code_in, is_meant
from events.register.parts import answer_noted
from events.register.people.found import split_by_name, with_places
from events.register.people.services import (
    circumstances,
    new_participant,
    register_new_person,
    register_participant,
)
from events.register.people.shown_names import by_whole_shown_name
from events.register.state import check_register_is_open
from participants.models import Participant

NO_FACTS = ("is_new", "not_same", "sure")  # what the form asks of it besides


def arrive(act, answers):
    """Do what can be done for whoever was typed at the door, `answers` of the door's form."""
    check_register_is_open(act.event)
    now = circumstances(act.event)
    text = f"{answers['first_name']} {answers['last_name']}".strip()
    code = code_in(text)
    if not code:  # refused alike, whoever is known
        facts = _facts(answers) | {"organisation": None}
        new_participant(act.event, **facts).full_clean(exclude=["code"])
        _check_organisation(answers.get("organisation"))
    is_settled = False
    with suppress(ValidationError), transaction.atomic():
        is_settled = _settle(act, answers, now, text, code)
    if not is_settled:
        DoorNote.objects.get_or_create(event=act.event, text=text)
    return lambda: answer_noted(act.request, act.event)


def _settle(act, answers, now, text, code):
    """Whether it is clear who came, and they are marked or written down."""
    meant = with_places(_people_meant(act.by, act.event, text, code), act.event, is_told_apart=True)
    if not meant and not code:
        _add_new(act, answers, now)
        return True
    return len(meant) == 1 and _mark(act, meant[0], now)


def _check_organisation(organisation):
    if organisation is not None and organisation.pk is None:
        organisation.full_clean()


def _people_meant(user, event, text, code):
    known, others = split_by_name(user)
    if code:
        return list(known.filter(pk=Participant.objects.standing_for(code)))
    found = [person for person in known.search(text) if is_meant(person, text)]
    if others is not None:
        found += _by_short_name(others, text, event)
    return found


def _by_short_name(people, text, event):
    first_name, _space, last_name = text.rpartition(" ")
    return by_whole_shown_name(people, first_name, last_name, event)


def _mark(act, person, now):
    """Whether nothing is left to be sorted out about the one person meant."""
    place, asked = person.place, now["attendance"]
    if place and (asked is None or place.attendance in ATTENDED):
        return True
    if place and place.attendance != Attendance.UNMARKED:
        return False
    before = {"attendance": place.attendance} if place else {}
    registration = register_participant(
        event=act.event, participant=person, registered_by=act.by, **now
    )
    _did(act, registration, before)
    return True


def _add_new(act, answers, now):
    registration = register_new_person(
        event=act.event, registered_by=act.by, **_facts(answers), **now
    )
    _did(act, registration, {})


def _facts(answers):
    return {name: value for name, value in answers.items() if name not in NO_FACTS}


def _did(act, registration, before):
    after = {"attendance": registration.attendance}
    act.did(
        RegisterAct.Kind.ADD,
        registration=registration,
        before=before,
        after={} if before == after else after,
    )
