"""Giving one of those who were counted their name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event, Headcount
from events.register.headcounts.naming import name_counted, undo_naming
from events.register.totals import register_totals
from participants.models import Participant
from tests.chance import examples
from tests.conftest import user_with
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NEW = {"first_name": "Drita", "last_name": "Çela", "sex": "female", "age": "34", "birth_year": ""}


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def figures(event):
    totals = register_totals(event)
    return totals.participants, totals.named, totals.counted


@pytest.fixture
def headcount(db):
    """Five women of 25 to 59 years, counted an hour ago."""
    event = EventFactory(starts_at=timezone.now() - timedelta(hours=1))
    return HeadcountFactory(event=event, sex="female", age_from=25, age_to=59)


@pytest.fixture
def event(headcount):
    return headcount.event


@pytest.fixture
def person(event):
    return ParticipantFactory(centre=event.centre, category=CategoryFactory(code="teacher"))


# The service


def test_a_known_person_is_named_and_one_fewer_is_counted(event, headcount, person, staff):
    _moment, registration = name_counted(headcount=headcount, participant=person, named_by=staff)

    assert figures(event) == (5, 1, 4)
    assert registration.attendance == "present"
    assert registration.category == headcount.category
    headcount.refresh_from_db()
    newest = headcount.history.first()
    assert (headcount.count, newest.history_user) == (4, staff)
    assert {row.history_user for row in registration.history.all()} == {staff}
    person.refresh_from_db()
    assert person.category.code == "teacher"


def test_a_new_person_is_named_with_data_of_their_own(event, headcount, staff):
    answers = {"first_name": "Drita", "last_name": "Çela", "sex": "male", "age": 70}

    _moment, registration = name_counted(headcount=headcount, new_person=answers, named_by=staff)

    assert figures(event) == (5, 1, 4)
    person = registration.participant
    assert (person.sex, registration.age, person.category) == ("male", 70, headcount.category)


def test_the_last_one_named_takes_the_group_off(event, headcount, person, staff):
    Headcount.objects.filter(pk=headcount.pk).update(count=1)

    name_counted(headcount=headcount, participant=person, named_by=staff)

    assert not event.headcounts.exists()
    assert figures(event) == (1, 1, 0)
    assert Headcount.history.filter(id=headcount.pk).first().history_type == "-"


@pytest.mark.parametrize("mark", ["unmarked", "absent", "excused"])
def test_somebody_on_the_register_who_did_not_come_can_be_named(
    event, headcount, person, staff, mark
):
    marked_at = None if mark == "unmarked" else timezone.now()
    place = RegistrationFactory(
        event=event,
        participant=person,
        category=person.category,
        attendance=mark,
        marked_at=marked_at,
    )

    _moment, registration = name_counted(headcount=headcount, participant=person, named_by=staff)

    assert registration == place
    assert registration.category == headcount.category
    assert figures(event) == (5, 1, 4)


@pytest.mark.parametrize("mark", ["present", "late"])
def test_who_is_there_already_is_not_counted_twice(event, headcount, person, staff, mark):
    RegistrationFactory(event=event, participant=person, attendance=mark, marked_at=timezone.now())
    before = figures(event)

    with refused("present_already"):
        name_counted(headcount=headcount, participant=person, named_by=staff)

    assert figures(event) == before
    assert headcount.history.count() == 1


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"register_closed_at": timezone.now()}, "closed"),
        ({"status": "cancelled"}, "called_off"),
        ({"starts_at": timezone.now() + timedelta(days=2)}, "too_early"),
    ],
)
def test_nobody_is_named_where_nobody_can_be_marked(event, headcount, person, staff, columns, code):
    for name, value in columns.items():
        setattr(event, name, value)
    event.save()

    with refused(code):
        name_counted(headcount=headcount, participant=person, named_by=staff)

    assert not event.registrations.exists()
    headcount.refresh_from_db()
    assert headcount.count == 5


def test_a_group_that_is_gone_names_nobody(event, headcount, person, staff):
    event.headcounts.all().delete()

    with refused("gone"):
        name_counted(headcount=headcount, participant=person, named_by=staff)

    assert not event.registrations.exists()


def test_a_new_person_with_impossible_data_leaves_all_as_it_was(event, headcount, staff):
    answers = {"first_name": "Drita", "last_name": "Çela", "sex": "female", "age": 34}

    with pytest.raises(ValidationError):
        name_counted(headcount=headcount, new_person=answers | {"birth_year": 1980}, named_by=staff)

    assert figures(event) == (5, 0, 5)
    assert not Participant.objects.exists()


# Undo


def test_undo_takes_a_walk_in_off_and_counts_one_more(event, headcount, person, staff):
    moment, registration = name_counted(headcount=headcount, participant=person, named_by=staff)

    undo_naming(
        event=event,
        headcount_id=headcount.pk,
        registration=registration,
        moment=moment,
        undone_by=staff,
    )

    assert figures(event) == (5, 0, 5)
    registration.refresh_from_db()
    assert registration.status == "cancelled"


def test_undo_brings_back_a_group_that_was_used_up_and_a_place_as_it_was(
    event, headcount, person, staff
):
    Headcount.objects.filter(pk=headcount.pk).update(count=1)
    place = RegistrationFactory(event=event, participant=person, category=person.category)
    moment, registration = name_counted(headcount=headcount, participant=person, named_by=staff)

    undo_naming(
        event=event,
        headcount_id=headcount.pk,
        registration=registration,
        moment=moment,
        undone_by=staff,
    )

    place.refresh_from_db()
    assert (place.status, place.attendance) == ("registered", "unmarked")
    assert place.category == person.category
    group = event.headcounts.get()
    assert (group.sex, group.age_from, group.age_to, group.count) == ("female", 25, 59, 1)


def test_undo_leaves_alone_what_somebody_changed_meanwhile_and_counts_once(
    event, headcount, person, staff
):
    moment, registration = name_counted(headcount=headcount, participant=person, named_by=staff)
    undo = {
        "event": event,
        "headcount_id": headcount.pk,
        "registration": registration,
        "moment": moment,
    }
    with refused("changed_meanwhile"):
        undo_naming(**undo, undone_by=user_with("staff", centre=event.centre))
    undo_naming(**undo, undone_by=staff)
    with refused("changed_meanwhile"):
        undo_naming(**undo, undone_by=staff)

    assert figures(event) == (5, 0, 5)


# Whatever happens, the total stays


ACTS = st.lists(
    st.tuples(st.sampled_from(["known", "new", "undo"]), st.integers(0, 2), st.integers(0, 5)),
    max_size=12,
)


@pytest.mark.more
@examples(40)
@given(counts=st.lists(st.integers(1, 4), min_size=1, max_size=3), acts=ACTS)
def test_naming_and_taking_back_never_changes_the_total(staff, counts, acts):
    with transaction.atomic():
        event = EventFactory()
        groups = [
            HeadcountFactory(event=event, age_from=number, age_to=number, count=count)
            for number, count in enumerate(counts)
        ]
        people = ParticipantFactory.create_batch(6, category=CategoryFactory(code="teacher"))
        named = []
        for act, group, number in acts:
            headcount = groups[group % len(groups)]
            try:
                if act == "undo" and named:
                    headcount, moment, registration = named.pop()
                    undo_naming(
                        event=event,
                        headcount_id=headcount.pk,
                        registration=registration,
                        moment=moment,
                        undone_by=staff,
                    )
                elif act != "undo":
                    who = {"participant": people[number]}
                    if act == "new":
                        answers = {"first_name": "Ana", "last_name": f"Gjoni {number}"}
                        who = {"new_person": answers | {"sex": "female", "age": number}}
                    named.append(
                        (headcount, *name_counted(headcount=headcount, named_by=staff, **who))
                    )
            except ValidationError:
                pass  # a refusal changes nothing either

            total, with_name, without = figures(event)
            assert total == sum(counts) == with_name + without
        transaction.set_rollback(True)


# The screens


@pytest.fixture
def page(event, headcount):
    return reverse("events:name_counted", args=[event.pk, headcount.pk])


def text(response):
    return " ".join(response.content.decode().split())


def test_each_group_of_the_register_leads_to_naming(desk, event, page):
    assert page in text(desk.get(reverse("events:register", args=[event.pk])))


def test_the_page_finds_known_people_and_is_filled_in_from_the_group(desk, page, person):
    response = search_on(desk, page, person.first_name)

    assert [found.pk for found in response.context["people"]] == [person.pk]
    form = response.context["person_form"]
    assert (form["sex"].value(), form["first_name"].value()) == ("female", person.first_name)
    assert "category" not in form.fields
    assert "Counted as: 25–59 years" in text(response)


@pytest.mark.parametrize(("typed", "is_open"), [("Xhoana Cela", False), ("Xhoanna Çella", True)])
def test_somebody_new_is_entered_at_once_where_the_found_are_only_near(
    desk, event, page, typed, is_open
):
    xhoana = ParticipantFactory(first_name="Xhoana", last_name="Çela", centre=event.centre)

    response = search_on(desk, page, typed)

    assert response.context["people"] == [xhoana]
    assert ('<details class="fold new-person" open>' in response.content.decode()) is is_open


def test_a_known_person_is_named_on_the_page_and_undone(desk, event, page, person):
    response = desk.post(page, {"participant": person.pk}, follow=True)

    assert "is present by name; one fewer is counted without a name." in text(response)
    assert "5 participants: 1 named, 4 counted" in text(response)
    [message] = response.context["messages"]
    undo = message.extra_tags.partition("undo:")[2]

    assert "5 participants: 0 named, 5 counted" in text(desk.post(undo, follow=True))


def test_undo_from_a_live_page_answers_with_the_list_and_the_groups(desk, event, page, person):
    response = desk.post(page, {"participant": person.pk}, follow=True)
    [message] = response.context["messages"]

    address, key = message.extra_tags.partition("undo:")[2], {"key": str(uuid4())}
    response, again = (desk.post(address, key, headers=HTMX) for _time in range(2))

    assert response.status_code == again.status_code == 200
    assert 'id="register-list"' in text(response)
    assert 'data-count="5"' in text(response)
    assert figures(event) == (5, 0, 5)


def test_a_new_person_is_named_on_the_page(desk, event, page):
    desk.post(page, NEW)

    assert figures(event) == (5, 1, 4)
    assert Participant.objects.get().category.code == "parent"


def test_somebody_much_like_a_known_person_is_asked_about_first(desk, event, page):
    known = ParticipantFactory(
        first_name="Drita", last_name="Çela", sex="female", centre=event.centre
    )

    response = desk.post(page, NEW)

    assert [found.pk for found in response.context["similar"]] == [known.pk]
    assert figures(event) == (5, 0, 5)
    desk.post(page, NEW | {"is_new": "on"})
    assert figures(event) == (5, 1, 4)


def test_who_is_present_already_is_refused_with_a_sentence(desk, event, page, person):
    RegistrationFactory(event=event, participant=person, present=True)

    response = desk.post(page, {"participant": person.pk}, follow=True)

    assert "This person is marked as present already" in text(response)
    assert figures(event) == (6, 1, 5)


@pytest.mark.parametrize("answers", [{"first_name": ""}, {"sex": "both"}, {"age": "200"}])
def test_a_wrong_answer_stays_on_the_page(desk, event, page, answers):
    response = desk.post(page, NEW | answers)

    assert response.status_code == 200
    assert response.context["person_form"].errors
    assert figures(event) == (5, 0, 5)


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "-1"])
def test_a_person_that_is_none_is_refused(desk, event, page, number):
    assert desk.post(page, {"participant": number}).status_code == 400
    assert figures(event) == (5, 0, 5)


def test_a_person_of_another_centre_is_not_there(desk, event, page):
    stranger = ParticipantFactory(centre=CentreFactory())

    assert desk.post(page, {"participant": stranger.pk}).status_code == 404
    assert figures(event) == (5, 0, 5)


def test_a_closed_register_leads_back_with_the_reason(desk, event, page):
    Event.objects.filter(pk=event.pk).update(register_closed_at=timezone.now())

    response = desk.get(page, follow=True)

    assert "The register is closed." in text(response)
    assert page not in text(response)


def test_a_volunteer_names_people_by_short_names(client, volunteer, event, page):
    event.volunteers.add(volunteer)
    place = RegistrationFactory(event=event)
    client.force_login(volunteer)

    response = text(search_on(client, page, place.participant.first_name))

    assert place.participant.short_name in response
    assert place.participant.full_name not in response
