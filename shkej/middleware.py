"""In which language a request is answered, how its answer travels, and which address is none."""

from django.conf import settings
from django.http import Http404
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from shkej.lib.texts import as_typed

LARGEST_KEY = 2**63 - 1


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


class CompressTextMiddleware(GZipMiddleware):
    """Compress what is text: a page of 200 kB crosses a slow line as 17.

    A page that repeats what was asked could tell its secrets by its compressed length (BREACH).
    Django adds up to 100 random bytes to each answer and masks its CSRF token anew each time.
    Workbooks and PDFs are compressed already; what is streamed goes out as it is made.
    """

    def process_response(self, request, response):
        """Compress it where its reader takes that and it gets shorter."""
        kind = response.headers.get("Content-Type", "")
        is_text = kind.startswith(("text/", "application/json"))
        if response.streaming or not is_text:
            return response
        return super().process_response(request, response)


class TypedTextMiddleware:
    """Cleans what is posted, by whatever form: pasted slides bring characters that no screen shows.

    Files break on them: calendars, workbooks, documents. Passwords stay as they are. Stands right
    before the views, so that whoever refuses a request reads none of it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Put clean texts in the place of those that need it."""
        if request.method != "POST":
            return
        typed = request.POST.copy()
        for name, texts in typed.lists():
            if "password" not in name:
                typed.setlist(name, [as_typed(text) for text in texts])
        if typed != request.POST:
            request.POST = typed


class PossibleKeysMiddleware:
    """Says that there is no such page where a key in the address is larger than any can be.

    Databases refuse to compare a column with such a number, each in its own way.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Answer instead of the view where no row can be meant."""
        if any(isinstance(key, int) and key > LARGEST_KEY for key in keywords.values()):
            raise Http404
