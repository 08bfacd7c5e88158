"""In which language a request is answered."""

from django.conf import settings
from django.utils import translation
from django.utils.cache import patch_vary_headers


class UserLanguageMiddleware:
    """The signed-in user's language, else the one chosen in a cookie, else Albanian.

    The browser's own preference is not asked: the interface is Albanian unless somebody chose.
    Stands after `AuthenticationMiddleware`. The language stays active once the response is made,
    because a streamed export is written after that.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = self._language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response

    def _language_of(self, request):
        available = dict(settings.LANGUAGES)
        chosen = (
            getattr(request.user, "language", None),
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME),
        )
        return next((code for code in chosen if code in available), settings.LANGUAGE_CODE)
