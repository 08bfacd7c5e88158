"""Adding somebody new on the page of a register, and what wrong answers are told."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from events.models import Registration
from participants.models import Participant
from tests.events.factories import CentreFactory, RegistrationFactory
from tests.events.register.pages.register_page import HTMX, LONG, NEW, text
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("drita çela", ("Drita", "Çela")),
        ("Drita", ("Drita", "")),
        ("Ana Maria  de la Cruz", ("Ana Maria de la", "Cruz")),
        ("DRITA ÇELA", ("DRITA", "ÇELA")),
    ],
)
def test_who_is_not_found_can_be_added_with_the_name_split(register, typed, names):
    response = register.post("register_search", data={"q": typed}, headers=HTMX)

    form = response.context["person_form"]
    assert (form.initial["first_name"], form.initial["last_name"]) == names


def test_a_new_person_attends_as_most_people_on_the_register_do(register, event):
    RegistrationFactory.create_batch(2, event=event, category=CategoryFactory(code="teacher"))
    RegistrationFactory(event=event)

    response = register.post("register_search", data={"q": "Drita Çela"}, follow=True)

    assert response.context["person_form"].initial["category"] == "teacher"


def test_a_new_person_is_registered_and_present(register, event):
    response = register.add_new(answers={"organisation": "Shkolla e Re"}, headers=HTMX)

    registration = Registration.objects.get()
    person = registration.participant
    assert (person.full_name, person.sex, person.centre) == ("Drita Çela", "female", event.centre)
    assert (registration.attendance, registration.age) == ("present", 34)
    assert registration.organisation.name_en == "Shkolla e Re"
    assert registration.organisation.needs_completion
    assert '<span translate="no">Drita Çela</span> is registered and present.' in text(response)


def test_a_birth_year_will_do_instead_of_the_age(register, event):
    year = event.local_date.year - 34

    register.add_new(answers={"age": "", "birth_year": str(year)})

    assert Registration.objects.get().age == 34


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"first_name": LONG}, {"first_name"}),
        ({"first_name": "🙂"}, {"first_name"}),
        ({"last_name": SCRIPT}, {"last_name"}),
        ({"first_name": ""}, {"first_name"}),
        ({"sex": "both"}, {"sex"}),
        ({"age": "-1"}, {"age"}),
        ({"age": "200", "birth_year": "1990"}, {"age"}),
        ({"age": "20", "birth_year": "1990"}, {"birth_year"}),
        ({"age": "", "birth_year": "1850"}, {"birth_year"}),
        ({"age": "", "birth_year": "2500"}, {"birth_year"}),
        ({"age": "9" * 400}, {"age"}),
        ({"age": "twelve"}, {"age"}),
        ({"category": "king"}, {"category"}),
        ({"organisation": LONG}, {"organisation"}),
        (dict.fromkeys(NEW, ""), {"first_name", "sex", "category"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_wrong_answers_are_told_at_their_fields_and_stay(register, answers, wrong, headers):
    response = register.add_new(answers=answers, headers=headers)

    form = response.context["person_form"]
    assert response.status_code == (422 if headers else 200)
    assert form.errors.keys() == wrong
    assert "error-summary" in text(response)
    assert SCRIPT not in text(response)
    assert not Participant.objects.exists()
    for name, typed in (NEW | answers).items():
        assert form[name].value() == typed


def test_odd_names_of_organisations_are_escaped(register, event):
    register.add_new(answers={"organisation": SCRIPT})

    assert Registration.objects.get().organisation.name_en == SCRIPT
    assert SCRIPT not in text(register.get())


def test_somebody_very_similar_is_shown_before_a_new_person_is_added(register, event):
    known = ParticipantFactory(
        first_name="Drita", last_name="Cela", sex="female", centre=event.centre
    )

    response = register.add_new(answers={}, headers=HTMX)

    assert [person.pk for person in response.context["similar"]] == [known.pk]
    assert ">Yes, it is this one<" in squeezed(text(response))
    assert Participant.objects.count() == 1
    register.add_new(answers={"is_new": "on"})
    assert Participant.objects.count() == 2


def test_somebody_similar_of_another_centre_is_not_shown(register):
    ParticipantFactory(first_name="Drita", last_name="Çela", centre=CentreFactory())

    register.add_new(answers={})

    assert Participant.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_new_person_who_is_sent_several_times_at_once_is_added_once(client, staff, event):
    CategoryFactory(code="parent")
    client.force_login(staff)
    client.get(reverse("health"))
    url, together, shown = reverse("events:add_new_person", args=[event.pk]), Barrier(3), []

    def send():
        tab = Client()
        tab.cookies = client.cookies
        together.wait(10)
        try:
            shown.append(tab.post(url, NEW).status_code)
        finally:
            connection.close()

    taps = [Thread(target=send) for _tap in range(3)]
    for tap in taps:
        tap.start()
    for tap in taps:
        tap.join()

    assert sorted(shown) == [200, 200, 302]
    assert Participant.objects.filter(last_name="Çela").count() == 1
