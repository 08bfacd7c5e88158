"""Wherever somebody is written down, who may be the same waits for a decision, once."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from events.partner.representatives.services import name_representative
from participants.duplicates.services import keep_apart
from participants.merging.services import merge_participants, undo_merge
from participants.models import Participant, PossibleDuplicate
from participants.recording.services import record_person
from participants.tasks import search_all_duplicates
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, HeadcountFactory
from tests.participants.factories import CategoryFactory, ParticipantFactory
from tests.squeezing import squeezed

pytestmark = pytest.mark.django_db
BESA = {"first_name": "Besa", "last_name": "Kola", "sex": "female", "age": "34", "birth_year": ""}


@pytest.fixture
def event(centre):
    return EventFactory(centre=centre, starts_at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def known(centre):
    return ParticipantFactory(first_name="Besa", last_name="Kolla", sex="female", centre=centre)


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """What follows a commit happens at the end of `with committing():`."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def pairs():
    """{(given name and surname of the later one, whether they are said to be two)}"""
    return {
        (pair.second.plain_name, pair.is_different)
        for pair in PossibleDuplicate.objects.select_related("second")
    }


def written_down_at(event, desk, place, **answers):
    if place == "register":
        data = BESA | {"category": CategoryFactory(code="parent").code}
        address = reverse("events:add_new_person", args=[event.pk])
    else:
        group = event.headcounts.first()
        group = group or HeadcountFactory(event=event, category=CategoryFactory(code="parent"))
        data, address = BESA, reverse("events:name_counted", args=[event.pk, group.pk])
    return desk.post(address, data | answers)


@pytest.mark.parametrize("place", ["register", "naming"])
def test_who_was_said_to_be_somebody_else_is_not_asked_about_again(desk, event, known, place):
    asked = written_down_at(event, desk, place)
    assert not Participant.objects.filter(last_name="Kola").exists()
    assert f'name="not_same" value="{known.pk} "' in squeezed(asked.content.decode())

    written_down_at(event, desk, place, is_new="on", not_same=f"{known.pk} ")
    search_all_duplicates.func()

    assert pairs() == {("Besa Kola", True)}


@pytest.mark.parametrize("place", ["register", "naming"])
def test_who_was_not_shown_waits_for_a_decision(desk, event, known, committing, place):
    with committing():
        written_down_at(event, desk, place, is_new="on")
        assert pairs() == set()  # nobody waits behind the register's lock while they are looked for

    assert pairs() == {("Besa Kola", False)}


def test_a_volunteer_decides_nothing_about_whom_they_know_by_a_short_name(
    client, volunteer, event, known, committing
):
    event.volunteers.add(volunteer)
    client.force_login(volunteer)

    with committing():
        written_down_at(event, client, "register", is_new="on", not_same=f"{known.pk} ")

    assert pairs() == {("Besa Kola", False)}


def test_a_partner_is_asked_nothing_and_the_pair_waits(
    known, centre, organisation, partner, committing
):
    event = EventFactory(
        centre=centre, starts_at=timezone.now() + timedelta(days=2), status="planned"
    )

    with committing():
        name_representative(
            event=event,
            organisation=organisation,
            named_by=partner,
            first_name="Besa",
            last_name="Kola",
            category=CategoryFactory(code="institution"),
        )

    assert pairs() == {("Besa Kola", False)}


def test_somebody_written_down_where_a_person_is_chosen_is_compared_too(
    known, centre, staff, committing
):
    other = ParticipantFactory(first_name="Bessa", last_name="Kola", sex="female", centre=centre)
    new = Participant(
        first_name="Besa", last_name="Kola", sex="female", centre=centre, category=known.category
    )

    with committing():
        record_person(person=new, apart=[known], recorded_by=staff)

    of_new = PossibleDuplicate.objects.filter(second=new).values_list("first", "is_different")
    assert set(of_new) == {(known.pk, True), (other.pk, False)}


def test_what_is_taken_back_leaves_nobody_to_compare(known, centre, staff, committing):
    new = Participant(
        first_name="Besa", last_name="Kola", sex="female", centre=centre, category=known.category
    )

    with committing(), transaction.atomic():
        record_person(person=new, apart=[], recorded_by=staff)
        transaction.set_rollback(True)

    assert pairs() == set()
    assert Participant.objects.get() == known


def test_a_pair_of_two_centres_waits_for_whoever_may_see_both(client, known):
    ParticipantFactory(first_name="Besa", last_name="Kola", centre=CentreFactory(), sex="female")
    search_all_duplicates.func()
    (pair,) = PossibleDuplicate.objects.all()
    of_one, above = user_with(Role.COORDINATOR, centre=known.centre), user_with(Role.COORDINATOR)

    assert not PossibleDuplicate.objects.visible_to(of_one).exists()
    assert list(PossibleDuplicate.objects.visible_to(above)) == [pair]
    client.force_login(of_one)
    assert "Kola" not in client.get(reverse("participants:duplicate_list")).content.decode()
    review = reverse("participants:duplicate_review", args=[pair.pk])
    assert client.get(review).status_code == 404


def test_not_the_same_person_stays_said_when_one_of_them_goes_into_another_record(
    known, centre, coordinator
):
    """Also for whoever is compared anew in the night, and once the merge is undone."""
    other = ParticipantFactory(first_name="Besa", last_name="Kola", sex="female", centre=centre)
    again = ParticipantFactory(first_name="Besa", last_name="Kolaj", sex="female", centre=centre)
    keep_apart(one=known, other=other)

    merge = merge_participants(kept=again, merged=other, merged_by=coordinator)
    search_all_duplicates.func()
    said = PossibleDuplicate.objects.get(first=known, second=again)
    assert said.is_different

    undo_merge(merge=merge, undone_by=coordinator)
    search_all_duplicates.func()
    assert PossibleDuplicate.objects.get(first=known, second=other).is_different
