"""Acts with keys: done once, in one transaction with their key, however often they arrive."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, RegisterAct, Registration
from events.register.closing.services import close_register
from participants.models import Guardianship, Participant
from tests.at_once import Gate, at_once, held_before
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.register.acts.sent import HTMX, a_mark, everything, send, text, undo_of, way_back
from tests.events.register.addresses import url
from tests.participants.factories import CategoryFactory, ParticipantFactory

NEW = {"first_name": "Drita", "last_name": "Çela", "sex": "female", "age": "34"}
NEW |= {"birth_year": "", "category": "parent", "organisation": ""}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
# The key and the work are one


@pytest.mark.parametrize("stage", ["place_for", "mark_attendance", "Acting.did"])
def test_when_one_part_fails_neither_the_work_nor_the_key_stays(
    desk, event, place, monkeypatch, stage
):
    desk.raise_request_exception = False
    before = everything()

    def fail(*_args, **_more):
        raise RuntimeError(stage)

    module = "marks.views" if stage == "mark_attendance" else "acts.acting"
    monkeypatch.setattr(f"events.register.{module}.{stage}", fail)
    response = send(desk, url("mark", event, place.pk), attendance="present")

    assert response.status_code == 500
    assert everything() == before


def test_when_the_row_of_the_act_cannot_be_written_the_mark_is_not_there(
    desk, event, place, monkeypatch
):
    """Also the history of the mark and the event that it held are gone."""
    before = everything()

    def fail(**_facts):
        raise IntegrityError

    monkeypatch.setattr(RegisterAct.objects, "create", fail)
    desk.raise_request_exception = False
    response = send(desk, url("mark", event, place.pk), attendance="present")

    assert response.status_code == 500
    assert everything() == before
    assert not place.history.filter(attendance="present").exists()
    assert not event.history.filter(status="held").exists()


def test_a_refused_act_leaves_no_key_and_can_be_sent_again(desk, event, place, coordinator):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    Event.objects.filter(pk=event.pk).update(status="cancelled")

    assert send(desk, address, key, attendance="present").status_code == 409
    assert not RegisterAct.objects.exists()

    Event.objects.filter(pk=event.pk).update(status="held")
    assert send(desk, address, key, attendance="present").status_code == 200
    place.refresh_from_db()
    assert place.attendance == "present"


def marked(event, **facts):
    return RegistrationFactory(event=event, attendance="present", marked_at=timezone.now(), **facts)


def an_undone_mark(event, desk):
    return way_back(desk, *a_mark(event, desk)), {}


def a_kept_mark(event, desk):
    place = marked(event)
    send(desk, url("mark", event, place.pk) + "?seen=unmarked", attendance="absent")
    return url("keep_mark", event, place.pk), {}


def a_rest(event, desk):
    RegistrationFactory.create_batch(2, event=event)
    return url("mark_rest", event), {"attendance": "present", "expected": "2"}


def an_undone_rest(event, desk):
    return way_back(desk, *a_rest(event, desk)), {}


def a_known_person(event, desk):
    person = ParticipantFactory(centre=event.centre)
    return url("add_known_person", event), {"participant": str(person.pk)}


def a_new_person(event, desk):
    CategoryFactory(code="parent")
    return url("add_new_person", event), NEW


def a_new_person_though_similar(event, desk):
    CategoryFactory(code="parent")
    names = {"first_name": "Drita", "last_name": "Cela", "sex": "female"}
    ParticipantFactory(centre=event.centre, **names)
    return url("add_new_person", event), NEW | {"is_new": "on"}


def a_family(event, desk):
    mother = ParticipantFactory(centre=event.centre)
    children = ParticipantFactory.create_batch(
        2, centre=event.centre, category=CategoryFactory(code="child")
    )
    for child in children:
        Guardianship.objects.create(adult=mother, child=child, relation="mother")
    return url("add_family", event), {"participant": [str(child.pk) for child in children]}


def an_undone_family(event, desk):
    return way_back(desk, *a_family(event, desk)), {}


def a_removal(event, desk):
    return url("remove_registration", event, marked(event).pk), {}


def a_return(event, desk):
    return way_back(desk, *a_removal(event, desk)), {}


def a_changed_part_undone(event, desk):
    place = RegistrationFactory(event=event)
    CategoryFactory(code="teacher")
    answers = {"category": "teacher", "organisation": ""}
    return way_back(desk, url("registration", event, place.pk), answers), {}


ACTS = [
    a_mark,
    an_undone_mark,
    a_kept_mark,
    a_rest,
    an_undone_rest,
    a_known_person,
    a_new_person,
    a_new_person_though_similar,
    a_family,
    an_undone_family,
    a_removal,
    a_return,
    a_changed_part_undone,
]
# Each keyed act once, and again


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_an_act_that_is_sent_again_is_not_done_again(desk, event, act, coordinator):
    RegistrationFactory(event=event, present=True)
    address, fields = act(event, desk)
    key, before = uuid.uuid4(), everything()

    first = send(desk, address, key, **fields)
    done = everything()
    again = send(desk, address, key, **fields)

    assert done != before
    assert everything() == done
    assert (first.status_code, again.status_code) == (200, 200)
    assert undo_of(again) == undo_of(first)
    assert RegisterAct.objects.get(key=key).undo_url == undo_of(first)
    assert "data-refusal" not in text(again)

    Event.objects.filter(pk=event.pk).update(status="held")
    close_register(event=event, closed_by=coordinator)
    closed = everything()
    late = send(desk, address, key, **fields)

    assert late.status_code == 200
    assert "data-refusal" not in text(late)
    assert everything() == closed


def test_somebody_put_back_on_the_waiting_list_again_is_put_there_once(
    client, desk, coordinator, centre
):
    event = EventFactory(
        centre=centre, planned=True, starts_at=timezone.now() + timedelta(days=2), capacity=1
    )
    waiting = RegistrationFactory(
        event=event, status="waitlisted", waitlisted_at=timezone.now() - timedelta(hours=1)
    )
    client.force_login(coordinator)
    address, key = way_back(client, url("place", event, waiting.pk), {}), uuid.uuid4()

    assert send(client, address, key).status_code == 200
    done = everything()
    assert send(client, address, key).status_code == 200

    assert everything() == done
    waiting.refresh_from_db()
    assert waiting.status == "waitlisted"


def test_the_question_about_somebody_similar_takes_no_key(desk, event):
    """The answer to it comes under the same key or another; both are done once."""
    address, fields = a_new_person_though_similar(event, desk)
    key, asked = uuid.uuid4(), {name: fields[name] for name in NEW}

    question = send(desk, address, key, **asked)
    assert question.status_code == 422
    assert not RegisterAct.objects.exists()
    assert not event.registrations.exists()

    for _time in range(2):
        assert send(desk, address, key, **fields).status_code == 200
    assert event.registrations.count() == 1


def test_a_new_person_sent_again_is_not_asked_about_nor_told_what_is_wrong(desk, event):
    """By then they are similar to themselves, and the category they came as may be gone."""
    address, fields = a_new_person(event, desk)
    key = uuid.uuid4()
    send(desk, address, key, **fields)
    person = Participant.objects.get(first_name="Drita", last_name="Çela")
    other = CategoryFactory(code="teacher")
    Registration.objects.update(category=other)
    Participant.objects.update(category=other)
    CategoryFactory._meta.model.objects.filter(code="parent").delete()

    assert send(desk, address, key, **fields).status_code == 200
    assert Participant.objects.filter(last_name="Çela").get() == person


# As what and for whom, undone


@pytest.mark.parametrize("act", [a_mark, a_rest, a_family, a_removal], ids=lambda act: act.__name__)
def test_an_act_is_taken_back_once(desk, event, act):
    RegistrationFactory(event=event, present=True)
    address = way_back(desk, *act(event, desk))
    assert desk.post(address, headers=HTMX).status_code == 200
    before = everything()

    assert desk.post(address, headers=HTMX).status_code == 409
    assert everything() == before


@pytest.fixture(params=[True, False], ids=["key", "no-key"])
def has_key(request, monkeypatch):
    """False: each act is written down under a key of its own, which is no key at all."""
    if not request.param:
        writing = RegisterAct.objects.create
        monkeypatch.setattr(
            RegisterAct.objects, "create", lambda **facts: writing(**facts | {"key": uuid.uuid4()})
        )
    return request.param


# At once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [a_known_person, a_new_person_though_similar, a_mark, a_rest])
def test_two_that_come_at_once_under_one_key_are_one(monkeypatch, staff, event, has_key, act):
    """Both are answered as done. Without the key the test sees that both were done."""
    clients = [Client(), Client()]
    for own in clients:
        own.force_login(staff)
        own.get(reverse("health"))
    address, fields = act(event, clients[0])
    key, people = uuid.uuid4(), Participant.objects.count()
    held_before(monkeypatch, RegisterAct.objects, "create", Gate(2))

    outcome = at_once(
        *[lambda own=own: send(own, address, key, **fields).status_code for own in clients]
    )

    made = Participant.objects.count() - people
    if has_key:
        assert outcome == [200, 200]
        assert RegisterAct.objects.count() == 1
        assert made == (act is a_new_person_though_similar)
    elif act is a_rest:
        assert sorted(outcome) == [200, 409]  # the number is another one by then
    else:
        assert RegisterAct.objects.count() == 2
        assert made == 2 * (act is a_new_person_though_similar)
