"""One picker wherever a person is chosen or written down: found while typing, told apart, made."""

import re

import pytest
from django.urls import reverse

from events.models import Registration, SeriesMember
from participants.models import Guardianship, Participant, PossibleDuplicate
from tests.events.factories import SeriesFactory, SeriesMemberFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db
NEW = {
    "new-first_name": "Besa",
    "new-last_name": "Kola",
    "new-sex": "female",
    "new-age": "34",
    "new-seen": "",
}


def words_of(answer):
    return " ".join(re.sub(r"<[^>]*>", "", answer.content.decode()).split())


def url(name, *rows):
    return reverse(name, args=[row.pk for row in rows])


@pytest.fixture
def elira(centre):
    """A girl whose mother is Drita."""
    elira = ParticipantFactory(first_name="Elira", last_name="Gjoni", centre=centre)
    drita = ParticipantFactory(first_name="Drita", last_name="Zogaj", centre=centre)
    Guardianship.objects.create(adult=drita, child=elira, relation="mother")
    return elira


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def child(centre):
    return ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=centre, birth_year=2014)


@pytest.fixture
def series(centre):
    return SeriesFactory(centre=centre)


@pytest.fixture
def parent_data(centre):
    return NEW | {"other": "new", "new-category": CategoryFactory(code="parent").pk}


def test_the_form_of_a_person_asks_while_the_name_is_typed(desk, elira):
    new = desk.get(url("participants:participant_create")).content.decode()
    known = desk.get(url("participants:participant_update", elira)).content.decode()

    assert new.count(f'hx-post="{url("participants:participant_alike")}"') == 2
    assert "hx-post" not in known


# Somebody new, in the same place


def test_a_guardian_is_written_down_where_nobody_of_the_name_is_known(desk, child, parent_data):
    page = url("participants:guardian_create", child)
    found = search_on(desk, page, "Besa Kola")
    assert found.context["is_new"]
    assert re.search(r'id="other-new"\s+checked', found.content.decode())

    saved = desk.post(page, parent_data | {"relation": "mother", "may_collect": "on"})

    assert saved.url == url("participants:participant_detail", child)
    tie = child.guardianships.get()
    assert (tie.adult.plain_name, tie.relation, tie.may_collect) == ("Besa Kola", "mother", True)
    assert (tie.adult.centre, tie.adult.age_on(tie.created_at.date())) == (child.centre, 34)


def test_a_child_is_written_down_from_the_adults_page(desk, centre):
    adult = ParticipantFactory(centre=centre, birth_year=1980)
    data = NEW | {"new-age": "7", "new-category": CategoryFactory(code="child").pk}

    desk.post(
        url("participants:child_create", adult), data | {"other": "new", "relation": "father"}
    )

    tie = adult.wards.get()
    assert (tie.child.plain_name, tie.relation) == ("Besa Kola", "father")


def test_somebody_new_joins_the_household_of_who_is_known(desk, child, parent_data):
    desk.post(url("participants:household_join", child), parent_data)

    child.refresh_from_db()
    assert {person.plain_name for person in child.household.members.all()} == {
        "Ana Hoxha",
        "Besa Kola",
    }


def test_a_new_member_stands_on_the_series(desk, series, centre):
    search_on(desk, url("events:series_members", series), "Besa Kola")

    desk.post(
        url("events:series_member_add", series),
        NEW
        | {
            "participant": "new",
            "joined_on": series.starts_on,
            "new-category": CategoryFactory(code="parent").pk,
        },
    )

    member = SeriesMember.objects.get(series=series)
    assert member.participant.plain_name == "Besa Kola"
    assert member.participant.centre == centre


@pytest.mark.parametrize("place", ["guardian", "household", "series"])
def test_known_people_alike_are_asked_about_before_anybody_is_written_down(
    desk, child, series, parent_data, centre, place
):
    known = ParticipantFactory(
        first_name="Besa", last_name="Kolla", centre=centre, sex="female", birth_year=None
    )
    address = {
        "guardian": url("participants:guardian_create", child),
        "household": url("participants:household_join", child),
        "series": url("events:series_member_add", series),
    }[place]
    data = parent_data | {
        "participant": "new",
        "joined_on": series.starts_on,
        "relation": "mother",
    }
    people = Participant.objects.count()

    asked = desk.post(address, data)

    assert asked.status_code == 200
    assert Participant.objects.count() == people
    assert "Besa Kolla" in words_of(asked)
    assert 'value="Kola"' in asked.content.decode()  # what was typed stays

    desk.post(address, data | {"new-seen": f"{known.pk} "})

    assert Participant.objects.count() == people + 1
    pair = PossibleDuplicate.objects.get(first=known)
    assert pair.is_different
    assert pair.second.plain_name == "Besa Kola"


def test_what_is_wrong_about_somebody_new_is_said_and_nothing_is_saved(
    desk, child, series, parent_data
):
    people = Participant.objects.count()
    wrong = parent_data | {"new-first_name": "", "new-age": "1234567"}

    for address in (
        url("participants:guardian_create", child),
        url("participants:household_join", child),
        url("events:series_member_add", series),
    ):
        answer = desk.post(
            address,
            wrong | {"relation": "mother", "participant": "new", "joined_on": series.starts_on},
        )
        assert answer.status_code == 200
        assert set(answer.context["new"].errors) == {"first_name", "age"}
        assert 'value="1234567"' in answer.content.decode()
    assert Participant.objects.count() == people
    assert not Guardianship.objects.exists()


def test_an_adult_who_would_be_younger_than_the_child_is_refused(desk, child, parent_data):
    answer = desk.post(
        url("participants:guardian_create", child),
        parent_data | {"new-age": "3", "new-sure": "category-parent-3", "relation": "mother"},
    )

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Participant.objects.filter(first_name="Besa").exists()


def test_an_unlikely_age_is_asked_about(desk, child, parent_data):
    data = parent_data | {"new-age": "13"}

    asked = desk.post(url("participants:household_join", child), data)
    assert asked.context["new"].errors["sure"]
    assert 'name="new-sure"' in asked.content.decode()

    desk.post(url("participants:household_join", child), data | {"new-sure": "category-parent-13"})
    assert Participant.objects.filter(first_name="Besa").exists()


def test_whoever_was_chosen_is_still_there_when_the_rest_is_refused(desk, child, elira):
    answer = desk.post(url("participants:guardian_create", child), {"other": elira.pk})

    assert answer.context["form"].errors["relation"]
    assert re.search(rf'id="other-{elira.pk}"\s+checked', answer.content.decode())


def test_nobody_is_written_down_for_a_centre_where_the_reader_works_no_more(
    client, staff, child, parent_data
):
    """A person met at an event here, of whom it is not clear which centre would record another."""
    client.force_login(staff)
    staff.grants.update(role="volunteer")

    answer = client.post(url("participants:household_join", child), parent_data)

    assert answer.status_code in (403, 404)
    assert not Participant.objects.filter(first_name="Besa").exists()


def test_somebody_new_who_cannot_be_a_member_is_not_recorded(desk, series, parent_data):
    """The day lies before the series: what is refused leaves nobody behind."""
    SeriesMemberFactory(series=series)
    data = parent_data | {"participant": "new", "joined_on": "31.02.2021"}

    answer = desk.post(url("events:series_member_add", series), data)

    assert answer.context["join_form"].errors["joined_on"]
    assert not Participant.objects.filter(first_name="Besa").exists()
    assert not Registration.objects.filter(participant__first_name="Besa").exists()
