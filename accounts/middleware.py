"""How long a session lasts, who needs a second factor first, and who is asked to sign in."""

import json
import time
from functools import partial
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout, middleware
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, resolve_url
from django.template import loader
from django.urls import resolve
from django.utils.translation import gettext as _

from accounts.access import ANYBODY, SIGNED_IN, access_table
from accounts.addresses import page_of
from accounts.locking.devices import remember
from accounts.locking.store import ACTIVE_AT
from accounts.models.access_log import Action
from accounts.models.grants import WITHOUT_POWER
from accounts.reading.limits import TooManyOpened
from accounts.reading.shown_people import noting
from accounts.second_factor import SHORT_PASSWORD, must_enrol
from accounts.services import log_request

MINUTE = 60
IDLE, IDLE_WITH_POWER, ABSOLUTE = 30 * MINUTE, 15 * MINUTE, 12 * 60 * MINUTE
SIGNED_IN_AT = "signed_in_at"
WATCHED = "watched"  # the server itself locks this session, after minutes (accounts/locking)

# What somebody without the second factor they need may still do.
OPEN_BEFORE_ENROLMENT = {
    "health",
    "accounts:set_language",
    "accounts:lock",
    "accounts:locked",
    "accounts:unlock",
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_own_options",
}


# Where the password is given again, and what waited for it is done.
RESUMING = {"account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}

# What an open page asks for by itself: no sign that somebody still sits before it.
ASKED_BY_ITSELF = {"background:task", "events:register_changes"}


def rule_of(request):
    """What the access table says of this request's route; None where it says nothing."""
    return access_table()["routes"].get(request.resolver_match.view_name)


def go_to(request, url):
    """Send the reader to `url`, also where htmx asked for a piece of a page."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


class AccessLogMiddleware:
    """`request.log(Action.X, target, …)`: a line of the log, with who asks and from where.

    `user` names somebody else, where who acts is not, or no longer, whoever is signed in.
    Whose names an answer shows is logged here, once and before it is sent, but for those whom the
    view has logged; `request.shows(target, …)` says what they were shown for, and more about it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.log = partial(log_request, request)
        request.logged, request.shown_for = set(), (None, {})
        request.shows = partial(_say_what_is_shown, request)
        with noting() as shown:
            response = self.get_response(request)
        if shown := shown - request.logged:
            target, detail = request.shown_for
            request.log(Action.VIEW_PARTICIPANTS, target, people=shown, **detail)
        if hasattr(request, "new_device"):
            remember(request, response)
        return response

    def process_exception(self, request, exception):
        """Where somebody opens many people, ask what for."""
        if not isinstance(exception, TooManyOpened):
            return None
        page = page_of(request)
        return go_to(request, f"{resolve_url('accounts:many_opened')}?{urlencode({'next': page})}")


def _say_what_is_shown(request, target=None, **detail):
    request.shown_for = target, detail


class SessionLimitMiddleware:
    """Signs out who was away for too long, and lets no answer to a user be stored.

    30 minutes without a request, 15 for coordinators and administrators, 12 hours in any case.
    The last request is noted at most once a minute, every 15 seconds where the screen locks by it;
    those that a page makes by itself do not count.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.came_at = int(time.time())  # for all of it, even where the clock is set meanwhile
        if request.user.is_authenticated:
            self._check(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        else:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request, view, arguments, keywords):
        """Note that somebody is here."""
        now = request.came_at
        if (
            request.user.is_authenticated
            and now - request.session.get(ACTIVE_AT, now)
            >= (15 if request.session.get(WATCHED) else MINUTE)
            and request.resolver_match.view_name not in ASKED_BY_ITSELF
        ):
            request.session[ACTIVE_AT] = now

    def _check(self, request):
        session, now = request.session, request.came_at
        signed_in_at = session.setdefault(SIGNED_IN_AT, now)
        active_at = session.setdefault(ACTIVE_AT, now)
        if max(signed_in_at, active_at) > now + MINUTE:
            # Dated ahead by a clock that was wrong: it would live for so much longer.
            signed_in_at = session[SIGNED_IN_AT] = min(signed_in_at, now)
            active_at = session[ACTIVE_AT] = min(active_at, now)
        has_power = request.user.roles - WITHOUT_POWER
        if now - signed_in_at >= ABSOLUTE:
            self._sign_out(request, "absolute")
        elif now - active_at >= (IDLE_WITH_POWER if has_power else IDLE):
            self._sign_out(request, "idle")

    def _sign_out(self, request, reason):
        request.sign_out_reason = reason
        logout(request)
        messages.info(request, _("You were signed out for safety. Please sign in again."))


class SecondFactorMiddleware:
    """Sends those who need a second factor and have none to set one up, from every address.

    And whose password is too short to open an account alone, to choose a longer one: they may have
    had a second factor, or chosen it when shorter ones were taken.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Answer instead of the view where a second factor is missing."""
        view_name = request.resolver_match.view_name
        if not request.user.is_authenticated or view_name in OPEN_BEFORE_ENROLMENT:
            return None
        if must_enrol(request.user):
            return go_to(request, resolve_url("mfa_activate_totp"))
        if request.session.get(SHORT_PASSWORD) and view_name != "account_change_password":
            return go_to(request, resolve_url("account_change_password"))
        return None


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's own, by the access table; afterwards leads back to a page that can be opened."""

    def process_view(self, request, view, arguments, keywords):
        """Ask whoever is not known, but on routes for anybody."""
        rule = rule_of(request)
        if rule and rule["permission"] == ANYBODY:
            return None
        return super().process_view(request, view, arguments, keywords)

    def handle_no_permission(self, request, view_func):
        """To the sign-in page, which knows where the reader was."""
        query = urlencode({REDIRECT_FIELD_NAME: page_of(request)})
        return go_to(request, f"{resolve_url(settings.LOGIN_URL)}?{query}")


class AccessMiddleware:
    """Lets through what the access table allows: the route's methods, and whoever may open it.

    A route that is not there opens for nobody. `request.permission` is what was asked
    for, for the view to look up rows in its scope; None where nothing was. Stands last, so that
    whoever is to sign in or to go back to the door is led there first.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.permission = None
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Answer instead of the view where it is not for this request."""
        rule = rule_of(request)
        if rule is None:
            raise PermissionDenied
        methods = {*rule["methods"], *(["HEAD"] if "GET" in rule["methods"] else [])}
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": ", ".join(sorted(methods))})
        if request.method not in methods:
            return _not_allowed(request, sorted(methods))
        if rule["permission"] == ANYBODY:
            return None
        if rule["permission"] == SIGNED_IN:
            if not request.user.is_authenticated:
                raise PermissionDenied
            if request.resolver_match.view_name in RESUMING:
                self._prepare_resuming(request)
            return None
        request.permission = rule["permission"]
        if not request.user.has_perm(request.permission):
            raise PermissionDenied
        return None

    def _prepare_resuming(self, request):
        """What a form asks for that waits for the password, and is done by the view that takes it.

        The library calls its view by itself, past the table: who lost the right meanwhile does
        nothing more.
        """
        waiting = request.session.get(STATE_SESSION_KEY, {}).get("request")
        if waiting is None:
            return
        match = resolve(json.loads(waiting)["path_info"])
        permission = access_table()["routes"][match.view_name]["permission"]
        if permission in (ANYBODY, SIGNED_IN):
            return
        if request.user.has_perm(permission):
            request.permission = permission
        else:
            del request.session[STATE_SESSION_KEY]


def _not_allowed(request, methods):
    """405; with a page for whoever came by an address that only takes what is sent."""
    answer = HttpResponseNotAllowed(methods)
    if request.method == "GET":
        answer.content = loader.render_to_string("405.html", request=request)
    return answer


class SamePersonMiddleware:
    """Does nothing in the name of somebody else than the page that asks was made for.

    A page may outlive its session, and others sign in on the same device: what the first one left
    to be sent (`X-User`) waits until they are back.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked_by = request.headers.get("X-User")
        user = request.user
        if asked_by and user.is_authenticated and asked_by != str(user.pk):
            return go_to(request, resolve_url("home"))
        return self.get_response(request)
