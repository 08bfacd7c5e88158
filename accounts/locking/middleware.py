"""Keeps a locked session from showing anything, and loses nothing that is sent to it."""

from urllib.parse import urlencode, urlsplit

from django.contrib.messages import WARNING, get_messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.addresses import page_of
from accounts.locking import session

# What a locked screen needs, and what names nobody.
ALWAYS = {
    "health",
    "health_ready",
    "worker",
    "accounts:set_language",
    "accounts:lock",
    "accounts:locked",
    "accounts:unlock",
    "mfa_own_options",
}
SIGN_OUT = "account_logout"  # sent from the lock; its page would say what other forms have done
# Forms that say who may get in are not done for whoever holds the device.
WAYS_IN = ("account_", "mfa_", "usersessions_", "accounts:", "partners:user_")
# What is shown or handed out once would be lost with the answer that nobody sees.
GIVEN_ONCE = {"backups:export_take", "events:feeds", "events:feed_renew"}
# What a form asks for and changes nothing by: nobody gets what the log would say was given.
ASKED_FOR = {
    "events:register_search",
    "events:sheet",
    "participants:family_alike",
    "participants:participant_alike",
    "participants:reveal_contacts",
    "reports:prp_file",
}
# Where a view leads that wants to know first who it is.
ASKING = (
    "account_login",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
)
READING = {"GET", "HEAD"}
ASK_AGAIN = "ask-again"


class LockMiddleware:
    """Answers for a locked session: pages with the lock, forms with "saved" and the lock.

    A form that was typed before is taken: its view does what it does, and of the answer only what
    names nobody goes out. Where that says that something is wrong, the form is kept; so is one
    whose answer is given once. No file is made that nobody would get, and nobody is looked up:
    whom an answer names that does not go out, the log does not say was shown (`log_request`).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.is_taken = request.is_put_off = False
        if request.user.is_authenticated and not request.htmx:
            session.lock_if_idle(request)
        response = self.get_response(request)
        return _without_data(request, response) if request.is_taken else response

    def process_view(self, request, view, arguments, keywords):
        """Answer instead of the view where it would show something."""
        name = request.resolver_match.view_name
        if not request.user.is_authenticated or name in ALWAYS:
            return None
        if name == SIGN_OUT and request.method == "POST":
            return None
        if not session.is_locked(request):
            if request.htmx or (request.method == "GET" and "/register/" not in request.path):
                session.stop_watching(request)
            return None
        if request.method in READING | {"OPTIONS"}:
            return show_closed(request, page_of(request))
        if name.startswith(WAYS_IN) or name in GIVEN_ONCE:
            return show_closed(request, page_of(request), told_of(request))
        if name in ASKED_FOR:
            return show_closed(request, page_of(request), ASK_AGAIN)
        request.is_taken = True
        return None


def show_closed(request, back="", told=""):
    """Lead to the lock, which leads to `back`; a script is told so and stays where it is.

    `told`: what became of what was sent, a key of `views.TOLD`.
    """
    if request.htmx or _is_script(request):
        return say_closed(request, HttpResponse(status=423))
    return redirect(_lock_page(back, told))


def _lock_page(back, told):
    facts = {"next": back, "told": told}
    query = urlencode({name: value for name, value in facts.items() if value})
    return f"{reverse('accounts:locked')}?{query}"


def say_closed(request, response):
    """`response`, saying to the page's script that the screen has to be covered."""
    response.headers["X-Closed"] = session.state_of(request)
    response.headers["HX-Trigger"] = "screen-closed"
    return response


def _without_data(request, response):
    """What became of a form, without what the view's answer shows."""
    if request.htmx or _is_script(request):
        return _told_to_script(request, response)
    if 300 <= response.status_code < 400 and _is_saved(request, response["Location"]):
        return show_closed(request, response["Location"], "saved")
    return show_closed(request, page_of(request), told_of(request))


def _told_to_script(request, response):
    """204 where it was done; 423 where it was not: then the script keeps it and asks once more.

    A page that htmx alone has sent something from, and that is led on, is led on to the lock.
    """
    address = response.headers.get("HX-Redirect") or response.headers.get("Location")
    is_done = response.status_code < 400 and not (address and not _is_saved(request, address))
    answer = say_closed(request, HttpResponse(status=204 if is_done else 423))
    if is_done and address and "X-User" not in request.headers:
        answer.headers["HX-Redirect"] = _lock_page(address, "saved")
    return answer


def told_of(request):
    """Keep what was sent, and return the word for whether that could be done."""
    request.is_put_off = True
    if not request.keep_form():
        return "not-done"
    session.note_kept(request)
    return "kept"


def _is_saved(request, address):
    """Whether a view that leads on to `address` has done its work: it asks and refuses nothing."""
    if urlsplit(address).path in {reverse(route) for route in ASKING}:
        return False
    said = get_messages(request)
    levels = [message.level for message in said]
    said.used = False  # only read here, not yet shown
    return not any(level >= WARNING for level in levels)


def _is_script(request):
    return request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
