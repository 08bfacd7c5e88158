"""Pages for what goes wrong: in the reader's language, each with a way on."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from shkej.lib.bilingual import LANGUAGES
from tests.often import MORE_ON_POSTGRESQL

pytestmark = MORE_ON_POSTGRESQL

PAGES = ["400", "403", "403_csrf", "404", "413", "429"]


def shown(name, language):
    request = RequestFactory().get("/")
    request.user = type("Visitor", (), {"is_authenticated": False})()
    with translation.override(language):
        return render_to_string(f"{name}.html", {"user": request.user}, request)


@pytest.mark.parametrize("name", PAGES)
def test_an_error_page_speaks_each_language_and_leads_on(name):
    pages = [shown(name, language) for language in LANGUAGES]

    assert pages[0] != pages[1]
    for page in pages:
        assert page.count("btn btn-") >= 2  # a way on, and help
        assert f'href="{reverse("help")}"' in page


@pytest.mark.parametrize("name", ["500", "503", "503_log"])
def test_a_page_without_a_catalogue_speaks_both_languages(name):
    page = render_to_string(f"{name}.html", {"seconds": 10, "tries_again": True})

    assert 'lang="sq"' in page
    assert 'lang="en"' in page
    assert 'href="/"' in page


@pytest.mark.parametrize(
    ("language", "words"), [("sq", "Nuk u ruajt asgjë"), ("en", "Nothing was")]
)
def test_too_much_at_once_is_refused_in_words(db, settings, language, words):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    response = client.post(reverse("account_login"), {"login": "x" * 1024 * 1025})

    assert response.status_code == 413
    assert words in response.content.decode()
    assert "1 MB" in response.content.decode()
