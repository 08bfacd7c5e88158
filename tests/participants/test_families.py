"""Who answers for whom, and who lives together."""

import pytest
from django.urls import reverse

from participants.models import Category, Guardianship
from shkej.lib.dates import today
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory
from tests.searching import search_on

pytestmark = pytest.mark.django_db


def url(name, *rows):
    return reverse(f"participants:{name}", args=[row.pk for row in rows])


@pytest.fixture
def child(centre):
    return ParticipantFactory(first_name="Ana", centre=centre, birth_year=today().year - 12)


@pytest.fixture
def adult(centre):
    return ParticipantFactory(first_name="Drita", last_name="Çela", centre=centre)


def test_a_guardian_is_found_and_recorded_and_removed(client, staff, child, adult):
    client.force_login(staff)

    found = search_on(client, url("guardian_create", child), "cela")
    assert list(found.context["found"]) == [adult]
    client.post(
        url("guardian_create", child),
        {"other": adult.pk, "relation": "mother", "may_collect": "on"},
    )

    tie = Guardianship.objects.get()
    assert (tie.adult, tie.child, tie.may_collect) == (adult, child, True)
    client.post(url("guardianship_remove", child, tie))
    assert not Guardianship.objects.exists()


def test_a_child_is_recorded_from_the_adults_page(client, staff, child, adult):
    client.force_login(staff)

    client.post(url("child_create", adult), {"other": child.pk, "relation": "father"})

    assert Guardianship.objects.get().child == child


def test_wrong_guardians_are_refused(client, staff, child, adult):
    stranger = ParticipantFactory(centre=CentreFactory())
    Guardianship.objects.create(adult=adult, child=child, relation="mother")
    client.force_login(staff)

    for other in (child.pk, stranger.pk, adult.pk, "abc", ""):
        response = client.post(
            url("guardian_create", child), {"other": other, "relation": "mother"}
        )
        assert response.status_code == 200
        assert response.context["form"].errors
    response = client.post(url("guardian_create", child), {"other": adult.pk, "relation": "aunt"})
    assert response.context["form"].errors["relation"]
    assert Guardianship.objects.count() == 1


def test_a_tie_of_other_people_cannot_be_removed_through_this_page(client, staff, child, adult):
    tie = Guardianship.objects.create(
        adult=ParticipantFactory(), child=ParticipantFactory(), relation="other"
    )
    client.force_login(staff)

    assert client.post(url("guardianship_remove", child, tie)).status_code == 404


def test_people_who_live_together_share_a_household_until_one_leaves(client, staff, child, adult):
    client.force_login(staff)

    client.post(url("household_join", child), {"other": adult.pk})
    child.refresh_from_db()
    adult.refresh_from_db()
    assert child.household == adult.household
    assert str(child.household) == "Çela"
    assert "Drita" in client.get(url("participant_detail", child)).content.decode()

    client.post(url("household_leave", child))
    child.refresh_from_db()
    assert child.household is None


def test_coordinator_changes_the_words_of_a_category_but_not_its_code(client, coordinator):
    category = Category.objects.get(code="police")
    client.force_login(coordinator)
    assert b"police" in client.get(reverse("participants:category_list")).content

    client.post(
        url("category_update", category),
        {"label_sq": "Policia", "label_en": "Police", "code": "x"},
    )
    category.refresh_from_db()
    assert (category.label_sq, category.code) == ("Policia", "police")

    refused = client.post(url("category_update", category), {"label_sq": "", "label_en": ""})
    assert list(refused.context["form"].errors) == ["label_sq"]
    too_long = client.post(url("category_update", category), {"label_sq": "x" * 300})
    assert "x" * 300 in too_long.content.decode()


@pytest.mark.parametrize(("name", "sees"), [("admin", True), ("staff", False)])
def test_categories_are_found_by_those_who_may_change_them(client, request, name, sees):
    client.force_login(request.getfixturevalue(name))
    url = reverse("participants:category_list")

    assert (f'href="{url}"' in client.get(reverse("more")).content.decode()) is sees
