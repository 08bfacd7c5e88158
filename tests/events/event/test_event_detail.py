"""The page of one event."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.events.event.addresses import detail_url
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.partners.factories import OrganisationFactory, ProjectFactory

# One event


def test_detail_says_what_when_where_and_with_whom(desk):
    event = EventFactory(
        title_sq="Takimi",
        title_en="The meeting",
        venue_en="Town hall",
        aim_en="To inform parents",
        ends_at=datetime(2021, 10, 6, 14, tzinfo=UTC),
        projects=[ProjectFactory(code="AKSES-2021", credit_line_en="With UNICEF Albania")],
    )
    event.parts.create(organisation=OrganisationFactory(name_en="The school"), part="funder")
    event.quotes.create(text_en="Together we can.", said_by_en="An officer")

    content = desk.get(detail_url(event)).content.decode()

    for words in (
        "The meeting",
        "Wednesday, 6 October 2021",
        "14:00–16:00",
        "Town hall",
        "Little Angels",
        "AKSES-2021",
        "With UNICEF Albania",
        "Funder",
        "The school",
        "To inform parents",
        "Together we can.",
        "An officer",
        "Missing in Albanian",
    ):
        assert words in content, words


def test_text_in_the_other_language_is_marked(desk):
    event = EventFactory(title_sq="Takimi", results_sq="Rezultatet")

    content = desk.get(detail_url(event)).content.decode()

    assert '<div lang="sq"><p>Rezultatet</p></div>' in content
    assert "missing in English" in content
    assert "Missing in English" in content


def test_detail_counts_participants_and_names_nobody(desk):
    event = EventFactory()
    for _number in range(7):
        RegistrationFactory(event=event, present=True, participant__last_name="Kodheli")
    HeadcountFactory(event=event, count=5, category__code="child")

    content = desk.get(detail_url(event)).content.decode()

    assert "12 participants: 7 named, 5 counted" in content
    assert "Kodheli" not in content


@pytest.mark.parametrize(
    ("role", "sees"),
    [("coordinator", True), ("staff", True), ("admin", False), ("observer", False)],
)
def test_figures_of_one_event_are_for_those_who_take_its_register(client, request, role, sees):
    client.force_login(request.getfixturevalue(role))
    event = EventFactory(visibility="public")
    RegistrationFactory(event=event, present=True, participant__last_name="Kodheli")

    content = client.get(detail_url(event)).content.decode()

    assert ("1 participant: 1 named, 0 counted" in content) is sees
    assert ("Open the register" in content) is sees
    assert "Kodheli" not in content


def test_date_outside_a_project_is_pointed_out(desk):
    project = ProjectFactory(code="P-2022", starts_on=date(2022, 1, 1))
    event = EventFactory(projects=[project])

    assert "lies outside the project P-2022" in desk.get(detail_url(event)).content.decode()

    project.starts_on = date(2021, 10, 6)
    project.save()
    assert "lies outside" not in desk.get(detail_url(event)).content.decode()


def test_event_out_of_sight_does_not_exist(desk, client, partner):
    elsewhere = EventFactory(centre=CentreFactory(), visibility="public")
    assert desk.get(detail_url(elsewhere)).status_code == 404

    client.force_login(partner)
    assert client.get(detail_url(EventFactory())).status_code == 404
    assert client.get(reverse("events:event_detail", args=[999_999])).status_code == 404


# Deleting


def test_an_event_without_a_project_says_so_once_to_whoever_may_change_it(
    client, staff, volunteer, event_of_today
):
    sentence = "No project: no project’s report counts this event."
    event_of_today.volunteers.add(volunteer)
    pages = [detail_url(event_of_today), reverse("events:register", args=[event_of_today.pk])]

    def said():
        return [client.get(url).content.decode().count(sentence) for url in pages]

    client.force_login(volunteer)
    assert said() == [0, 0]
    client.force_login(staff)
    assert said() == [1, 1]
    event_of_today.projects.add(ProjectFactory())
    assert said() == [0, 0]


@pytest.fixture
def event_of_today(db):
    return EventFactory(planned=True, starts_at=timezone.now())
