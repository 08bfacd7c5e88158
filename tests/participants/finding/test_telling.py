"""What tells people apart while a name is typed, and who is told it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.reading.shown_people import one_of
from events.models import Event
from participants.finding.telling import with_parents
from participants.models import Guardianship
from tests.accounts.factories import GrantFactory
from tests.conftest import user_with
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    RegistrationFactory,
    SeriesFactory,
)
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, starts_at=timezone.now())


@pytest.fixture
def elira(centre):
    """A girl of 2009 whose mother is Drita; she came to one meeting."""
    elira = ParticipantFactory(
        first_name="Elira", last_name="Gjoni", centre=centre, birth_year=2009
    )
    drita = ParticipantFactory(first_name="Drita", last_name="Zogaj", centre=centre)
    Guardianship.objects.create(adult=drita, child=elira, relation="mother")
    RegistrationFactory(
        event=EventFactory(centre=centre, starts_at=timezone.now() - timedelta(days=9)),
        participant=elira,
        present=True,
    )
    return elira


def tie(child, relation, **adult):
    adult = ParticipantFactory(centre=adult.pop("centre", child.centre), **adult)
    return Guardianship.objects.create(adult=adult, child=child, relation=relation)


def typed(user, event, words="elira"):
    client = Client()
    client.force_login(user)
    address = reverse("events:register_search", args=[event.pk])
    answer = client.post(address, {"q": words}, headers=HTMX)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", "", answer.content.decode()).split())


def test_the_mother_is_named_before_the_father_and_both_before_others(staff, elira):
    tie(elira, "grandmother", first_name="Zana")
    tie(elira, "father", first_name="Agim")

    (told,) = with_parents([elira], staff)
    assert told.answered_by.adult.first_name == "Drita"

    Guardianship.objects.filter(relation="mother").delete()
    (told,) = with_parents([elira], staff)
    assert told.answered_by.adult.first_name == "Agim"


def test_nobody_is_named_whom_the_reader_does_not_see(staff, elira):
    Guardianship.objects.all().delete()
    tie(elira, "mother", first_name="Drita", centre=CentreFactory())

    (told,) = with_parents([elira], staff)

    assert told.answered_by is None


def test_all_are_told_of_in_two_queries(staff, elira, django_assert_num_queries):
    others = [ParticipantFactory(centre=elira.centre) for _number in range(4)]
    for other in others:
        tie(other, "father", first_name="Agim")
    assert staff.has_perm("participants.view_participant")  # the grants are read

    with django_assert_num_queries(2):  # the reader's events, and the ties
        told = with_parents([elira, *others], staff)
        assert [person.answered_by.adult.first_name for person in told] == ["Drita", *["Agim"] * 4]


def test_of_nobody_nothing_is_asked(staff, django_assert_num_queries):
    assert staff.has_perm("participants.view_participant")

    with django_assert_num_queries(0):
        assert with_parents([], staff) == []


def test_a_desk_is_told_how_often_somebody_came_and_whose_child_they_are(staff, event, elira):
    said = typed(staff, event)

    assert "seen 1 time · mother: Drita" in said
    assert "Zogaj" not in said
    log = AccessLog.objects.filter(user=staff).latest("pk")
    mother = elira.guardianships.get().adult_id
    assert one_of(mother).strip() in log.people.split()


def test_a_volunteer_is_told_neither(volunteer, event, elira):
    event.volunteers.add(volunteer)
    RegistrationFactory(event=event, participant=elira)

    said = typed(volunteer, event)

    assert "Elira G." in said
    assert "Drita" not in said
    assert "seen" not in said


def test_meetings_of_which_the_reader_learns_no_names_are_not_counted(staff, event, elira):
    Event.objects.filter(registrations__participant=elira).update(is_sensitive=True)

    assert "seen 0 times" in typed(staff, event)


def test_a_meeting_of_a_strange_centre_is_not_counted(event, elira):
    strange = RegistrationFactory(participant=elira, present=True, event__centre=CentreFactory())
    assert strange.event.centre != event.centre
    staff = user_with("staff", centre=event.centre)

    assert "seen 1 time" in typed(staff, event)


def test_a_near_name_is_told_of_in_each_list(client, staff, centre, elira):
    person = ParticipantFactory(first_name="Ben", last_name="Kola", centre=centre)
    series = SeriesFactory(centre=centre)
    pages = [
        reverse(f"participants:{name}", args=[person.pk])
        for name in ("guardian_create", "child_create", "household_join")
    ] + [reverse("events:series_members", args=[series.pk])]
    client.force_login(staff)

    for page in pages:
        said = re.sub(r"<[^>]*>", "", search_on(client, page, "Elirra Gjoni").content.decode())
        assert "seen 1 time · mother: Drita" in " ".join(said.split()), page


def test_who_is_known_by_a_short_name_is_no_member_of_a_series_by_a_whole_one(client, event, elira):
    """A volunteer at one centre who is staff at another."""
    here = CentreFactory()
    user = user_with("staff", centre=here)
    GrantFactory(user=user, role="volunteer", centre=event.centre)
    event.volunteers.add(user)
    RegistrationFactory(event=event, participant=elira)
    series = SeriesFactory(centre=here)
    client.force_login(user)

    page = search_on(client, reverse("events:series_members", args=[series.pk]), "Elira")
    added = client.post(
        reverse("events:series_member_add", args=[series.pk]),
        {"participant": elira.pk, "joined_on": series.starts_on},
    )

    assert page.context["people"] == []
    assert added.status_code == 404
