"""Centres, for those who look after them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Centre
from partners.models import Municipality
from tests.accounts.factories import GrantFactory
from tests.events.factories import CentreFactory, EventFactory
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import ProjectFactory
from tests.reports.factories import came
from tests.reports.factories_unicef import IndicatorFactory, OutputFactory, ReportingPeriodFactory

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
        ("name_sq", {"name_sq": "", "phone": "12"}),
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


def test_another_municipality_of_counted_events_asks_why_and_shows_what_it_does(
    client, coordinator, centre
):
    here, elsewhere = Municipality.objects.all()[:2]
    Centre.objects.filter(pk=centre.pk).update(municipality=here)
    project = ProjectFactory(code="P-1")
    event = EventFactory(centre=centre, closed=True)
    event.projects.add(project)
    came(event, ParticipantFactory())
    indicator = IndicatorFactory(output=OutputFactory(project=project))
    indicator.locations.set([here])
    ReportingPeriodFactory(project=project)
    client.force_login(coordinator)
    asked = {"name_en": "Little Angels", "municipality": elsewhere.pk}

    without = client.post(update_url(centre), asked)
    assert list(without.context["form"].errors) == ["why"]
    assert without.context["form"].fields["why"].required
    shown = client.post(update_url(centre), asked | {"why": "It moved"})
    centre.refresh_from_db()
    assert centre.municipality == here
    effects = {e.before.label: (e.before.value, e.after.value) for e in shown.context["effects"]}
    assert effects == {f"{indicator.code} {indicator.title}": ("1", "0")}
    done = client.post(
        update_url(centre), asked | {"why": "It moved", "seen": shown.context["seen"]}
    )

    assert done.status_code == 302
    centre.refresh_from_db()
    assert centre.municipality == elsewhere
    assert centre.history.latest().history_change_reason == "It moved"


def test_a_municipality_asks_nothing_where_nothing_was_counted(client, coordinator, centre):
    elsewhere = Municipality.objects.first()
    client.force_login(coordinator)

    answer = client.post(update_url(centre), {"name_en": "x", "municipality": elsewhere.pk})

    assert answer.status_code == 302
