"""The forms of organisations, programmes and projects."""

import pytest

from partners.age_bands import band_labels, read_starts
from partners.models import Organisation, Programme, Project
from tests.partners.factories import OrganisationFactory, ProjectFactory
from tests.partners.pages import KINDS, part_of, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def rows(*pairs):
    """The rows of organisations with their part, as the form sends them."""
    data = {"parts-TOTAL_FORMS": str(len(pairs)), "parts-INITIAL_FORMS": "0"}
    for number, (organisation, part) in enumerate(pairs):
        data |= {f"parts-{number}-organisation": organisation, f"parts-{number}-part": part}
    return data


def project_answers(**changed):
    filled = {"code": "AKSES-2021", "title_sq": "Akses", "age_bands": "0, 18", **rows()}
    return filled | changed


def test_an_organisation_is_added_and_completed(client, staff):
    client.force_login(staff)

    client.post(
        url("organisation_create"),
        {"name_sq": "Bashkia", "kind": "state_institution", "language": "en"},
    )
    organisation = Organisation.objects.get()
    assert organisation.search_name == "bashkia"
    Organisation.objects.update(needs_completion=True)

    client.post(
        url("organisation_update", organisation),
        {"name_sq": "Bashkia Tiranë", "kind": "state_institution"}
        | {"contact_phone": "04 223 4567", "language": "sq"},
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
    ],
)
def test_wrong_answers_about_an_organisation_lose_nothing(client, staff, wrong, field):
    client.force_login(staff)

    response = client.post(
        url("organisation_create"),
        {"name_sq": "Bashkia", "kind": "ngo", "contact_name": "Agim", "language": "sq"} | wrong,
    )

    assert list(response.context["form"].errors) == [field]
    assert 'value="Agim"' in text(response)
    assert 'class="error-summary"' in text(response)
    assert not Organisation.objects.exists()


def test_form_says_what_it_means_not_to_work_with_an_organisation(client, staff):
    client.force_login(staff)

    page = text(client.get(url("organisation_update", OrganisationFactory())))

    for effect in ("closed", "no longer stand", "no mail goes to it"):
        assert effect in page


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
    answers = {"name_sq": "E re", "title_sq": "E re", "kind": "ngo"}
    answers |= {"language": "sq", "seen_at": seen_at}

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
