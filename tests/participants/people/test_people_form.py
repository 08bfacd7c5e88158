"""The form of a person: what it takes, refuses, and asks."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Grant
from participants.models import Participant, PossibleDuplicate
from participants.people import record_views
from partners.models import AdministrativeUnit, Municipality
from shkej.lib.dates import today
from tests.at_once import Gate, at_once, held_after
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory

pytestmark = pytest.mark.django_db

CREATE = reverse("participants:participant_create")


def page(name, person, **kwargs):
    return reverse(f"participants:{name}", args=[person.pk], **kwargs)


def answers(**changed):
    """What somebody fills in for a new person."""
    filled = {
        "first_name": "Ana",
        "last_name": "Hoxha",
        "sex": "female",
        "birth_year": "2009",
        "category": CategoryFactory(code="child").pk,
        "language": "sq",
    }
    return {name: value for name, value in (filled | changed).items() if value is not None}


@pytest.fixture
def ana(centre):
    return ParticipantFactory(
        first_name="Ana", last_name="Çela", centre=centre, phone="+355692345678"
    )


def test_staff_record_a_person_in_their_centre(client, staff, centre):
    client.force_login(staff)

    response = client.post(CREATE, answers(phone="069 234 5678"))

    person = Participant.objects.get()
    assert response.url == page("participant_detail", person)
    assert (person.centre, person.birth_year, person.phone) == (centre, 2009, "+355692345678")
    assert not person.needs_completion


@pytest.mark.parametrize("missing", [{"sex": "unknown"}, {"birth_year": None}])
def test_a_person_of_whom_something_is_lacking_is_to_be_completed(client, staff, missing):
    client.force_login(staff)
    client.post(CREATE, answers(**missing))
    person = Participant.objects.get()
    assert person.needs_completion

    client.post(page("participant_update", person), answers())

    person.refresh_from_db()
    assert not person.needs_completion


def test_a_told_age_keeps_the_day_it_was_told(client, staff, centre):
    person = ParticipantFactory(
        centre=centre, told_age=12, age_told_on=date(2021, 10, 6), first_name="Ana"
    )
    client.force_login(staff)

    client.post(page("participant_update", person), answers(birth_year=None, told_age="12"))
    person.refresh_from_db()
    assert person.age_told_on == date(2021, 10, 6)

    client.post(page("participant_update", person), answers(birth_year=None, told_age="13"))
    person.refresh_from_db()
    assert (person.told_age, person.age_told_on) == (13, today())


WRONG = [
    ({"first_name": "x" * 300}, "first_name"),
    ({"first_name": "Ana 😀"}, "first_name"),
    ({"last_name": "<script>alert(1)</script>"}, "last_name"),
    ({"last_name": "J91225019K"}, "last_name"),
    ({"last_name": "---"}, "last_name"),
    ({"first_name": ""}, "first_name"),
    ({"birth_year": "1800"}, "birth_year"),
    ({"birth_year": "2999"}, "birth_year"),
    ({"birth_year": "abc"}, "birth_year"),
    ({"birth_year": None, "told_age": "-1"}, "told_age"),
    ({"birth_year": None, "told_age": "200"}, "told_age"),
    ({"birth_year": None, "birth_date": "31/02/2009"}, "birth_date"),
    ({"birth_year": None, "birth_date": "01/01/1800"}, "birth_date"),
    ({"birth_year": None, "birth_date": "01/01/2999"}, "birth_date"),
    ({"told_age": "12"}, "birth_year"),
    ({"birth_date": "01/01/2009"}, "birth_date"),
    ({"phone": "12"}, "phone"),
    ({"phone": "J91225019K"}, "phone"),
    ({"phone": "9" * 60}, "phone"),
    ({"email": "ana"}, "email"),
    ({"category": ""}, "category"),
    ({"category": "999999"}, "category"),
    ({"organisation": "abc"}, "organisation"),
    ({"sex": "robot"}, "sex"),
    ({"language": "de"}, "language"),
]


@pytest.mark.parametrize(("wrong", "field"), WRONG)
@pytest.mark.parametrize("language", ["en", "sq"])
def test_wrong_answers_get_one_message_and_nothing_typed_is_lost(
    client, staff, wrong, field, language
):
    staff.language = language
    staff.save()
    client.force_login(staff)

    response = client.post(CREATE, answers(**{"last_name": "Shehu"} | wrong))

    content = response.content.decode()
    errors = response.context["form"].errors
    assert response.status_code == 200
    assert list(errors) == [field]
    assert len(errors[field]) == 1
    assert 'class="error-summary"' in content
    assert 'value="Shehu"' in content or field == "last_name"
    assert "<script>alert" not in content
    assert not Participant.objects.exists()


def test_a_unit_must_lie_in_the_municipality_and_names_it_where_it_is_missing(client, staff):
    tirana = Municipality.objects.get(name="Tiranë")
    unit = AdministrativeUnit.objects.filter(municipality=tirana).first()
    elsewhere = Municipality.objects.exclude(pk=tirana.pk).first()
    client.force_login(staff)

    wrong = client.post(CREATE, answers(municipality=elsewhere.pk, administrative_unit=unit.pk))
    assert list(wrong.context["form"].errors) == ["administrative_unit"]

    client.post(CREATE, answers(administrative_unit=unit.pk))
    assert Participant.objects.get().municipality == tirana


def test_extra_and_foreign_values_change_nothing(client, staff, centre):
    other = CentreFactory()
    client.force_login(staff)

    client.post(
        CREATE,
        answers(
            centre=other.pk, code="AAAAAA", disability="yes", disability_method="imported", id=77
        ),
    )

    person = Participant.objects.get()
    assert (person.centre, person.disability) == (centre, "unknown")
    assert person.code != "AAAAAA"


def test_the_centre_is_chosen_among_ones_own(client, staff, centre):
    own, foreign = CentreFactory(), CentreFactory()
    Grant.objects.create(user=staff, role="staff", centre=own)
    client.force_login(staff)

    refused = client.post(CREATE, answers(centre=foreign.pk))
    assert list(refused.context["form"].errors) == ["centre"]
    client.post(CREATE, answers(centre=own.pk))
    assert Participant.objects.get().centre == own


def test_a_person_of_another_centre_keeps_it(client, staff, centre):
    home = CentreFactory()
    person = ParticipantFactory(centre=home)
    RegistrationFactory(participant=person)  # at the seeded centre: the staff know the person
    client.force_login(staff)

    client.post(page("participant_update", person), answers(centre=centre.pk))

    person.refresh_from_db()
    assert (person.first_name, person.centre) == ("Ana", home)


def test_correcting_the_birth_year_corrects_recorded_ages_of_open_registers(client, staff, centre):
    person = ParticipantFactory(centre=centre, birth_year=2000)
    open_one = RegistrationFactory(participant=person, present=True, age=21)
    closed = RegistrationFactory(
        participant=person, present=True, age=21, event=EventFactory(closed=True)
    )
    client.force_login(staff)

    client.post(page("participant_update", person), answers(birth_year="2009"))

    open_one.refresh_from_db()
    closed.refresh_from_db()
    assert (open_one.age, closed.age) == (12, 21)


def test_a_change_that_met_another_is_refused_once_and_keeps_what_was_typed(client, staff, ana):
    client.force_login(staff)
    form = client.get(page("participant_update", ana)).context["form"]
    ana.father_name = "Agim"
    ana.save()

    late = answers(seen_at=form["seen_at"].value(), first_name="Anisa", last_name="Çela")
    refused = client.post(page("participant_update", ana), late)

    assert refused.status_code == 409
    assert 'value="Anisa"' in refused.content.decode()
    ana.refresh_from_db()
    assert ana.first_name == "Ana"

    late["seen_at"] = refused.context["form"]["seen_at"].value()
    assert client.post(page("participant_update", ana), late).status_code == 302


# People alike


def test_somebody_alike_is_shown_before_saving(client, staff, centre):
    known = ParticipantFactory(first_name="Ana", last_name="Hoxha", birth_year=2009, centre=centre)
    for _time in range(4):
        RegistrationFactory(participant=known, present=True)
    client.force_login(staff)

    response = client.post(CREATE, answers(last_name="Hoxhaj"))

    content = " ".join(response.content.decode().split())
    assert Participant.objects.count() == 1
    assert "Ana Hoxha" in content
    assert f"2009 · {known.code} · seen 4 times" in content

    client.post(CREATE, answers(last_name="Hoxhaj", not_same=known.pk))

    assert Participant.objects.count() == 2
    assert PossibleDuplicate.objects.get().is_different


def test_people_alike_outside_the_scope_are_not_hinted_at(client, staff):
    ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=CentreFactory())
    client.force_login(staff)

    assert client.post(CREATE, answers()).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_a_person_who_is_sent_twice_at_once_is_recorded_once(
    client,
    staff,
    monkeypatch,
    is_locked,
):
    filled = answers()
    client.force_login(staff)
    client.get(reverse("health"))
    held_after(monkeypatch, record_views, "possible_duplicates", Gate(2))

    def send():
        tab = Client()
        tab.cookies = client.cookies
        return tab.post(CREATE, filled).status_code

    assert sorted(at_once(send, send)) == ([200, 302] if is_locked else [302, 302])
    assert Participant.objects.count() == (1 if is_locked else 2)
