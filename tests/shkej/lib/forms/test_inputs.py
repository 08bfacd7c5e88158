"""Fields that every app's forms use."""

import pytest
from django.urls import reverse

from events.models import Event
from partners.models import Programme

pytestmark = pytest.mark.django_db

BEYOND = [2**63, -(2**63) - 1, 10**30]


@pytest.mark.parametrize("key", BEYOND)
@pytest.mark.parametrize("field", ["topics", "projects", "volunteers"])
def test_a_key_beyond_the_database_is_no_choice_for_an_event(client, coordinator, field, key):
    client.force_login(coordinator)

    answers = {"title_sq": "Takim", "date": "06.10.2021", field: [str(key)]}
    response = client.post(reverse("events:event_create"), answers)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["title_sq"].value() == "Takim"
    assert not Event.objects.exists()


@pytest.mark.parametrize("key", BEYOND)
def test_a_key_beyond_the_database_is_no_choice_for_a_programme(client, coordinator, key):
    client.force_login(coordinator)

    answers = {"title_sq": "Program", "funders": [str(key)]}
    response = client.post(reverse("partners:programme_create"), answers)

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["funders"]
    assert not Programme.objects.exists()
