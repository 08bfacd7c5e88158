"""Who answers for whom, and who lives together."""

import pytest
from django.urls import reverse

from accounts.models import AccessLog
from accounts.models.access_log import Action
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


def test_a_tie_is_corrected_and_its_page_says_what_stood_there(client, staff, child, adult):
    tie = Guardianship.objects.create(adult=adult, child=child, relation="other")
    client.force_login(staff)
    seen = client.get(url("guardianship_update", child, tie)).context["form"]["seen_at"].value()

    response = client.post(
        url("guardianship_update", child, tie),
        {"relation": "mother", "may_collect": "on", "seen_at": seen},
    )

    assert response.url == url("participant_detail", child)
    tie.refresh_from_db()
    assert (tie.relation, tie.may_collect, tie.adult, tie.child) == ("mother", True, adult, child)
    assert list(tie.history.values_list("relation", "may_collect", "history_user")) == [
        ("mother", True, staff.pk),
        ("other", False, None),
    ]
    assert AccessLog.objects.filter(action=Action.CHANGE_PARTICIPANT, user=staff).count() == 2
    versions = client.get(url("guardianship_update", adult, tie)).context["versions"]
    assert [version.relation for version in versions] == ["mother", "other"]


def test_an_unlikely_relationship_is_asked_about_and_one_that_stays_is_not(client, staff, child):
    father = ParticipantFactory(sex="male", centre=child.centre)
    tie = Guardianship.objects.create(adult=father, child=child, relation="father")
    client.force_login(staff)
    page = url("guardianship_update", child, tie)

    asked = client.post(page, {"relation": "mother"})
    tie.refresh_from_db()
    assert (asked.status_code, tie.relation) == (200, "father")
    assert asked.context["form"].errors["sure"]

    assert client.post(page, {"relation": "father", "may_collect": "on"}).status_code == 302
    assert client.post(page, {"relation": "aunt"}).context["form"].errors["relation"]
    tie.refresh_from_db()
    assert (tie.relation, tie.may_collect) == ("father", True)


@pytest.mark.parametrize(
    ("name", "status"),
    [("coordinator", 200), ("admin", 403), ("volunteer", 403), ("partner", 403)],
)
def test_who_may_correct_a_tie(client, request, child, adult, name, status):
    tie = Guardianship.objects.create(adult=adult, child=child, relation="mother")
    client.force_login(request.getfixturevalue(name))

    assert client.get(url("guardianship_update", child, tie)).status_code == status


def test_a_tie_is_not_corrected_by_who_sees_one_side_or_through_other_people(
    client, staff, child, adult
):
    stranger = ParticipantFactory(centre=CentreFactory())
    one_side = Guardianship.objects.create(adult=stranger, child=child, relation="other")
    others = Guardianship.objects.create(adult=adult, child=ParticipantFactory(), relation="other")
    client.force_login(staff)

    for tie in (one_side, others):
        page = url("guardianship_update", child, tie)
        assert client.get(page).status_code == 404
        assert client.post(page, {"relation": "mother"}).status_code == 404
        tie.refresh_from_db()
        assert tie.relation == "other"


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
