"""In which language a request is answered, and how its answer travels."""

import gzip
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import translation

from shkej.middleware import CompressTextMiddleware, UserLanguageMiddleware

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


LONG = "<p>Takim me prindërit</p>" * 100


def travelled(rf, response, accepted="gzip, br"):
    """The answer as it leaves for a reader who takes what is `accepted`."""
    request = rf.get("/", headers={"accept-encoding": accepted})
    return CompressTextMiddleware(lambda _request: response)(request)


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/calendar", "application/json"])
def test_text_is_compressed_and_says_the_same(rf, kind):
    answer = travelled(rf, HttpResponse(LONG, content_type=kind))

    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < len(LONG) / 4
    assert gzip.decompress(answer.content).decode() == LONG
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_the_length_of_what_is_compressed_tells_nothing(rf):
    lengths = {len(travelled(rf, HttpResponse(LONG)).content) for _time in range(20)}
    assert len(lengths) > 1


@pytest.mark.parametrize(
    ("kind", "accepted"), [("text/html", "identity"), ("application/pdf", "gzip")]
)
def test_who_cannot_read_it_and_what_is_compressed_already_is_left_alone(rf, kind, accepted):
    answer = travelled(rf, HttpResponse(LONG, content_type=kind), accepted)

    assert "Content-Encoding" not in answer.headers
    assert answer.content.decode() == LONG


def test_what_is_streamed_goes_out_as_it_is_made(rf):
    answer = travelled(rf, StreamingHttpResponse(["a,b\n"] * 100, content_type="text/csv"))

    assert "Content-Encoding" not in answer.headers
    assert next(iter(answer)) == b"a,b\n"
