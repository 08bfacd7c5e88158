"""The home page: what waits for whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.inviting.services import invitable, invite
from participants.models import PossibleDuplicate
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory


@pytest.fixture
def home(client):
    def page(user):
        client.force_login(user)
        return client.get(reverse("home"), follow=True)  # partners have a page of their own

    return page


def test_staff_see_todays_events_leading_to_their_registers(home, staff):
    event = EventFactory(planned=True, starts_at=timezone.now(), title_en="Tea")
    EventFactory(status="cancelled", starts_at=timezone.now(), title_en="Called off")

    page = home(staff).content.decode()

    assert "Tea" in page
    assert reverse("events:register", args=[event.pk]) in page
    assert "Called off" not in page


def test_observers_are_told_when_they_see_events_and_not_that_none_are_planned(home, observer):
    EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=1), title_en="Tea")

    page = home(observer).content.decode()

    assert "Tea" not in page
    assert "planned" not in page
    assert "You see events once they are over." in page


def test_no_line_leads_to_a_register_that_does_not_open(home, admin, centre):
    GrantFactory(user=admin, role="staff", centre=CentreFactory())
    event = EventFactory(planned=True, starts_at=timezone.now())

    page = home(admin).content.decode()

    assert reverse("events:event_detail", args=[event.pk]) in page
    assert reverse("events:register", args=[event.pk]) not in page


def test_each_line_that_waits_leads_to_where_it_is_done(home, coordinator, centre):
    not_taken = EventFactory(title_en="Not taken")
    not_closed = RegistrationFactory(present=True, event__title_en="Not closed").event
    untranslated = EventFactory(closed=True, title_en="")
    person = ParticipantFactory(centre=centre, needs_completion=True)
    PossibleDuplicate.objects.create(first=person, second=ParticipantFactory(centre=centre))

    page = home(coordinator).content.decode()

    for address in [
        reverse("events:register", args=[not_taken.pk]),
        reverse("events:register", args=[not_closed.pk]),
        reverse("events:event_update", args=[untranslated.pk]),
        reverse("participants:participant_update", args=[person.pk]),
        reverse("participants:duplicate_list"),
    ]:
        assert address in page


def test_nothing_of_another_centre_waits_here(home, staff):
    other = CentreFactory()
    EventFactory(centre=other, title_en="Elsewhere")
    ParticipantFactory(centre=other, needs_completion=True)

    page = home(staff).content.decode()

    assert "Elsewhere" not in page
    assert "Nothing waits for you" in page


def test_a_sensitive_event_keeps_its_title_and_place_from_those_outside(partner, home):
    EventFactory(
        planned=True,
        starts_at=timezone.now() + timedelta(days=1),
        visibility="all_partners",
        is_sensitive=True,
        title_en="Canary title",
        title_sq="Canary title",
    )

    page = home(partner).content.decode()

    assert "Activity" in page
    assert "Canary" not in page
    assert "Little Angels" not in page


def test_as_many_queries_for_many_lines_as_for_one(
    client, coordinator, centre, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(coordinator)
    fill(centre)
    client.get(reverse("home"))
    with django_assert_max_num_queries(25) as few:
        client.get(reverse("home"))
    for _line in range(10):
        fill(centre)

    with django_assert_num_queries(len(few)):
        client.get(reverse("home"))


def fill(centre):
    """One line in each list."""
    EventFactory(title_en="Not taken")
    RegistrationFactory(present=True, event__title_en="Not closed")
    EventFactory(closed=True)
    EventFactory(planned=True, starts_at=timezone.now())
    EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=1))
    ParticipantFactory(centre=centre, needs_completion=True)


@pytest.mark.parametrize(
    "rows", ["register_not_taken", "register_not_closed", "untranslated", "without_project"]
)
def test_each_list_of_events_leads_to_the_whole_of_it(client, coordinator, centre, rows):
    EventFactory.create_batch(7, centre=centre, title_en="")
    RegistrationFactory.create_batch(
        2, event=EventFactory(centre=centre, title_en="Translated"), present=True
    )
    client.force_login(coordinator)
    url = reverse("events:event_list") + f"?waiting={rows}"

    home = client.get(reverse("home")).content.decode()
    found = list(client.get(url).context["object_list"])

    assert url in home
    expected = {"register_not_taken": 7, "register_not_closed": 1, "untranslated": 7}
    expected["without_project"] = 8
    assert len(found) == expected[rows]


def test_an_event_waits_for_its_project_until_it_has_one_or_none_can_count_it(home, staff, centre):
    title = "No project: no project’s report counts them"
    EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=1))
    EventFactory(status="cancelled")
    event = EventFactory(closed=True)
    waiting = home(staff).context["waiting"]
    assert [[row.pk for row, _url in rows.rows] for rows in waiting if rows.title == title] == [
        [event.pk]
    ]

    event.projects.add(ProjectFactory())

    assert title not in home(staff).content.decode()


def test_coordinator_is_told_how_many_organisations_to_call(home, coordinator, organisation):
    event = EventFactory(
        planned=True, starts_at=timezone.now() + timedelta(days=2), visibility="all_partners"
    )
    event.parts.create(organisation=organisation, part="invited")
    assert "Organisations to call" not in home(coordinator).content.decode()

    invite(event=event, organisations=invitable(event), invited_by=coordinator)

    page = home(coordinator).content.decode()
    assert "Organisations to call" in page
    assert reverse("events:call_list") in page


def test_where_nothing_waits_nothing_is_said_of_open_registers(home, volunteer):
    EventFactory(planned=True, starts_at=timezone.now())

    page = home(volunteer).content.decode()

    assert "Nothing waits for you." in page
    assert "register is taken" not in page
