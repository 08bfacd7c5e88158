"""Passkeys: signing in with one, showing once more who is there, one's own list of them."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.mfa.webauthn.internal import flows
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.locking.session import state_of
from accounts.passkeys import keys
from accounts.passkeys.forms import NewPasskeyForm, OwnProofForm, ProofForm
from accounts.passkeys.relying_party import are_usable, origin
from accounts.templatetags.accounts import browser
from shkej.lib.refusals import tell

LIMIT = "login"  # as many as sign-ins: there is nothing to guess, only work to be saved


def sign_in_options(request):
    """What the browser asks its passkeys for: the same for everybody, it names no account."""
    if refusal := ratelimit.consume_or_429(request, action=LIMIT):
        return refusal
    _only_where_usable(request)
    return JsonResponse(keys.options_to_prove(request, keys.SIGN_IN))


def own_options(request, use):
    """The same for whoever is signed in: to add a passkey, to show one of theirs, to unlock."""
    _only_where_usable(request)
    if bool(state_of(request)) != (use == keys.UNLOCK):
        raise Http404
    if use == keys.ADD:
        raise_if_reauthentication_required(request, app="allauth.mfa")
        return JsonResponse(keys.options_to_add(request))
    if use not in (keys.AGAIN, keys.UNLOCK):
        raise Http404
    return JsonResponse(keys.options_to_prove(request, use, request.user))


def sign_in(request):
    """Sign in with a passkey, which is both factors; whatever fails leads back to the form."""
    if request.user.is_authenticated:
        return redirect("home")
    if refusal := ratelimit.consume_or_429(request, action=LIMIT):
        return refusal
    address = get_next_redirect_url(request)
    form = ProofForm(request.POST, request=request)
    if not form.is_valid():
        messages.error(request, form.errors["credential"][0])
        query = f"?{urlencode({REDIRECT_FIELD_NAME: address})}" if address else ""
        return redirect(f"{reverse('account_login')}{query}")
    key = form.cleaned_data["credential"]
    login = Login(user=key.user, redirect_url=address)
    return flows.perform_passwordless_login(request, key, login)


class ReauthenticateView(BaseReauthenticateView):
    """Show by a passkey that it is you who is sitting there; then what waited for it is done."""

    form_class = OwnProofForm
    template_name = "mfa/webauthn/reauthenticate.html"

    def get_form_kwargs(self):
        """With the request, which knows the challenge."""
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form):
        """Note that it was shown, and go on."""
        flows.reauthenticate(self.request, form.cleaned_data["credential"])
        return super().form_valid(form)


def passkey_list(request):
    """One's own passkeys."""
    own = keys.passkeys_of(request.user)
    context = {
        "passkeys": own,
        "origin": origin(),
        "may_add": are_usable(request) and len(own) < keys.MOST,
    }
    return render(request, "mfa/webauthn/passkeys.html", context)


@reauthentication_required(app="allauth.mfa")
def passkey_add(request):
    """Make a passkey on this device, or on one that it asks."""
    if not are_usable(request):
        return redirect("mfa_list_webauthn")
    sent = request.POST if request.method == "POST" else None
    suggestion = browser(request.headers.get("User-Agent", ""))
    form = NewPasskeyForm(sent, request=request, initial={"name": suggestion})
    if sent is not None and form.is_valid():
        _key, codes = form.made
        return redirect("mfa_view_recovery_codes" if codes else "mfa_list_webauthn")
    return render(request, "mfa/webauthn/passkey_add.html", {"form": form})


@reauthentication_required(app="allauth.mfa")
def passkey_remove(request, key_id):
    """Ask, then remove one of one's own passkeys."""
    key = get_object_or_404(keys.passkeys_of(request.user), pk=key_id)
    if request.method == "POST":
        try:
            keys.remove(request, key)
        except ValidationError as refusal:
            tell(request, refusal)
        return redirect("mfa_list_webauthn")
    return render(request, "mfa/webauthn/passkey_remove.html", {"passkey": key})


def _only_where_usable(request):
    if not are_usable(request):
        raise Http404
