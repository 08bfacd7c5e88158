"""What everybody may change about themselves."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from tests.accounts.factories import GrantFactory, UserFactory


def choose(client, language, back="/more/"):
    return client.post(reverse("accounts:set_language"), {"language": language, "next": back})


def test_a_visitor_chooses_a_language_that_this_browser_keeps(client, db, settings):
    response = choose(client, "en", "/account/login/")

    assert response.url == "/account/login/"
    cookie = response.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("en", "Lax", True)
    assert 'lang="en"' in client.get("/account/login/").content.decode()


def test_a_users_language_is_kept_with_the_user(client, db):
    user, other = UserFactory(language="sq"), UserFactory(language="sq")
    client.force_login(user)

    choose(client, "en")

    assert 'lang="en"' in client.get("/more/").content.decode()
    user.refresh_from_db(), other.refresh_from_db()
    assert (user.language, other.language) == ("en", "sq")
    (elsewhere := Client()).force_login(user)
    assert 'lang="en"' in elsewhere.get("/more/").content.decode()


@pytest.mark.parametrize("language", ["de", "", "../en", "EN", "💛"])
def test_a_language_we_do_not_have_changes_nothing(client, db, language):
    user = UserFactory(language="sq")
    client.force_login(user)

    response = choose(client, language)

    assert response.status_code == 302
    user.refresh_from_db()
    assert user.language == "sq"
    assert "language" not in response.cookies


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:1", "//[", ""],
)
def test_choosing_a_language_leads_to_no_other_site(client, db, back):
    assert choose(client, "en", back).url == reverse("home")


def test_language_is_not_chosen_by_a_link(client, db):
    assert client.get(reverse("accounts:set_language")).status_code == 405


def test_changing_ones_name_and_language(client, staff):
    client.force_login(staff)

    response = client.post(
        reverse("accounts:profile"), {"name": "Dhurata Ç.", "language": "sq"}, follow=True
    )

    staff.refresh_from_db()
    assert (staff.name, staff.language) == ("Dhurata Ç.", "sq")
    assert staff.sort_name
    assert 'lang="sq"' in response.content.decode()


def test_nothing_else_is_changed_by_extra_fields(client, staff):
    client.force_login(staff)
    before = staff.email, staff.password, staff.roles

    client.post(
        reverse("accounts:profile"),
        {
            "name": "N",
            "language": "en",
            "email": "other@example.org",
            "is_active": "",
            "password": "x",
            "role": "admin",
            "id": "1",
        },
    )

    staff = type(staff).objects.get(pk=staff.pk)
    assert (staff.email, staff.password, staff.roles) == before
    assert staff.is_active


@pytest.mark.parametrize("name", ["", "x" * 151, "   "])
def test_a_wrong_name_is_told_and_the_head_keeps_the_right_one(client, staff, name):
    client.force_login(staff)

    response = client.post(reverse("accounts:profile"), {"name": name, "language": "en"})

    assert response.status_code == 200
    assert response.context["form"].errors["name"]
    assert f'header-name"><span translate="no">{staff.name}<' in response.content.decode()


def test_names_are_shown_as_text(client, staff):
    client.force_login(staff)

    response = client.post(
        reverse("accounts:profile"),
        {"name": "<script>alert(1)</script>", "language": "en"},
        follow=True,
    )

    assert "<script>alert" not in response.content.decode()


def test_one_sees_ones_roles_in_words(client, staff, centre):
    GrantFactory(user=staff, role=Role.COORDINATOR)
    client.force_login(staff)

    page = client.get(reverse("accounts:profile")).content.decode()

    assert "Centre staff" in page
    assert "Coordination" in page
    assert "all centres" in page
