"""Pages that belong to no single app: the home page, the menu of a phone, and the health check."""

from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render

from accounts.addresses import is_own_address
from accounts.models.access_log import Action
from background.readiness import readiness
from backups.standing import standing
from events.models.scope import sees_only_past
from shkej.first_day.steps import first_day_of
from shkej.home_lines import events_ahead, reopenings_for, waiting_for
from shkej.lib.searches import PARAMETER, address_with
from shkej.templatetags.frame import is_partner_only

# What a search does not take along: the words themselves, and what belongs to the form.
NOT_KEPT = {"q", "page", "csrfmiddlewaretoken", "form_mark", "form_key", PARAMETER}


def home(request):
    """Today's events, and what waits for this user; partners have a page of their own."""
    if is_partner_only(request.user):
        return redirect("events:partner_page")
    today, coming = events_ahead(request.user)
    context = {
        "today": today,
        "coming": coming,
        "sees_only_past": sees_only_past(request.user),
        "first_day": None if today or coming else first_day_of(request.user),
        "waiting": waiting_for(request.user),
        "backups": _backups(request.user),
        **reopenings_for(request.user),
    }
    return render(request, "home.html", context)


def _backups(user):
    """How it stands with the backups, for whoever runs the system; a demonstration has none."""
    if settings.DEMONSTRATION or not user.has_perm("backups.view_backup"):
        return None
    return standing()


def search(request):
    """Keep what was typed, and lead back to the page that asked, with a token instead of the words.

    `page`: its path; `q`: the words; whatever else was sent stays in the address.
    """
    page = urlsplit(request.POST.get("page", "")).path
    if not page.startswith("/") or not is_own_address(request, page):
        return HttpResponseBadRequest()
    others = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_KEPT}
    others = {name: [text for text in texts if text] for name, texts in others.items()}
    words = request.POST.get("q", "").strip()
    if words:
        request.log(Action.SEARCH, words=words)
    return redirect(address_with(request, page, words, **others))


def more(request):
    """The sections that the bottom bar of a phone has no room for."""
    return render(request, "more.html")


def health(request):
    """Say only whether the application and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def health_ready(request):
    """Say only whether the work gets done: the database, and a worker that does not hang."""
    try:
        is_ready = readiness().working > 0
    except DatabaseError:
        is_ready = False
    text, status = ("ok", 200) if is_ready else ("not ready", 503)
    return HttpResponse(text, status=status, content_type="text/plain")


def worker(request):
    """The service worker, served from the root so that it may answer for the registers."""
    response = HttpResponse(_worker(), content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@cache
def _worker():
    return (settings.BASE_DIR / "static" / "js" / "worker.js").read_text(encoding="utf-8")
