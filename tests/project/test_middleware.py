"""In which language a request is answered."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import translation

from shkej.middleware import UserLanguageMiddleware

IN_ENGLISH = SimpleNamespace(language="en")
IN_NONE = SimpleNamespace(language="")


@pytest.mark.parametrize(
    ("user", "cookie", "language"),
    [
        (AnonymousUser(), None, "sq"),
        (AnonymousUser(), "en", "en"),
        (AnonymousUser(), "de", "sq"),
        (AnonymousUser(), "../en", "sq"),
        (IN_ENGLISH, None, "en"),
        (IN_ENGLISH, "sq", "en"),
        (IN_NONE, "en", "en"),
        (IN_NONE, None, "sq"),
    ],
)
def test_the_language_is_the_users_else_the_cookies_else_albanian(
    rf, settings, user, cookie, language
):
    request = rf.get("/", headers={"accept-language": "en-GB,de;q=0.5"})
    request.user = user
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    active = []

    def answer(request):
        active.append((translation.get_language(), request.LANGUAGE_CODE))
        return HttpResponse()

    with translation.override("sq"):
        response = UserLanguageMiddleware(answer)(request)

    assert active == [(language, language)]
    assert response.headers["Content-Language"] == language
    assert response.headers["Vary"] == "Cookie"


def test_a_page_in_a_language_of_its_own_keeps_saying_so(rf):
    request = rf.get("/")
    request.user = AnonymousUser()

    with translation.override("sq"):
        response = UserLanguageMiddleware(
            lambda request: HttpResponse(headers={"Content-Language": "en"})
        )(request)

    assert response.headers["Content-Language"] == "en"
