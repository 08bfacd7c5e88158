"""Locking the screen, opening it, and how this device does both."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import is_own_address, page_of
from accounts.locking import devices, session
from accounts.locking.forms import DeviceForm, NewPinForm
from accounts.locking.middleware import show_closed
from accounts.locking.opening import Opening
from accounts.models import Device

TOLD = {
    "saved": gettext_lazy("What you sent is saved."),
    "kept": gettext_lazy(
        "What you sent is not saved yet. It is kept here, and you can send it once the screen is "
        "open again."
    ),
    "not-done": gettext_lazy(
        "What you sent could not be done. Do it again once the screen is open."
    ),
    "ask-again": gettext_lazy("Ask for it again once the screen is open."),
}


def lock(request):
    """Lock the screen: by hand, or because nobody touched it for a while."""
    session.lock(request)
    if request.htmx:
        headers = {"X-Lock": session.lock_number(request)}
        return HttpResponse(status=204, headers=headers)
    return show_closed(request, page_of(request))


def locked(request):
    """The locked screen: who can open it, and nothing else."""
    if session.state_of(request) != "locked":
        return redirect(_back(request, request.GET))
    return _render(request, Opening(request), request.GET)


def unlock(request):
    """Open the screen with the PIN of this device, a passkey, or the password.

    A script may ask before the server knows of the lock: what was typed is looked at all the same.
    """
    back = _back(request, request.POST)
    if not request.htmx and not session.state_of(request):
        return redirect(back)
    opening = Opening(request)
    if opening.succeeds():
        return opening.lead_on(back)
    if request.htmx:
        return opening.refuse()
    return _render(request, opening, request.POST, status=422)


def device_key(request):
    """The server's half of what this device keeps: given to an open session alone."""
    response = JsonResponse({})
    token = devices.remember(request, response)
    facts = {"keys": devices.keys_for(request.user, token), "pin": devices.facts_of(request)["pin"]}
    response.content = JsonResponse(facts).content
    return response


def device(request):
    """This device: its PIN, and after how long it locks."""
    present = devices.device_of(request)
    sent = request.POST if request.method == "POST" else None
    what = sent.get("what") if sent else ""
    of_minutes = DeviceForm(
        sent if what == "minutes" else None, instance=present or Device(user=request.user)
    )
    of_pin = NewPinForm(sent if what == "pin" else None, request=request, device=present)
    response = redirect("accounts:device")
    if what == "remove" and present:
        devices.remove_pin(present)
        return _saved(request, present, response, _("This device has no PIN any more."))
    if of_minutes.is_bound and of_minutes.is_valid():
        row = devices.set_up(request, response)
        row.lock_minutes = of_minutes.cleaned_data["lock_minutes"]
        row.save(update_fields=["lock_minutes", "updated_at"])
        return _saved(request, row, response, _("Saved."))
    if of_pin.is_bound and of_pin.is_valid():
        row = devices.set_up(request, response)
        devices.set_pin(row, of_pin.cleaned_data["new_pin"])
        return _saved(request, row, response, _("The PIN of this device is set."))
    context = {"device": present, "form": of_minutes, "pin_form": of_pin}
    return render(request, "accounts/locking/device.html", context)


def sign_out_for_good(request):
    """Sign out where SHKEJ is not used any more: the browser forgets all it has of it.

    Also what it has not sent yet, whoever marked it: the page says so beside the button.
    """
    devices.forget(request)
    logout(request)
    messages.success(request, _("You are signed out, and this device has forgotten SHKEJ."))
    response = redirect("account_login")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _saved(request, row, response, words):
    devices.note(request, row)
    messages.success(request, words)
    return response


def _render(request, opening, sent, status=200):
    back = _back(request, sent)
    again = f"{reverse('accounts:locked')}?{urlencode({'next': back})}"
    facts = {"next": back, "again": again, "told": TOLD.get(sent.get("told", ""), "")}
    return render(request, "accounts/locking/locked.html", opening.context | facts, status=status)


def _back(request, sent):
    address = sent.get("next", "")
    return address if is_own_address(request, address) else reverse("home")
