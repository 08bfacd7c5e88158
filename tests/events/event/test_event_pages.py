"""Browsing events, reading one, and what can be done with it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.event.views import EventListView
from events.models import Event
from tests.accounts.factories import GrantFactory
from tests.events.factories import (
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.partners.factories import OrganisationFactory, ProjectFactory

LIST = reverse("events:event_list")
EVERYBODY = ["admin", "coordinator", "staff", "volunteer", "partner", "observer"]


def detail_url(event):
    return reverse("events:event_detail", args=[event.pk])


def listed(client, **filters):
    return {event.title_sq for event in client.get(LIST, filters).context["page_obj"]}


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


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


# Status


def set_status(client, event, status, **kwargs):
    url = reverse("events:event_status", args=[event.pk])
    return client.post(url, {"status": status} if status else {}, **kwargs)


@pytest.mark.parametrize("status", ["cancelled", "held", "planned"])
def test_status_is_changed_and_can_be_undone(desk, staff, status):
    event = EventFactory(planned=True)
    bystander = EventFactory(planned=True)

    response = set_status(desk, event, status, follow=True)

    event.refresh_from_db()
    bystander.refresh_from_db()
    assert event.status == status
    assert bystander.status == "planned"
    assert event.history.latest().history_user == staff
    undo = reverse("events:event_status", args=[event.pk]) + "?status=planned"
    assert f'action="{undo}"' in response.content.decode()

    desk.post(undo)
    event.refresh_from_db()
    assert event.status == "planned"


@pytest.mark.parametrize("status", ["", "done", "<script>"])
def test_unknown_status_is_refused(desk, status):
    event = EventFactory(planned=True)

    assert set_status(desk, event, status).status_code == 400


def test_status_of_a_closed_register_stands(desk):
    event = EventFactory(closed=True)

    response = set_status(desk, event, "cancelled", follow=True)

    event.refresh_from_db()
    assert event.status == "held"
    assert "The register is closed" in response.content.decode()


def test_event_ahead_cannot_be_marked_as_held(desk):
    event = EventFactory(planned=True, starts_at=timezone.now() + timedelta(days=3))

    set_status(desk, event, "held")

    event.refresh_from_db()
    assert event.status == "planned"


def test_status_is_changed_by_post_only(desk):
    event = EventFactory(planned=True)

    url = reverse("events:event_status", args=[event.pk])
    assert desk.get(url, {"status": "held"}).status_code == 405


@pytest.mark.parametrize("role", ["admin", "volunteer", "partner", "observer"])
def test_others_cannot_change_a_status(client, request, role):
    client.force_login(request.getfixturevalue(role))
    event = EventFactory(planned=True, visibility="public")

    assert set_status(client, event, "cancelled").status_code == 403


def test_status_of_another_centre_is_out_of_reach(desk):
    event = EventFactory(planned=True, centre=CentreFactory())

    assert set_status(desk, event, "cancelled").status_code == 404


# Deleting


def delete_url(event):
    return reverse("events:event_delete", args=[event.pk])


def test_coordinator_deletes_an_event_on_which_nothing_stands(client, coordinator):
    client.force_login(coordinator)
    event, bystander = EventFactory(), EventFactory()
    event.parts.create(organisation=OrganisationFactory())
    event.quotes.create(text_sq="Fjalë")

    assert "Do you want to delete" in client.get(delete_url(event)).content.decode()
    client.post(delete_url(event))

    assert list(Event.objects.all()) == [bystander]


@pytest.mark.parametrize("made", ["registration", "headcount", "attachment"])
def test_event_with_records_is_not_deleted(client, coordinator, made):
    client.force_login(coordinator)
    event = EventFactory()
    if made == "registration":
        RegistrationFactory(event=event, status="cancelled")
    elif made == "headcount":
        HeadcountFactory(event=event)
    else:
        event.attachments.create(kind="photo", file="attachments/x", original_name="x.jpg")

    response = client.post(delete_url(event), follow=True)

    assert Event.objects.filter(pk=event.pk).exists()
    words = "cannot be deleted" if made == "headcount" else "Cancel it instead"
    assert words in response.content.decode()


@pytest.mark.parametrize("role", ["admin", "staff", "volunteer", "partner", "observer"])
def test_others_cannot_delete(client, request, role):
    client.force_login(request.getfixturevalue(role))
    event = EventFactory(visibility="public")

    assert client.get(delete_url(event)).status_code == 403
    assert client.post(delete_url(event)).status_code == 403


def test_coordinator_cannot_delete_elsewhere(client, coordinator):
    client.force_login(coordinator)

    assert client.post(delete_url(EventFactory(centre=CentreFactory()))).status_code == 404


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
