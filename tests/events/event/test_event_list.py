"""Browsing events: which are listed for whom, narrowed down and sorted."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.event.views import EventListView
from tests.accounts.factories import GrantFactory
from tests.events.event.addresses import detail_url
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.partners.factories import OrganisationFactory, ProjectFactory

LIST = reverse("events:event_list")
EVERYBODY = ["admin", "coordinator", "staff", "volunteer", "partner", "observer"]


def listed(client, **filters):
    return {event.title_sq for event in client.get(LIST, filters).context["page_obj"]}


@pytest.mark.parametrize("role", EVERYBODY)
def test_list_of_nothing_says_what_will_be_here(client, request, role):
    client.force_login(request.getfixturevalue(role))

    content = client.get(LIST).content.decode()

    assert "No events yet" in content
    assert ("Log the first meeting" in content) == (role in {"coordinator", "staff"})


def test_staff_see_the_events_of_their_centre_only(desk):
    EventFactory(title_sq="Yni")
    EventFactory(title_sq="Tjetri", centre=CentreFactory(), visibility="public")

    assert listed(desk) == {"Yni"}


def test_partner_sees_what_is_shared(client, partner, organisation):
    client.force_login(partner)
    EventFactory(title_sq="I qendrës")
    EventFactory(title_sq="I të gjithëve", visibility="all_partners")
    EventFactory(title_sq="I të tjerëve", visibility="partners")
    named = EventFactory(title_sq="Ftesë", visibility="partners")
    named.parts.create(organisation=organisation)

    assert listed(client) == {"I të gjithëve", "Ftesë"}


def test_volunteer_sees_the_events_they_are_assigned_to(client, volunteer):
    client.force_login(volunteer)
    EventFactory(title_sq="Jo", starts_at=timezone.now())
    EventFactory(title_sq="Po", starts_at=timezone.now()).volunteers.add(volunteer)

    assert listed(client) == {"Po"}


@pytest.mark.parametrize("role", ["partner", "observer"])
def test_outsiders_see_title_date_and_type_and_partners_where(client, request, role):
    client.force_login(request.getfixturevalue(role))
    event = EventFactory(
        title_en="Open day",
        kind="training",
        visibility="public",
        venue_en="The hall",
        aim_en="Secret aim",
        projects=[ProjectFactory(code="SECRET-1")],
    )
    event.parts.create(organisation=OrganisationFactory(name_en="Secret organisation"))
    event.quotes.create(text_en="Secret words")
    RegistrationFactory(event=event, present=True, participant__last_name="Secret")
    HeadcountFactory(event=event, count=777)

    for url in (LIST, detail_url(event), reverse("events:calendar", args=[2021, 10])):
        content = client.get(url, follow=True).content.decode()

        assert "Open day" in content
        assert "secret" not in content.lower()
        assert "777" not in content
        assert "Little Angels" not in content
        assert ("The hall" in content) is (role == "partner" and url == detail_url(event))
    assert "Training" in client.get(detail_url(event), follow=True).content.decode()


def test_sensitive_event_is_an_activity_to_outsiders(client, partner):
    client.force_login(partner)
    event = EventFactory(
        title_sq="Trafikimi",
        title_en="Trafficking",
        venue_en="Traffic street",
        visibility="public",
        is_sensitive=True,
    )

    for url in (LIST, detail_url(event), reverse("events:calendar", args=[2021, 10])):
        content = client.get(url, follow=True).content.decode()

        assert "Activity" in content
        assert "Traf" not in content
    assert listed(client, text="traf") == set()
    assert listed(client, text="") == {"Trafikimi"}


def test_order_by_title_tells_outsiders_nothing_of_sensitive_titles(client, partner):
    client.force_login(partner)
    for title in ("Aaa", "Zzz"):
        EventFactory(title_sq=title, is_sensitive=True, visibility="all_partners")
    EventFactory(title_sq="Mmm", visibility="all_partners")

    page = client.get(LIST, {"sort": "title"}).context["page_obj"]

    assert [event.title_sq for event in page] == ["Aaa", "Zzz", "Mmm"]


def test_outsiders_cannot_ask_for_what_they_do_not_see(client, observer, centre):
    client.force_login(observer)
    EventFactory(title_sq="Takimi")

    response = client.get(LIST, {"centre": centre.pk + 1, "project": 5, "organisation": 5})

    assert not {"centre", "project", "organisation"} & set(response.context["filter_form"].fields)
    assert len(response.context["page_obj"]) == 1


def test_staff_of_one_centre_cannot_ask_for_what_partners_elsewhere_do_not_see(
    desk, staff, organisation
):
    GrantFactory(user=staff, role="partner", organisation=organisation)
    project = ProjectFactory()
    EventFactory(centre=CentreFactory(), visibility="public", projects=[project])
    EventFactory(title_sq="Yni", projects=[project])

    assert listed(desk, project=project.pk) == {"Yni"}


def test_filters_narrow_the_list(desk, centre):
    project, organisation = ProjectFactory(), OrganisationFactory()
    event = EventFactory(
        title_sq="Takim për Çlirimin", kind="training", status="cancelled", projects=[project]
    )
    event.parts.create(organisation=organisation, part="host")
    event.parts.create(organisation=organisation, part="funder")
    EventFactory(title_sq="Tjetër", starts_at=datetime(2022, 1, 5, 9, tzinfo=UTC))

    assert listed(desk) == {"Takim për Çlirimin", "Tjetër"}
    for filters in (
        {"text": "clirimin per"},
        {"kind": "training"},
        {"status": "cancelled"},
        {"project": project.pk},
        {"organisation": organisation.pk},
        {"first": "06.10.2021", "last": "06/10/2021"},
        {"centre": centre.pk, "last": "31.12.2021"},
    ):
        page = desk.get(LIST, filters).context["page_obj"]
        assert [found.pk for found in page] == [event.pk], filters


@pytest.mark.parametrize(
    "filters",
    [
        {"first": "31.02.2021"},
        {"centre": "x"},
        {"kind": "party"},
        {"page": "x"},
        {"page": "99"},
        {"sort": "password"},
        {"text": "\x00'\"<script>"},
        {"text": "x" * 300},
        {"project": "9" * 30},
    ],
)
def test_senseless_filters_never_break_the_list(desk, filters):
    EventFactory()

    response = desk.get(LIST, filters)

    assert response.status_code == 200
    assert b"'\"<script>" not in response.content


def test_list_is_sorted_by_date_and_title(desk):
    EventFactory(title_sq="B", starts_at=datetime(2021, 1, 5, 9, tzinfo=UTC))
    EventFactory(title_sq="A", starts_at=datetime(2021, 2, 5, 9, tzinfo=UTC))

    def order(**address):
        return [event.title_sq for event in desk.get(LIST, address).context["page_obj"]]

    assert order() == ["A", "B"]
    assert order(sort="starts_at") == ["B", "A"]
    assert order(sort="title") == ["A", "B"]
    assert order(sort="-title") == ["B", "A"]


def test_list_counts_who_came(desk):
    event = EventFactory()
    RegistrationFactory(event=event, present=True)
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, present=True, category__code="staff")
    HeadcountFactory(event=event, count=5)
    HeadcountFactory(event=event, count=2, sex="male")

    assert desk.get(LIST).context["page_obj"][0].people == 8


@pytest.mark.slow
@pytest.mark.parametrize("role", ["staff", "partner"])
def test_list_needs_as_many_queries_for_a_hundred_rows_as_for_one(
    client, request, role, monkeypatch
):
    monkeypatch.setattr(EventListView, "paginate_by", 200)
    client.force_login(request.getfixturevalue(role))
    EventFactory(visibility="public", projects=[ProjectFactory()])
    client.get(LIST)  # the first request of a session writes to it
    few = _queries(client, LIST)
    for _number in range(99):
        event = EventFactory(visibility="public", projects=[ProjectFactory()])
        event.parts.create(organisation=OrganisationFactory())

    assert len(client.get(LIST).context["page_obj"]) == 100
    assert _queries(client, LIST) == few
    assert few <= 10


def _queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)
