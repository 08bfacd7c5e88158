"""Another house uses it under its own name, mark and colours."""

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Role
from shkej import __version__
from shkej.lib.house import house_file, of_house
from tests.accounts.factories import GrantFactory

NAME = "Qendra Hapi & Bashkë"
SHOWN = "Qendra Hapi &amp; Bashkë"


@pytest.fixture
def another_house(settings):
    settings.ORGANISATION_NAME = NAME


@pytest.mark.usefixtures("another_house")
def test_pages_bear_the_name_of_the_house(client, db):
    user = GrantFactory(role=Role.COORDINATOR).user
    pages = [client.get(reverse("account_login")), client.get("/there-is-no-such-page/")]
    client.force_login(user)
    pages.append(client.get(reverse("home")))

    for page in pages:
        text = page.content.decode()
        assert SHOWN in text
        assert "SHKEJ" not in text


@pytest.mark.usefixtures("another_house")
@pytest.mark.parametrize("name", ["500.html", "503.html", "base_mail.html"])
def test_what_is_shown_without_a_request_bears_it_too(name):
    text = render_to_string(name, {"seconds": 10})

    assert SHOWN in text
    assert "SHKEJ" not in text


@pytest.mark.usefixtures("another_house")
def test_a_subject_begins_with_the_name_of_the_house():
    assert of_house("SHKEJ: a role") == f"{NAME}: a role"
    assert of_house("Ftesë: SHKEJ") == "Ftesë: SHKEJ"


def test_a_house_without_a_folder_has_the_mark_of_the_program(settings):
    settings.ORGANISATION_FOLDER = ""

    assert house_file("logo.svg") == ""


def test_the_mark_and_the_colours_of_a_house_are_taken_where_they_are(settings, tmp_path):
    (tmp_path / "logo.svg").write_text("<svg/>")
    settings.ORGANISATION_FOLDER = str(tmp_path)

    template = "{% house_file 'logo.svg' as logo %}{{ logo }}"
    page = engines["django"].from_string(template).render({})

    assert house_file("logo.svg") == "house/logo.svg"
    assert house_file("colours.css") == ""
    assert page == "house/logo.svg"


def test_the_version_stands_at_the_foot_of_every_page_for_who_is_signed_in(client, db):
    client.force_login(GrantFactory(role=Role.COORDINATOR).user)

    assert f"versioni {__version__}" in client.get(reverse("home")).content.decode()
