"""Organisations, programmes and projects: lists, pages, forms and who reaches them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import EventOrganisation
from partners.age_bands import band_labels, read_starts
from partners.models import Organisation, Programme, Project, ProjectOrganisation
from tests.events.factories import EventFactory
from tests.partners.factories import OrganisationFactory, ProgrammeFactory, ProjectFactory

pytestmark = pytest.mark.django_db

KINDS = {
    "organisation": OrganisationFactory,
    "programme": ProgrammeFactory,
    "project": ProjectFactory,
}


def url(name, row=None):
    return reverse(f"partners:{name}", args=[row.pk] if row else [])


def text(response):
    return " ".join(response.content.decode().split())


def part_of(organisation, project, part="partner"):
    return ProjectOrganisation.objects.create(organisation=organisation, project=project, part=part)


def rows(*pairs):
    """The rows of organisations with their part, as the form sends them."""
    data = {"parts-TOTAL_FORMS": str(len(pairs)), "parts-INITIAL_FORMS": "0"}
    for number, (organisation, part) in enumerate(pairs):
        data |= {f"parts-{number}-organisation": organisation, f"parts-{number}-part": part}
    return data


def project_answers(**changed):
    filled = {"code": "AKSES-2021", "title_sq": "Akses", "age_bands": "0, 18", **rows()}
    return filled | changed


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
        assert len(client.get(url(name), {"q": query}).context["page_obj"]) == 1
        assert len(client.get(url(name), {"q": "nothing"}).context["page_obj"]) == 0


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


# Forms


def test_an_organisation_is_added_and_completed(client, staff):
    client.force_login(staff)

    client.post(url("organisation_create"), {"name_sq": "Bashkia", "kind": "state_institution"})
    organisation = Organisation.objects.get()
    assert organisation.search_name == "bashkia"
    Organisation.objects.update(needs_completion=True)

    client.post(
        url("organisation_update", organisation),
        {"name_sq": "Bashkia Tiranë", "kind": "state_institution", "contact_phone": "04 223 4567"},
    )

    organisation.refresh_from_db()
    assert (organisation.name_sq, organisation.needs_completion) == ("Bashkia Tiranë", False)
    assert organisation.is_active is False  # the box was not ticked


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name_sq": "x" * 300}, "name_sq"),
        ({"name_sq": ""}, "name_sq"),
        ({"kind": "x"}, "kind"),
        ({"contact_email": "x"}, "contact_email"),
        ({"contact_phone": "<script>"}, "contact_phone"),
        ({"municipality": "99999"}, "municipality"),
        ({"name_en": "a\x00"}, "name_en"),
    ],
)
def test_wrong_answers_about_an_organisation_lose_nothing(client, staff, wrong, field):
    client.force_login(staff)

    response = client.post(
        url("organisation_create"),
        {"name_sq": "Bashkia", "kind": "ngo", "contact_name": "Agim"} | wrong,
    )

    assert list(response.context["form"].errors) == [field]
    assert 'value="Agim"' in text(response)
    assert 'class="error-summary"' in text(response)
    assert not Organisation.objects.exists()


def test_a_programme_is_added_with_who_leads_and_supports_it(client, coordinator):
    lead, funder = OrganisationFactory(), OrganisationFactory()
    client.force_login(coordinator)

    client.post(
        url("programme_create"),
        {"title_sq": "Programi", "lead_organisation": lead.pk, "funders": [funder.pk]},
    )

    programme = Programme.objects.get()
    assert (programme.lead_organisation, programme.funders.get()) == (lead, funder)
    refused = client.post(url("programme_update", programme), {"title_sq": "", "funders": ["x"]})
    assert set(refused.context["form"].errors) == {"title_sq", "funders"}


def test_a_project_is_added_with_parts_and_age_bands(client, coordinator):
    one, other = OrganisationFactory(), OrganisationFactory()
    client.force_login(coordinator)

    client.post(
        url("project_create"),
        project_answers(
            starts_on="06/10/2021",
            **rows((one.pk, "implementer"), ("", "partner"), (other.pk, "donor")),
        ),
    )

    project = Project.objects.get()
    assert project.age_band_starts == [0, 18]
    assert str(project.starts_on) == "2021-10-06"
    assert set(project.parts.values_list("organisation", "part")) == {
        (one.pk, "implementer"),
        (other.pk, "donor"),
    }


def test_changing_a_project_keeps_parts_that_stay_and_completes_it(client, coordinator):
    project, organisation = ProjectFactory(needs_completion=True), OrganisationFactory()
    kept, gone = part_of(organisation, project), part_of(organisation, project, "donor")
    client.force_login(coordinator)

    client.post(
        url("project_update", project), project_answers(**rows((organisation.pk, "partner")))
    )

    project.refresh_from_db()
    assert not project.needs_completion
    assert list(project.parts.all()) == [kept]
    assert gone.pk


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "x" * 300}, "code"),
        ({"code": "A;B"}, "code"),
        ({"code": "P 😀"}, "code"),
        ({"code": "TAKEN"}, "code"),
        ({"title_sq": ""}, "title_sq"),
        ({"title_sq": "x" * 301}, "title_sq"),
        ({"credit_line_sq": "x" * 10_001}, "credit_line_sq"),
        ({"starts_on": "31/02/2021"}, "starts_on"),
        ({"starts_on": "01/01/1800"}, "starts_on"),
        ({"starts_on": "06/10/2021", "ends_on": "05/10/2021"}, "ends_on"),
        ({"age_bands": ""}, "age_bands"),
        ({"age_bands": "5, 10"}, "age_bands"),
        ({"age_bands": "0, 10, 5"}, "age_bands"),
        ({"age_bands": "0, 200"}, "age_bands"),
        ({"age_bands": "0, x"}, "age_bands"),
        ({"age_bands": "0, -5"}, "age_bands"),
    ],
)
def test_wrong_answers_about_a_project_lose_nothing(client, coordinator, wrong, field):
    ProjectFactory(code="TAKEN")
    client.force_login(coordinator)

    response = client.post(
        url("project_create"), project_answers(unicef_reference="REF-1", **wrong)
    )

    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert len(errors[field]) == 1
    assert 'value="REF-1"' in text(response)
    assert Project.objects.count() == 1


def test_wrong_rows_of_organisations_are_told_at_the_row(client, coordinator):
    organisation = OrganisationFactory()
    twice = rows((organisation.pk, "donor"), (organisation.pk, "donor"))
    client.force_login(coordinator)

    for wrong in (twice, rows((999999, "donor")), rows((organisation.pk, "king"))):
        response = client.post(url("project_create"), project_answers(**wrong))
        assert response.context["parts"].total_error_count() == 1
        assert 'class="error-summary"' in text(response)
    assert not Project.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_that_met_another_is_refused_once(client, coordinator, kind):
    row = KINDS[kind]()
    client.force_login(coordinator)
    seen_at = client.get(url(f"{kind}_update", row)).context["form"]["seen_at"].value()
    row.save()
    answers = {"name_sq": "E re", "title_sq": "E re", "kind": "ngo", "seen_at": seen_at}

    response = client.post(url(f"{kind}_update", row), project_answers(**answers))

    assert response.status_code == 409
    assert "E re" in text(response)
    answers["seen_at"] = response.context["form"]["seen_at"].value()
    assert client.post(url(f"{kind}_update", row), project_answers(**answers)).status_code == 302


def test_titles_with_signs_are_escaped(client, coordinator):
    ProjectFactory(title_sq="<script>alert(1)</script>")
    OrganisationFactory(name_sq="<script>alert(2)</script>")
    client.force_login(coordinator)

    for name in ("project_list", "organisation_list"):
        assert "<script>alert" not in text(client.get(url(name)))


# Age bands


def test_age_bands_are_read_and_named():
    assert read_starts(" 0, 5;18 60,") == [0, 5, 18, 60]
    assert band_labels([0, 5, 18, 19, 60]) == ["0–4", "5–17", "18", "19–59", "60+"]
    assert band_labels([]) == []
