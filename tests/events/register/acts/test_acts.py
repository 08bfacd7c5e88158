"""Acts with keys: done once, in one transaction with their key, however often they arrive."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Headcount, RegisterAct, Registration
from events.register.closing.services import close_register
from events.register.marks.services import mark_attendance
from participants.models import Guardianship, Participant
from tests.conftest import user_with
from tests.events.factories import EventFactory, RegistrationFactory
from tests.events.register.addresses import url
from tests.events.register.test_races import Gate, at_once, held_before
from tests.participants.factories import CategoryFactory, ParticipantFactory

HTMX = {"HX-Request": "true"}
NEW = {"first_name": "Drita", "last_name": "Çela", "sex": "female", "age": "34"}
NEW |= {"birth_year": "", "category": "parent", "organisation": ""}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def event(centre):
    """A meeting that began an hour ago and is still a plan."""
    return EventFactory(centre=centre, planned=True, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def place(event):
    return RegistrationFactory(event=event)


def send(client, address, key=None, **fields):
    key = key or uuid.uuid4()
    return client.post(address, {"key": str(key), **fields}, headers=HTMX)


def text(response):
    return response.content.decode()


def undo_of(response):
    tags = [m.extra_tags for m in response.context["messages"] if "undo:" in m.extra_tags]
    return tags[0].partition("undo:")[2].split()[0] if tags else ""


def way_back(client, address, fields):
    """The address that takes back what is done now by sending `fields` there."""
    client.post(address, fields, headers=HTMX, follow=True)
    return RegisterAct.objects.latest("pk").undo_url


def everything():
    """All rows that an act on a register can write, as they stand."""
    models = (Event, Registration, Headcount, Participant)
    rows = [list(model.objects.order_by("pk").values()) for model in models]
    histories = [model.history.count() for model in models]
    return rows, histories, RegisterAct.objects.count()


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


# Each keyed act once, and again


def marked(event, **facts):
    return RegistrationFactory(event=event, attendance="present", marked_at=timezone.now(), **facts)


def a_mark(event, desk):
    return url("mark", event, RegistrationFactory(event=event).pk), {"attendance": "late"}


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


# What else may have come between


def test_a_mark_sent_again_does_not_undo_that_of_a_colleague(desk, event, place, coordinator):
    address, key = url("mark", event, place.pk) + "?seen=unmarked", uuid.uuid4()
    first = send(desk, address, key, attendance="present")
    place = event.registrations.select_related("event", "participant").get()
    mark_attendance(registration=place, attendance="late", marked_by=coordinator)

    again = send(desk, address, key, attendance="present")

    place.refresh_from_db()
    assert (place.attendance, place.marked_by) == ("late", coordinator)
    assert again.status_code == 200
    assert not RegisterAct.objects.conflicts().exists()
    undone = desk.post(undo_of(again), headers=HTMX)
    assert undo_of(again) == undo_of(first)
    assert undone.status_code == 409
    place.refresh_from_db()
    assert place.attendance == "late"


def test_a_mark_sent_again_after_its_place_was_taken_off_is_done(desk, event, place):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="present")
    Registration.objects.filter(pk=place.pk).update(status="cancelled")

    assert send(desk, address, key, attendance="present").status_code == 200
    assert send(desk, address, attendance="present").status_code == 404


# The same key for something else


def test_the_same_key_with_another_body_changes_nothing(desk, event, place):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="present")
    done = everything()

    response = send(desk, address, key, attendance="absent")

    assert response.status_code == 422
    assert "Something else was sent under this key" in text(response)
    assert everything() == done


def test_the_same_key_for_another_person_changes_nothing(desk, event, place):
    key, other = uuid.uuid4(), RegistrationFactory(event=event)
    send(desk, url("mark", event, place.pk), key, attendance="present")
    done = everything()

    response = send(desk, url("mark", event, other.pk), key, attendance="present")

    assert response.status_code == 422
    assert everything() == done


def test_the_same_key_of_another_user_changes_nothing(desk, event, place, coordinator):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="present")
    done = everything()
    other = Client()
    other.force_login(coordinator)

    assert send(other, address, key, attendance="present").status_code == 422
    assert everything() == done


def test_the_same_key_for_another_event_changes_nothing(desk, event, place, centre):
    key = uuid.uuid4()
    elsewhere = RegistrationFactory(
        event=EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))
    )
    send(desk, url("mark", event, place.pk), key, attendance="present")
    done = everything()

    address = url("mark", elsewhere.event, elsewhere.pk)
    response = send(desk, address, key, attendance="present")

    assert response.status_code == 422
    assert everything() == done
    assert place.participant.last_name not in text(response)


def test_a_known_key_opens_no_event_out_of_scope(client, desk, event, place):
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="present")
    client.force_login(user_with("staff", centre=EventFactory(centre__code="far").centre))

    assert send(client, address, key, attendance="present").status_code == 404


@pytest.mark.parametrize("key", ["x", "1234", "g" * 36, "🙂" * 9])
def test_a_key_that_is_none_is_refused(desk, event, place, key):
    before = everything()

    assert send(desk, url("mark", event, place.pk), key, attendance="late").status_code == 400
    assert everything() == before


def test_without_a_key_each_form_is_done_and_written_down(desk, event, place):
    for mark in ("present", "absent", "present"):
        desk.post(url("mark", event, place.pk), {"attendance": mark, "chosen": "1"})

    assert place.history.count() == 4
    acts = RegisterAct.objects.order_by("pk")
    assert [(act.before["attendance"], act.after["attendance"]) for act in acts] == [
        ("unmarked", "present"),
        ("present", "absent"),
        ("absent", "present"),
    ]
    assert len({act.key for act in acts}) == 3


# The time on the device


def test_the_time_on_the_device_is_kept_and_is_no_part_of_the_body(desk, event, place):
    told_at = timezone.now() - timedelta(hours=3)
    address, key = url("mark", event, place.pk), uuid.uuid4()
    send(desk, address, key, attendance="late", told_at=told_at.isoformat())

    assert send(desk, address, key, attendance="late", told_at="later").status_code == 200
    assert RegisterAct.objects.get().told_at == told_at


@pytest.mark.parametrize(
    "told_at",
    [
        "",
        "noon",
        "2021-10-06T12:00:00",
        "2021-13-40T12:00:00Z",
        "9",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_a_time_that_cannot_be_read_is_left_out(desk, event, place, told_at):
    response = send(desk, url("mark", event, place.pk), attendance="late", told_at=told_at)

    assert response.status_code == 200
    assert RegisterAct.objects.get().told_at is None


def test_marking_with_a_key_takes_few_queries(desk, event, place, django_assert_max_num_queries):
    other = RegistrationFactory(event=event)
    send(desk, url("mark", event, place.pk), attendance="present")

    with django_assert_max_num_queries(11):
        send(desk, url("mark", event, other.pk), attendance="present")


# As what and for whom, undone


def test_a_change_of_as_what_is_undone(desk, event, place):
    before = place.category
    CategoryFactory(code="teacher")

    answers = {"category": "teacher", "organisation": "Shkolla e re"}
    page = desk.post(url("registration", event, place.pk), answers, follow=True)
    place.refresh_from_db()
    assert (place.category.code, place.organisation.name_en) == ("teacher", "Shkolla e re")
    desk.post(undo_of(page), headers=HTMX)

    place.refresh_from_db()
    assert (place.category, place.organisation) == (before, None)


def test_a_change_that_a_colleague_changed_again_is_not_undone(desk, event, place):
    for code in ("teacher", "volunteer"):
        CategoryFactory(code=code)
    address = url("registration", event, place.pk)
    page = desk.post(address, {"category": "teacher", "organisation": ""}, follow=True)
    desk.post(address, {"category": "volunteer", "organisation": ""})

    assert desk.post(undo_of(page), headers=HTMX).status_code == 409
    place.refresh_from_db()
    assert place.category.code == "volunteer"


def test_a_mark_made_meanwhile_stays_when_the_change_is_undone(desk, event, place):
    before = place.category
    CategoryFactory(code="teacher")
    answers = {"category": "teacher", "organisation": ""}
    page = desk.post(url("registration", event, place.pk), answers, follow=True)
    send(desk, url("mark", event, place.pk), attendance="late")

    assert desk.post(undo_of(page), headers=HTMX).status_code == 200
    place.refresh_from_db()
    assert (place.category, place.attendance) == (before, "late")


def test_a_change_that_changed_nothing_offers_no_undo(desk, event, place):
    answers = {"category": place.category.code, "organisation": ""}
    page = desk.post(url("registration", event, place.pk), answers, follow=True)

    assert "The change was saved." in text(page)
    assert undo_of(page) == ""


def test_what_was_changed_again_since_is_not_undone(desk, event, place):
    address = way_back(desk, url("mark", event, place.pk), {"attendance": "present"})
    desk.post(url("mark", event, place.pk), {"attendance": "late"}, headers=HTMX)
    before = everything()

    assert desk.post(address, headers=HTMX).status_code == 409
    assert everything() == before


@pytest.mark.parametrize("act", [a_mark, a_rest, a_family, a_removal], ids=lambda act: act.__name__)
def test_an_act_is_taken_back_once(desk, event, act):
    RegistrationFactory(event=event, present=True)
    address = way_back(desk, *act(event, desk))
    assert desk.post(address, headers=HTMX).status_code == 200
    before = everything()

    assert desk.post(address, headers=HTMX).status_code == 409
    assert everything() == before


def test_an_act_of_another_event_or_without_a_way_back_is_none_to_undo(desk, event, place):
    elsewhere = EventFactory(centre=event.centre, starts_at=event.starts_at)
    foreign = way_back(desk, *a_mark(elsewhere, desk)).replace(
        f"/{elsewhere.pk}/register", f"/{event.pk}/register"
    )
    desk.post(url("mark", event, place.pk), {"attendance": "unmarked"}, headers=HTMX)
    nothing = url("undo_act", event, RegisterAct.objects.latest("pk").pk)
    before = everything()

    for address in (foreign, nothing, url("undo_act", event, 10**15)):
        assert desk.post(address, headers=HTMX).status_code == 404
    assert everything() == before


# At once


@pytest.fixture(params=[True, False], ids=["key", "no-key"])
def has_key(request, monkeypatch):
    """False: each act is written down under a key of its own, which is no key at all."""
    if not request.param:
        writing = RegisterAct.objects.create
        monkeypatch.setattr(
            RegisterAct.objects, "create", lambda **facts: writing(**facts | {"key": uuid.uuid4()})
        )
    return request.param


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
