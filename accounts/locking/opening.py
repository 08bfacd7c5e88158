"""The way back into a session that shows nothing: by PIN of the device, passkey or password."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.locking import devices, session
from accounts.locking.forms import ByPasswordForm, ByPinForm
from accounts.passkeys.forms import UnlockForm
from accounts.passkeys.keys import passkeys_of


class Opening:
    """The forms of a locked screen, and what this request has filled into one of them."""

    def __init__(self, request):
        self.request, self.device = request, devices.device_of(request)
        sent = request.POST if request.method == "POST" else {}
        facts = {"request": request, "device": self.device}
        self.by_pin = ByPinForm(sent if "pin" in sent else None, **facts)
        self.by_password = ByPasswordForm(sent if "password" in sent else None, **facts)
        self.by_passkey = UnlockForm(sent if "credential" in sent else None, request=request)
        self.takes_pin = self.device is not None and self.device.takes_pin

    def succeeds(self):
        """Whether what was sent opens the session; then it is open."""
        form = self._filled
        is_right = form.is_bound and form.is_valid()
        if is_right:
            session.open_again(self.request)
            if self.device is not None and form is not self.by_pin:
                devices.allow_tries(self.device)
        elif self.device is not None:
            self.takes_pin = self.device.takes_pin
        return is_right

    def lead_on(self, address):
        """Lead to `address`, by way of what was kept; a script gets what opens its device."""
        request = self.request
        is_kept = session.was_kept(request)
        response = redirect(reverse("drafts:kept_forms") if is_kept else address)
        new_pin = self.by_password.is_bound and self.by_password.cleaned_data.get("new_pin")
        if new_pin:
            device = devices.set_up(request, response)
            devices.set_pin(device, new_pin)
            devices.note(request, device)
        if not request.htmx:
            return response
        token = devices.remember(request, response)
        facts = {
            "is_open": True,
            "keys": devices.keys_for(request.user, token),
            "pin": devices.facts_of(request)["pin"],
        }
        answer = JsonResponse(facts)
        answer.cookies = response.cookies
        return answer

    def refuse(self):
        """Say to a script why it stays closed."""
        words = " ".join(text for texts in self._filled.errors.values() for text in texts)
        facts = {"is_open": False, "error": words, "takes_pin": self.takes_pin}
        return JsonResponse(facts, status=422)

    @property
    def _filled(self):
        forms = (self.by_pin, self.by_passkey)
        return next((form for form in forms if form.is_bound), self.by_password)

    @property
    def context(self):
        """What `accounts/locking/partials/unlock.html` asks for."""
        return {
            "opening": self,
            "by_pin": self.by_pin,
            "by_password": self.by_password,
            "by_passkey": self.by_passkey,
            "has_passkey": passkeys_of(self.request.user).exists(),
            "lock_number": session.lock_number(self.request),
        }
