"""Each view that changes what is recorded of people leaves a line that names whom; a list."""

from unittest.mock import patch

import pytest
from django.db import DatabaseError, transaction

from accounts.access import access_table
from accounts.models import AccessLog
from accounts.reading.shown_people import read
from events.models import Headcount, Registration
from participants.models import Consent, Guardianship, Participant
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.participants.families.typing import family
from tests.routes import all_routes

pytestmark = pytest.mark.django_db
FAMILY = family([{"first_name": "Drita", "sex": "female"}], [{"first_name": "Elira"}])
PERSON = {"first_name": "Drita", "last_name": "Kodra", "sex": "female", "birth_year": "2009"}

# Each route by which somebody's data come to be other than they were, and what its form takes.
CHANGES = {
    "participants:participant_create": PERSON | {"language": "sq", "disability": "unknown"},
    "participants:participant_update": PERSON | {"language": "sq", "disability": "unknown"},
    "participants:guardian_create": {"other": ".", "relation": "mother"},
    "participants:child_create": {"other": ".", "relation": "mother"},
    "participants:guardianship_update": {"relation": "legal_guardian"},
    "participants:guardianship_remove": {},
    "participants:family_create": FAMILY,
    "events:family_create": FAMILY,
    "participants:household_join": {"other": "."},
    "participants:household_leave": {},
    "participants:consent_create": {
        "purpose": "data",
        "answer": "given",
        "given_by": "representative",
        "assent": "too_young",
        "method": "phone",
        "legal_basis": "consent",
        "given_on": "2021-10-06",
    },
    "participants:consent_withdraw": {"given_by": "representative"},
    "participants:merge_undo": {},
    "events:add_known_person": {"participant": "."},
    "events:add_new_person": PERSON | {"birth_year": "", "age": "12", "category": "child"},
    "events:mark": {"attendance": "present", "seen": "unmarked"},
    "events:mark_rest": {"attendance": "present", "expected": "1"},
    "events:remove_registration": {},
    "events:place": {"reason": "A place is free"},
    "events:undo_act": {},
}
# Those that change nobody's data, or whose own tests hold what they log.
OTHERS = {
    "participants:reveal_contacts",  # only shows: tests/accounts/reading/test_log.py
    "participants:duplicate_create",  # names two people, changes neither
    "participants:duplicate_search",
    "participants:family_alike",  # shows who is called nearly so
    "participants:participant_alike",
    "participants:duplicate_review",  # merges: test_a_merge_is_logged
    "participants:duplicate_plain",  # merges: tests/participants/duplicates/test_queue.py
    "participants:duplicate_dismiss",
    "participants:category_update",
    "participants:nickname_create",  # names of nobody in particular
    "participants:nickname_remove",
    "participants:consent_text_create",  # a text that is about nobody
    # Tells of nobody; its line: tests/participants/breaches/test_breaches.py.
    "participants:breach_create",
    "participants:breach_update",
    "participants:breach_step",
    "events:register_search",
    "events:door_note_done",
    "events:hand_over",
    "events:take_back",
    "events:registration",  # the form of one place: "mark" and "remove" change it
    "events:keep_mark",
    "events:add_family",
    "events:name_counted",
    "events:add_headcount",  # numbers
    "events:step_headcount",
    "events:sheet",
    "events:typing",
    "events:correct_register",
    "events:close_register",
    "events:ask_reopening",
    "events:decide_reopening",
    "events:reopen_register",
    "events:series_grid_save",
    "accounts:many_opened",  # a reason
    "reports:category_counting",
}
# Those of them by which the sweep below does change what is recorded of people.
CHANGING = {"events:add_family", "events:name_counted"}
ABOUT_PEOPLE = ("participants.", "events.add_registration", "events.change_registration")


def routes():
    """All routes that take a form and are about people, by the access table."""
    return {
        name
        for name, rule in access_table()["routes"].items()
        if "POST" in rule["methods"] and rule["permission"].startswith(ABOUT_PEOPLE)
    }


def test_r52_every_view_that_changes_people_is_listed_here():
    """A new one is written into CHANGES, or among the others with the reason."""
    assert routes() | {"events:place"} >= set(CHANGES)
    assert routes() - set(CHANGES) - OTHERS == set()


def recorded():
    """All that stands of people now, without moments."""
    apart = ("created_at", "updated_at")
    found = {}
    for model in (Participant, Guardianship, Consent, Registration, Headcount):
        names = [field.attname for field in model._meta.concrete_fields if field.name not in apart]
        found[model] = set(model._base_manager.values_list(*names))
    return found


@pytest.mark.parametrize("route", sorted(CHANGES))
def test_r52_who_changes_a_persons_data_stands_in_the_log(client, world, route):
    person = Participant.objects.get(pk=world.arguments["participant_id"])
    other = ParticipantFactory(centre=person.centre, birth_year=None)
    if route == "participants:household_leave":
        client.force_login(world.users["coordinator"])
        client.post(
            world.address("participants:household_join", ["participant_id"]), {"other": other.pk}
        )
    data = {
        "category": CategoryFactory(code="child").pk,
        "participant": other.pk,
        **CHANGES[route],
        **({"other": other.pk} if "other" in CHANGES[route] else {}),
    }
    if route == "events:mark_rest":
        unmarked = Registration.objects.filter(event=world.arguments["event_id"]).active()
        data["expected"] = unmarked.filter(attendance="unmarked").count()
    if "participant" in CHANGES[route]:
        data["participant"] = other.pk
    before, last = recorded(), AccessLog.objects.latest("pk").pk
    client.force_login(world.users["coordinator"])

    address = world.address(route, arguments_of(route))
    answer = client.post(address, data)
    if asked := getattr((answer.context or {}).get("form"), "fields", {}).get("sure"):
        answer = client.post(address, data | {"sure": [key for key, _label in asked.choices]})

    assert answer.status_code in (200, 204, 302)
    after = recorded()
    changed = {row for model in after for row in after[model] ^ before[model]}
    assert changed, _faults_of(answer)
    rows = AccessLog.objects.filter(pk__gt=last, user=world.users["coordinator"])
    named = {key for row in rows for key in read(row.people)} | {
        int(row.object_id) for row in rows if row.object_type == "participants.Participant"
    }
    assert people_of(before, after) <= named
    assert named


def test_r52_no_other_view_changes_anybody_whom_the_log_does_not_name(client, world):
    """Each of `OTHERS` is sent what forms of people take: whoever is another then is named."""
    person, other = Participant.objects.order_by("pk")[:2]
    client.force_login(world.users["coordinator"])
    unnamed, changing = {}, set()
    for route in sorted(OTHERS & routes()):
        for data in ({}, all_that_forms_take(person, other)):
            mark = transaction.savepoint()
            before, last = recorded(), AccessLog.objects.latest("pk").pk
            client.post(world.address(route, arguments_of(route)), data)
            after = recorded()
            if after != before:
                changing.add(route)
            if missing := people_of(before, after) - named_since(last):
                unnamed[route] = missing
            transaction.savepoint_rollback(mark)

    assert unnamed == {}
    assert changing == CHANGING, changing


def all_that_forms_take(person, other):
    """Fields of every form of a register and of people, filled in."""
    return PERSON | {
        "participant": other.pk,
        "other": other.pk,
        "person": other.pk,
        "people": [person.pk, other.pk],
        "members": [person.pk, other.pk],
        "attendance": "absent",
        "seen": "present",
        "expected": "1",
        "category": person.category.pk,
        "count": "3",
        "step": "1",
        "reason": "call",
        "lines": "1 2",
        "q": "Drita",
        "names": ["Drita"],
        "decision": "reopen",
        "answer": "yes",
        "act": "merge",
        "sure": "on",
    }


def named_since(last):
    """The keys of all whom the log names since its line `last`."""
    rows = AccessLog.objects.filter(pk__gt=last)
    return {key for row in rows for key in read(row.people)} | {
        int(row.object_id) for row in rows if row.object_type == "participants.Participant"
    }


def _faults_of(answer):
    named = (answer.context or {}).get("form"), (answer.context or {}).get("person_form")
    return [form.errors.as_text() for form in named if form is not None] or answer.status_code


def people_of(before, after):
    """The keys of those of whom something else is recorded now."""
    found = {row[0] for row in after[Participant] ^ before[Participant]}
    for model, names in ((Guardianship, ("adult_id", "child_id")), (Consent, ("participant_id",))):
        columns = [
            f.attname
            for f in model._meta.concrete_fields
            if f.name not in ("created_at", "updated_at")
        ]
        places = [columns.index(name) for name in names]
        found |= {row[place] for row in after[model] ^ before[model] for place in places}
    return found


def arguments_of(route):
    return dict(all_routes())[route]


@pytest.mark.django_db(transaction=True)
def test_r53_where_no_line_can_be_written_nothing_is_changed(client, world):
    address = world.address("participants:consent_create", ["participant_id"])
    client.force_login(world.users["coordinator"])
    client.raise_request_exception = False
    before = recorded()

    with patch("accounts.services.AccessLog.objects.create", side_effect=DatabaseError):
        answer = client.post(address, CHANGES["participants:consent_create"])

    assert answer.status_code in (500, 503)
    assert recorded() == before
