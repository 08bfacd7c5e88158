"""Organisations, programmes and projects: lists, pages and who reaches them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import EventOrganisation
from partners.models import Organisation
from tests.events.factories import EventFactory
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory
from tests.partners.pages import KINDS, part_of, text, url
from tests.searching import search_on

pytestmark = pytest.mark.django_db


# Lists


def test_lists_find_words_without_diacritics(client, coordinator):
    OrganisationFactory(name_sq="Bashkia Tiranë")
    ProgrammeFactory(title_sq="Mbrojtja e fëmijëve")
    ProjectFactory(code="AKSES-2021", title_sq="Aftësi digjitale")
    client.force_login(coordinator)

    for name, query in (
        ("organisation_list", "TIRANE"),
        ("programme_list", "femijeve"),
        ("project_list", "akses aftesi"),
    ):
        assert len(search_on(client, url(name), query).context["page_obj"]) == 1
        assert len(search_on(client, url(name), "nothing").context["page_obj"]) == 0


def test_organisations_are_filtered_by_kind_and_state(client, coordinator):
    OrganisationFactory(name_sq="A", kind="ngo")
    OrganisationFactory(name_sq="B", kind="donor", is_active=False)
    OrganisationFactory(name_sq="C", kind="donor", needs_completion=True)
    client.force_login(coordinator)

    def shown(**query):
        return [str(row) for row in client.get(url("organisation_list"), query).context["page_obj"]]

    assert shown() == ["A", "B", "C"]
    assert shown(kind="donor", state="active") == ["C"]
    assert shown(state="inactive") == ["B"]
    assert shown(state="incomplete") == ["C"]


def test_projects_are_filtered_by_time_programme_and_organisation(client, coordinator):
    programme, organisation = ProgrammeFactory(), OrganisationFactory()
    past = ProjectFactory(code="A", starts_on="2020-01-01", ends_on="2021-01-01")
    running = ProjectFactory(code="B", starts_on="2020-01-01", programme=programme)
    coming = ProjectFactory(code="C", starts_on="2099-01-01", needs_completion=True)
    part_of(organisation, coming)
    client.force_login(coordinator)

    def shown(**query):
        return list(client.get(url("project_list"), query).context["page_obj"])

    assert shown(state="ended") == [past]
    assert shown(state="running") == [running]
    assert shown(state="coming") == [coming]
    assert shown(state="incomplete") == [coming]
    assert shown(programme=programme.pk) == [running]
    assert shown(organisation=organisation.pk) == [coming]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "query",
    [{"q": "\x00"}, {"q": "x" * 300}, {"page": "x"}, {"kind": "x", "state": "x", "programme": "x"}],
)
def test_lists_bear_any_address(client, coordinator, kind, query):
    client.force_login(coordinator)

    assert client.get(url(f"{kind}_list"), query).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_lists_need_as_many_queries_for_100_rows_as_for_one(
    client, coordinator, kind, django_assert_num_queries
):
    def add():
        row = KINDS[kind]()
        if kind == "programme":
            ProjectFactory(programme=row)
            row.lead_organisation = OrganisationFactory()
            row.save()
        elif kind == "project":
            row.programme = ProgrammeFactory()
            row.save()

    add()
    client.force_login(coordinator)
    client.get(url(f"{kind}_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(url(f"{kind}_list"))
    for _number in range(99):
        add()

    with django_assert_num_queries(len(few)):
        assert client.get(url(f"{kind}_list")).context["page_obj"].paginator.count == 100


# Pages


@pytest.mark.parametrize(
    ("name", "sees"),
    [("coordinator", True), ("staff", True), ("partner", False), ("observer", False)],
)
def test_contacts_are_for_those_who_keep_them(client, request, organisation, name, sees):
    Organisation.objects.filter(pk=organisation.pk).update(
        contact_name="Agim Kola", contact_phone="04 223 4567", contact_email="agim@example.org"
    )
    client.force_login(request.getfixturevalue(name))

    shown = text(client.get(url("organisation_detail", organisation)))

    for contact in ("Agim Kola", "04 223 4567", "agim@example.org"):
        assert (contact in shown) is sees


def test_a_partner_reaches_only_what_its_organisation_takes_part_in(client, partner, organisation):
    programme = ProgrammeFactory()
    own = ProjectFactory(code="OWN", programme=programme)
    foreign = ProjectFactory(code="FOREIGN", programme=programme)
    part_of(organisation, own)
    other = OrganisationFactory(name_sq="Tjetra")
    part_of(other, own)
    client.force_login(partner)

    assert list(client.get(url("organisation_list")).context["page_obj"]) == [organisation]
    assert list(client.get(url("project_list")).context["page_obj"]) == [own]
    assert list(client.get(url("programme_detail", programme)).context["projects"]) == [own]
    [row] = client.get(url("programme_list")).context["page_obj"]
    assert row.project_count == 1
    assert client.get(url("organisation_detail", other)).status_code == 404
    assert client.get(url("project_detail", foreign)).status_code == 404
    assert client.get(url("programme_detail", ProgrammeFactory())).status_code == 404
    shown = text(client.get(url("project_detail", own)))
    assert "Tjetra" in shown
    assert url("organisation_detail", other) not in shown
    assert client.get(url("project_update", own)).status_code == 403


def test_pages_show_only_events_that_the_reader_sees(client, partner, coordinator, organisation):
    project = ProjectFactory()
    part_of(organisation, project)
    for title, visibility, is_sensitive in (
        ("Shared", "partners", False),
        ("Internal", "centre", False),
        ("Secret", "all_partners", True),
    ):
        event = EventFactory(
            title_en=title, visibility=visibility, is_sensitive=is_sensitive, projects=[project]
        )
        EventOrganisation.objects.create(event=event, organisation=organisation, part="invited")
    pages = [url("project_detail", project), url("organisation_detail", organisation)]

    client.force_login(partner)
    for page in pages:
        shown = text(client.get(page))
        assert "Shared" in shown
        assert "Internal" not in shown
        assert "Secret" not in shown
    client.force_login(coordinator)
    for page in pages:
        assert "Secret" in text(client.get(page))


def test_project_page_needs_as_many_queries_for_30_events_as_for_one(
    client, coordinator, django_assert_num_queries
):
    project = ProjectFactory()

    def add():
        organisation = OrganisationFactory()
        part_of(organisation, project)
        EventFactory(projects=[project])

    add()
    client.force_login(coordinator)
    client.get(url("project_detail", project))
    with CaptureQueriesContext(connection) as few:
        client.get(url("project_detail", project))
    for _number in range(29):
        add()

    with django_assert_num_queries(len(few)):
        client.get(url("project_detail", project))


def test_project_page_names_what_lacks_a_translation(client, coordinator):
    project = ProjectFactory(title_en="", credit_line_en="Funded by …")
    event = EventFactory(projects=[project])
    client.force_login(coordinator)

    response = client.get(url("project_detail", project))

    assert "Missing in English: title" in text(response)
    assert "Missing in Albanian: credit line" in text(response)
    assert list(response.context["untranslated"]) == [event]
