"""Centres, for those who look after them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Centre
from partners.models import Municipality
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory

LIST = reverse("events:centre_list")
CREATE = reverse("events:centre_create")


def update_url(centre):
    return reverse("events:centre_update", args=[centre.pk])


def test_admin_adds_a_centre_and_its_code_follows_from_the_name(client, admin):
    client.force_login(admin)

    client.post(CREATE, {"name_sq": "Qendra “Shkëlqimi”", "address_en": "Main street"})

    centre = Centre.objects.get(code="qendra-shkelqimi")
    assert centre.name_sq == "Qendra “Shkëlqimi”"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name_sq", {"name_sq": ""}),
        ("name_sq", {"name_sq": "x" * 300}),
        ("code", {"code": "engjejt-e-vegjel"}),
        ("code", {"code": "Ç !"}),
        ("code", {"name_sq": "😀"}),
        ("municipality", {"municipality": "x"}),
        ("phone", {"phone": "call us"}),
    ],
)
def test_wrong_input_is_refused_at_its_field(client, admin, field, wrong):
    client.force_login(admin)

    response = client.post(CREATE, {"name_sq": "Qendra"} | wrong)

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert Centre.objects.count() == 1


def test_coordinator_corrects_the_own_centre_only(client, coordinator, centre):
    client.force_login(coordinator)
    other = CentreFactory()

    client.post(update_url(centre), {"name_en": "Little Angels", "code": "other"})

    centre.refresh_from_db()
    assert centre.name_en == "Little Angels"
    assert centre.code == "engjejt-e-vegjel"
    assert client.get(update_url(other)).status_code == 404
    assert client.post(update_url(other), {"name_en": "x"}).status_code == 404
    assert list(client.get(LIST).context["page_obj"]) == [centre]


def test_coordinator_of_a_centre_opens_no_other(client, coordinator):
    client.force_login(coordinator)

    assert client.get(CREATE).status_code == 403


def test_coordinator_of_all_centres_sees_all(client, centre):
    user = GrantFactory(role="coordinator").user
    client.force_login(user)
    other = CentreFactory()

    assert set(client.get(LIST).context["page_obj"]) == {centre, other}


@pytest.mark.parametrize("role", ["staff", "volunteer", "partner", "observer"])
def test_others_do_not_manage_centres(client, request, centre, role):
    client.force_login(request.getfixturevalue(role))

    for url in (LIST, CREATE, update_url(centre)):
        assert client.get(url).status_code == 403


def test_list_needs_as_many_queries_for_20_centres_as_for_one(
    client, admin, centre, django_assert_num_queries
):
    client.force_login(admin)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    CentreFactory.create_batch(19, municipality=Municipality.objects.first())

    with django_assert_num_queries(len(few)):
        assert len(client.get(LIST).context["page_obj"]) == 20
