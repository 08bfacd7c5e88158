"""A birth after an event that was attended is asked about, wherever an age is worked out."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events.models import Registration
from participants.models import Participant, PossibleDuplicate
from shkej.lib.dates import TIRANA, today
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.importing.import_files import attendance, load, rejected, state
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
UNBORN = b"""event,starts_at,person,first_name,last_name,birth_date
E1,2023-01-10 10:00,P1,Xhoana,Beqja,
E2,2023-12-10 10:00,P1,Xhoana,Beqja,2023-12-02
"""


def on(day, **kwargs):
    return EventFactory(
        starts_at=datetime(day.year, day.month, day.day, 10, tzinfo=TIRANA), **kwargs
    )


@pytest.fixture
def met(centre):
    """An event of 10 January 2023, and a girl who is marked as present at it."""
    event = on(date(2023, 1, 10), title_sq="Takimi i janarit")
    person = ParticipantFactory(
        first_name="Xhoana", last_name="Beqja", centre=centre, birth_year=2010, sex="female"
    )
    place = RegistrationFactory(present=True, event=event, participant=person, age=13)
    return event, person, place


def edited(person, **changed):
    facts = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "sex": person.sex,
        "category": person.category_id,
        "language": "sq",
        "sure": ["category-parent-3", "category-parent-2"],
    }
    return facts | changed


def test_the_row_of_that_event_is_bad_and_the_rest_is_as_asked():
    refused = load(UNBORN)

    assert refused.is_refused
    assert rejected(refused) == {2: "birth_date"}
    assert "row 3" in refused.rejected[0].reason
    assert not Participant.objects.exists()
    taken = load(UNBORN, skip_bad_rows=True)
    assert taken.counts["registrations"]["created"] == 1
    place = Registration.objects.get()
    assert (place.event.import_key, place.age) == ("E2", 0)


@pytest.mark.parametrize(
    ("fact", "column"),
    [
        ({"birth_date": "2023-12-02"}, "birth_date"),
        ({"birth_year": "2023"}, "birth_year"),
        ({"age": "3"}, "age"),
    ],
)
def test_every_fact_about_an_age_makes_the_earlier_row_bad(fact, column):
    rows = [
        attendance("E1", "2018-01-10 10:00", person="P1"),
        attendance("E2", "2023-12-10 10:00", person="P1", **fact),
    ]

    assert rejected(load(rows)) == {2: column}


def test_a_row_before_the_birth_that_is_recorded_is_bad(centre):
    load([attendance("E2", "2023-12-10 10:00", person="P1", birth_date="2023-12-02")])
    before = state()

    result = load([attendance("E1", "2023-01-10 10:00", person="P1")])

    assert rejected(result) == {2: "birth_date"}
    assert state() == before


def test_a_birth_after_an_event_on_record_is_bad_and_names_the_event(centre):
    load([attendance("Takimi i janarit", "2023-01-10 10:00", person="P1")])
    before = state()

    result = load([attendance("E2", "2023-12-10 10:00", person="P1", birth_date="2023-12-02")])

    assert rejected(result) == {2: "birth_date"}
    assert "Takimi i janarit" in result.rejected[0].reason
    assert state() == before


def test_an_event_of_another_centre_is_not_named_by_an_import(centre):
    load([attendance("E0", "2023-12-20 10:00", person="P1")])
    elsewhere = on(date(2023, 1, 10), centre=CentreFactory(), title_sq="Takimi i fshehtë")
    RegistrationFactory(present=True, event=elsewhere, participant=Participant.objects.get())

    result = load([attendance("E2", "2023-12-10 10:00", person="P1", birth_date="2023-12-02")])

    assert rejected(result) == {2: "birth_date"}
    assert "fshehtë" not in result.rejected[0].reason


@pytest.mark.parametrize("fact", [{"birth_date": "2.12.2023"}, {"birth_year": "2024"}])
def test_the_form_of_the_person_refuses_at_the_field_and_names_the_event(
    client, staff, met, fact, english
):
    event, person, place = met
    client.force_login(staff)

    response = client.post(
        reverse("participants:participant_update", args=[person.pk]), edited(person, **fact)
    )

    [(field, errors)] = response.context["form"].errors.items()
    assert field in fact
    assert "Takimi i janarit" in errors[0]
    person.refresh_from_db()
    place.refresh_from_db()
    assert (person.birth_year, place.age) == (2010, 13)


def test_the_form_refuses_an_age_by_which_somebody_was_unborn(client, staff, met):
    event, person, place = met
    client.force_login(staff)
    told = today().year - 2023 - 1

    response = client.post(
        reverse("participants:participant_update", args=[person.pk]),
        edited(person, told_age=str(told)),
    )

    assert "told_age" in response.context["form"].errors


def test_an_event_of_another_centre_is_not_named_by_the_form(client, staff, centre):
    person = ParticipantFactory(centre=centre)
    elsewhere = on(date(2023, 1, 10), centre=CentreFactory(), title_sq="Takimi i fshehtë")
    RegistrationFactory(present=True, event=elsewhere, participant=person)
    client.force_login(staff)

    response = client.post(
        reverse("participants:participant_update", args=[person.pk]),
        edited(person, sex="female", birth_date="2.12.2023"),
    )

    assert response.context["form"].errors["birth_date"]
    assert "fshehtë" not in response.content.decode()


def test_a_birth_before_the_event_and_an_absence_before_the_birth_are_taken(client, staff, met):
    event, person, place = met
    absent = on(date(2009, 1, 10))
    RegistrationFactory(
        event=absent, participant=person, attendance="absent", marked_at=place.marked_at
    )
    client.force_login(staff)

    client.post(
        reverse("participants:participant_update", args=[person.pk]),
        edited(person, birth_date="10.1.2010", sure=["category-parent-16"]),
    )

    person.refresh_from_db()
    assert person.birth_date == date(2010, 1, 10)


@pytest.mark.parametrize("mark", ["present", "late"])
def test_nobody_is_marked_as_having_come_before_their_birth(client, staff, centre, mark):
    event = on(date(2023, 1, 10))
    person = ParticipantFactory(centre=centre, birth_date=date(2023, 12, 2))
    place = RegistrationFactory(event=event, participant=person)
    client.force_login(staff)
    url = reverse("events:mark", args=[event.pk, place.pk])

    client.post(url, {"attendance": mark})
    place.refresh_from_db()
    assert place.attendance == "unmarked"

    client.post(url, {"attendance": "absent"})
    place.refresh_from_db()
    assert (place.attendance, place.age) == ("absent", None)


def test_all_who_are_left_are_marked_or_none_and_the_name_is_said(client, staff, centre):
    event = on(date(2023, 1, 10), planned=True)
    RegistrationFactory(event=event, participant__birth_date=date(2023, 12, 2))
    RegistrationFactory(event=event)
    client.force_login(staff)

    response = client.post(
        reverse("events:mark_rest", args=[event.pk]),
        {"attendance": "present", "expected": "2"},
        follow=True,
    )

    assert not Registration.objects.attended().exists()
    event.refresh_from_db()
    assert event.status == "planned"
    assert any("Emri" in str(message) for message in response.context["messages"])


def test_an_event_is_not_moved_before_the_birth_of_who_came(client, staff, centre):
    event = on(date(2023, 12, 10))
    person = ParticipantFactory(
        first_name="Xhoana", last_name="Beqja", centre=centre, birth_date=date(2023, 12, 2)
    )
    place = RegistrationFactory(present=True, event=event, participant=person, age=0)
    client.force_login(staff)
    url = reverse("events:event_update", args=[event.pk])

    response = client.post(url, {"title_sq": "Takim", "date": "10.1.2023", "start_time": "10"})
    assert "Xhoana B." in response.context["form"].errors["date"][0]
    event.refresh_from_db()
    assert event.starts_on == date(2023, 12, 10)

    slip = {"is_slip": "on", "slip_reason": "gabim"}
    client.post(url, {"title_sq": "Takim", "date": "3.12.2023", "start_time": "10", **slip})
    event.refresh_from_db()
    place.refresh_from_db()
    assert (event.starts_on, place.age) == (date(2023, 12, 3), 0)


def test_what_was_recorded_before_shows_as_a_question_and_never_as_an_error(
    client, coordinator, met
):
    event, person, place = met
    Participant.objects.filter(pk=person.pk).update(birth_year=None, birth_date=date(2023, 12, 2))
    Registration.objects.filter(pk=place.pk).update(age=None)
    client.force_login(coordinator)
    page = client.get(reverse("participants:participant_detail", args=[person.pk]))
    register = client.get(reverse("events:register", args=[event.pk]))
    place_page = client.get(reverse("events:registration", args=[event.pk, place.pk]))

    assert "Takimi i janarit" in page.context["doubts"][0]
    for response in (register, place_page):
        assert "born after this day: to be asked about" in response.content.decode()
    for name in ("participant_update", "consent_create", "guardian_create", "household_join"):
        url = reverse(f"participants:{name}", args=[person.pk])
        assert client.get(url).status_code == 200, name
    found = client.post(
        reverse("events:register_search", args=[event.pk]), {"q": "Xhoana"}, follow=True
    )
    assert found.status_code == 200
    sheet = reverse("events:sheet", args=[event.pk])
    printed = client.post(sheet, {"names": "full", "with_ages": "on", "blank": "0"})
    assert printed.status_code == 200
    listed = client.get(reverse("participants:participant_list"))
    assert listed.status_code == 200


def test_a_birth_that_has_not_come_is_a_question_on_the_page(client, staff, centre):
    person = ParticipantFactory(centre=centre, birth_date=today() + timedelta(days=400))
    client.force_login(staff)

    page = client.get(reverse("participants:participant_detail", args=[person.pk]))

    assert page.status_code == 200
    assert page.context["doubts"]


def test_an_answer_about_consent_before_the_birth_is_refused_at_its_date(client, staff, centre):
    person = ParticipantFactory(centre=centre, birth_date=date(2023, 12, 2))
    client.force_login(staff)

    response = client.post(
        reverse("participants:consent_create", args=[person.pk]),
        {"purpose": "data", "answer": "given", "given_by": "self", "given_on": "1.1.2023"},
    )

    assert "given_on" in response.context["form"].errors


def test_a_file_is_read_through_the_page_too(client, coordinator, centre):
    client.force_login(coordinator)

    checked = client.post(
        reverse("events:import"), {"file": SimpleUploadedFile("unborn.csv", UNBORN)}
    )

    assert [row for row, _column, _why in checked.context["problems"]] == [2]


def test_an_age_nobody_reaches_shows_as_it_was_told_where_two_are_compared(
    client, coordinator, centre
):
    """Told as 119 in 1990: today that is no age, and so no number of years."""
    told = {"told_age": 119, "age_told_on": date(1990, 1, 1), "centre": centre}
    pair = PossibleDuplicate.objects.create(
        first=ParticipantFactory(**told), second=ParticipantFactory(**told)
    )
    client.force_login(coordinator)

    pages = [reverse("participants:duplicate_list")]
    pages.append(reverse("participants:duplicate_review", args=[pair.pk]))
    for page in map(client.get, pages):
        assert "119 years, told on" in page.content.decode()
