"""Once events with an organisation are counted, its type changes only with a reason."""

import pytest
from django.urls import reverse

from partners.models import Organisation
from tests.events.factories import EventFactory, RegistrationFactory
from tests.partners.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def took_part(organisation):
    EventFactory(closed=True).parts.create(organisation=organisation, part="host")


def was_attended_for(organisation):
    RegistrationFactory(event=EventFactory(closed=True), organisation=organisation)


@pytest.fixture
def organisation():
    return OrganisationFactory(kind="ngo", name_en="The partner")


def save(client, organisation, **data):
    asked = {"name_en": "The partner", "kind": "donor", "language": "en", "is_active": "on"}
    address = reverse("partners:organisation_update", args=[organisation.pk])
    return client.post(address, asked | data)


def kind_of(organisation):
    return Organisation.objects.get(pk=organisation.pk).kind


@pytest.mark.parametrize("counted", [took_part, was_attended_for])
def test_staff_do_not_change_it(client, staff, organisation, counted):
    counted(organisation)
    client.force_login(staff)

    answer = save(client, organisation, why="Because I say so")

    assert list(answer.context["form"].errors) == ["kind"]
    assert "Only a coordinator changes its type." in answer.content.decode()
    assert kind_of(organisation) == "ngo"


@pytest.mark.parametrize("counted", [took_part, was_attended_for])
def test_a_coordinator_says_why_and_that_stays(client, coordinator, organisation, counted):
    counted(organisation)
    client.force_login(coordinator)

    asked = save(client, organisation)
    assert list(asked.context["form"].errors) == ["why"]
    assert 'name="why"' in asked.content.decode()
    assert kind_of(organisation) == "ngo"
    done = save(client, organisation, why="It gives money only")

    assert done.status_code == 302
    assert kind_of(organisation) == "donor"
    assert organisation.history.latest().history_change_reason == "It gives money only"


def test_nothing_is_asked_where_nothing_was_counted(client, staff, organisation):
    EventFactory().parts.create(organisation=organisation, part="host")
    client.force_login(staff)

    assert save(client, organisation).status_code == 302
    assert kind_of(organisation) == "donor"


def test_other_details_are_nobodys_question(client, staff, organisation):
    took_part(organisation)
    client.force_login(staff)

    assert save(client, organisation, kind="ngo", contact_name="Ana").status_code == 302


def test_one_of_a_file_is_completed_without_a_reason(client, staff):
    organisation = OrganisationFactory(kind="other", needs_completion=True)
    took_part(organisation)
    client.force_login(staff)

    assert save(client, organisation).status_code == 302
    assert kind_of(organisation) == "donor"
