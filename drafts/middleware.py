"""Takes care of forms whose session ended, and of those that are sent twice."""

from functools import partial
from urllib.parse import parse_qsl, urlencode, urlsplit

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import ANYBODY
from accounts.locking.session import is_handed_over
from accounts.middleware import rule_of
from drafts import switching
from drafts.filling import fill
from drafts.form_marks import AGAIN, FIELD, make_mark, read_mark
from drafts.keeping import PARAMETER, filled_address, keep, keep_put_off, kept_for
from drafts.kinds import CREATES, SENDS
from drafts.models import KeptForm
from drafts.once import is_done, once
from drafts.refusing import FORBIDDEN, has_typed, keep_refused, leads_away
from drafts.switching import bind_language, keep_for_the_other_language

AGAIN_FIELD = f'<input type="hidden" name="{AGAIN}" value="on">'


def is_by_script(request):
    """Whether a script asks: it keeps by itself what it could not send."""
    return bool(request.htmx or request.headers.get("X-User"))


class KeptFormsMiddleware:
    """Keeps what arrives without the session it was typed in, and shows it again to its user.

    Never does what a form asks for in another's name; is before whoever asks to sign in.
    `request.keep_form()`: for those behind it that may not let a form be done now.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.form_mark, request.is_answered_by_view = None, False
        request.keep_form = partial(keep_put_off, request)
        response = self.get_response(request)
        if request.method == "GET" and PARAMETER in request.GET:
            response = self._filled(request, response)
        if _is_page(request, response) and b"data-unsaved" in response.content:
            page, path = response.content.decode(), request.path
            response.content = bind_language(page, path, reverse(switching.ROUTE)).encode()
        mark = request.form_mark
        if mark and _is_sent_to_view(request, mark, response):
            return self._after_its_view(request, mark, response)
        return response

    def _after_its_view(self, request, mark, response):
        """Forget what was saved; keep what the answer does not show again."""
        if is_done(request, response):
            if _asks_for_password(response):
                return self._keep_until_sure(request, mark, response)
            KeptForm.objects.filter(user_id=mark.user_id, key=mark.key).delete()
        elif leads_away(response) and has_typed(request) and not is_handed_over(request):
            return keep_refused(request, mark, response)
        return response

    def process_view(self, request, view, arguments, keywords):
        """Answer instead of the view where the form is not of whoever is signed in now."""
        if request.method != "POST" or is_by_script(request):
            return None
        request.form_mark = mark = read_mark(request.POST.get(FIELD))
        rule = rule_of(request)
        if mark is None or rule is None:
            return None
        if mark.user_id == request.user.pk:
            self._take_along(request, mark)
            return None
        if rule["permission"] == ANYBODY:
            return None
        return answer_kept(request, mark) or (
            _for_somebody_else(request, None) if request.user.is_authenticated else None
        )

    def _take_along(self, request, mark):
        """Into the other language goes what is being typed."""
        if route_of(request) != switching.ROUTE or "action" not in request.GET:
            return
        if kept := keep_for_the_other_language(request, mark):
            request.GET = request.GET.copy()
            request.GET["next"] = filled_address(kept)

    def _filled(self, request, response):
        """The page with what was typed in its form; where form or page is gone, the typed texts."""
        is_gone = leads_away(response) and not _asks_for_password(response)
        is_shown = _is_page(request, response) and response.status_code == 200
        if not request.is_answered_by_view or not (is_shown or is_gone):
            return response
        if (kept := kept_for(request)) is None:
            return response
        if urlsplit(kept.typed["page"]).path != request.path:
            return response
        if is_gone:
            return redirect("drafts:kept_form", kept.pk)
        is_another = AGAIN in request.GET
        filled = fill(
            response.content.decode(),
            page_path=request.path,
            path=kept.path,
            values=kept.values(),
            files=kept.files,
            mark=make_mark(request.user.pk, kept.key),
            notice=(AGAIN_FIELD if is_another else "")
            + render_to_string("drafts/partials/not_saved.html", {"kept": kept}, request),
        )
        if filled is None:
            return redirect("drafts:kept_form", kept.pk)
        response.content = filled.encode()
        return response

    def _keep_until_sure(self, request, mark, response):
        """Before the password is asked for once more: the form comes back afterwards."""
        kept = keep(request, mark)
        if kept is None:
            return response
        address = urlsplit(response.url)
        query = {**dict(parse_qsl(address.query)), REDIRECT_FIELD_NAME: filled_address(kept)}
        return redirect(f"{address.path}?{urlencode(query)}")


class FormKeyMiddleware:
    """Lets a form that makes something do so once; it comes last, before the view itself."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.sign_in_library = AccountMiddleware(get_response)

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Answer by the view, within the transaction that keeps the key."""
        request.is_answered_by_view = True
        mark = request.form_mark
        if mark is None or request.resolver_match.view_name not in CREATES | SENDS:
            return None
        try:
            return once(request, mark, lambda: view(request, *arguments, **keywords))
        except ReauthenticationRequired as asking:
            # Django hands to the library only what a view raises that it called itself.
            return self.sign_in_library.process_exception(request, asking)


def route_of(request):
    """The route that a request has reached, or none."""
    return request.resolver_match and request.resolver_match.view_name


def _is_sent_to_view(request, mark, response):
    """Whether a view has looked at the form of its user, and nobody put it off.

    Or would have, had a role not been lost since the page was opened.
    """
    is_own = mark.user_id == request.user.pk
    is_looked_at = request.is_answered_by_view or response.status_code == FORBIDDEN
    return (
        is_own and is_looked_at and not request.is_put_off and route_of(request) != switching.ROUTE
    )


def _is_page(request, response):
    """Whether somebody who is signed in gets the page asked for, and not one in its place."""
    kind = response.headers.get("Content-Type", "")
    is_text = not response.streaming and kind.startswith("text/html")
    return is_text and request.is_answered_by_view and request.user.is_authenticated


def answer_kept(request, mark):
    """Keep a form that may not be done now, and say where it is; None where it is not kept."""
    kept = keep(request, mark)
    if kept is None:
        return None
    address = filled_address(kept)
    if not request.user.is_authenticated:
        messages.info(
            request, _("What you typed is kept. Sign in: it will be there, not yet saved.")
        )
        query = urlencode({REDIRECT_FIELD_NAME: address})
        return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
    if request.user.pk != mark.user_id:
        return _for_somebody_else(request, kept)
    return redirect(address)


def _for_somebody_else(request, kept):
    context = {"is_kept": kept is not None}
    return render(request, "drafts/somebody_else.html", context, status=409)


def _asks_for_password(response):
    routes = ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
    return urlsplit(getattr(response, "url", "")).path in {reverse(route) for route in routes}
