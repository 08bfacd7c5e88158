"""Help where one is: for everybody, in the reader's language, searchable without a script."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Role
from shkej.help.guides import found_by, pages_in
from tests.accounts.factories import GrantFactory, UserFactory

SLUGS = list(pages_in("en"))


def text_of(response):
    return response.content.decode()


def signed_in(client, role, language="en"):
    user = UserFactory(language=language)
    GrantFactory(user=user, role=role)
    client.force_login(user)
    return user


def test_a_visitor_reads_help_in_albanian(client, db):
    page = text_of(client.get(reverse("help")))

    assert "<h1>Ndihmë</h1>" in page
    assert "Lista e prezencës te dera" in page


@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_opens_for_a_visitor(client, db, slug):
    response = client.get(reverse("help_page", args=[slug]))

    assert response.status_code == 200
    assert pages_in("sq")[slug].title in text_of(response)


def test_there_is_no_page_of_another_name(client, db):
    assert client.get("/help/nothing-like-it/").status_code == 404


@pytest.mark.parametrize(
    ("role", "own"),
    [(Role.ADMIN, "For administrators"), (Role.COORDINATOR, "For coordinators")],
)
def test_what_is_for_the_readers_own_role_is_open_and_the_rest_is_folded(client, db, role, own):
    signed_in(client, role)

    page = text_of(client.get(reverse("help")))

    assert f"<h2>{own}</h2>" in page
    assert "<h2>For everybody</h2>" in page
    assert "<summary>At the door</summary>" in page


def test_a_search_takes_words_in_any_case_of_the_noun(client, db):
    page = text_of(client.get(reverse("help"), {"q": "telefonin e humbur"}))

    assert "Një telefon i humbur" in page[page.index("found-head") : page.index("help-contents")]


def test_a_search_finds_words_in_titles_first_and_without_diacritics(client, db):
    page = text_of(client.get(reverse("help"), {"q": "prezences"}))

    found = page[page.index("found-head") : page.index("help-contents")]
    assert "Lista e prezencës te dera" in found


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("en", "whatsapp"),
        ("en", "paste a list"),
        ("sq", "WhatsApp"),
        ("sq", "ngjit"),
        ("sq", "ngjis"),
    ],
)
def test_who_looks_for_pasting_finds_the_import(language, typed):
    with override(language):
        assert "import" in [page.slug for page in found_by(typed)][:2]


def test_what_only_coordinators_can_open_is_not_among_the_pages_of_staff(client, staff):
    client.force_login(staff)
    own = client.get(reverse("help")).context["own"]

    assert "duplicates" not in {page.slug for _key, _title, pages in own for page in pages}


def test_a_search_that_finds_nothing_says_what_to_do(client, db):
    page = text_of(client.get(reverse("help"), {"q": "xylophone"}))

    assert "Provoni" in page


def test_what_was_typed_is_shown_as_text(client, db):
    page = text_of(client.get(reverse("help"), {"q": "<script>alert(1)</script>"}))

    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("route", "slug"),
    [
        ("events:event_create", "log-a-meeting"),
        ("events:import", "import"),
        ("reports:attendance", "reports"),
        ("participants:participant_list", "people"),
    ],
)
def test_the_question_mark_of_a_page_leads_to_its_help(client, db, route, slug):
    signed_in(client, Role.COORDINATOR)

    assert f'href="/help/{slug}/"' in text_of(client.get(reverse(route)))


def test_a_page_without_help_has_no_question_mark(client, db):
    signed_in(client, Role.COORDINATOR)

    assert "help-link" not in text_of(client.get(reverse("more")))


def test_signing_in_and_errors_lead_to_help(client, db):
    assert 'href="/help/"' in text_of(client.get(reverse("account_login")))
    assert 'href="/help/"' in text_of(client.get("/there-is-no-such-page/"))


def test_a_search_that_is_too_long_is_refused_with_what_was_typed(client, db):
    words = "prezenca " * 12

    page = text_of(client.get(reverse("help"), {"q": words}))

    assert "Kërkoni me më pak fjalë" in page
    assert words.strip() in page
    assert '<h2 id="found-head"' not in page
