"""What opens a locked screen, and how a device is set up."""

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.locking import devices
from accounts.models import Device, LockMinutes
from accounts.models.access_log import Action
from shkej.lib.forms.layout import inner_helper

DIGITS = {
    "inputmode": "numeric",
    "autocomplete": "off",
    "maxlength": devices.MOST,
    "pattern": "[0-9]*",
}


class PinField(forms.CharField):
    """4 to 6 digits, with a keypad on a phone; spaces between them do no harm."""

    def __init__(self, *, is_new=False, **options):
        widget = (forms.TextInput if is_new else forms.PasswordInput)(attrs=DIGITS)
        self.is_new = is_new
        super().__init__(widget=widget, **options)

    def clean(self, value):
        """The digits alone; a new PIN is refused where it is none or tried first."""
        pin = "".join(super().clean(value).split())
        if self.is_new and pin:
            devices.check_new_pin(pin)
        return pin


class ByPinForm(forms.Form):
    """Opens by the PIN of this device, while it has one that takes tries."""

    pin = PinField(label=_("PIN of this device"))

    def __init__(self, *args, request, device, **options):
        super().__init__(*args, **options)
        self.request, self.device = request, device

    def clean_pin(self):
        """Count the try; refuse a wrong one, and every one after the fifth."""
        pin, device = self.cleaned_data["pin"], self.device
        if device is None or not device.pin:
            raise ValidationError(_("This device has no PIN. Open it with your password."))
        if devices.is_right_pin(device, pin):
            return pin
        self.request.log(Action.SIGN_IN_FAILED, reason="pin")
        left = device.tries_left
        if not left:
            raise ValidationError(
                _(
                    "That was wrong five times: from now on only the password opens this screen. "
                    "Your account is not blocked."
                )
            )
        raise ValidationError(
            ngettext(
                "This is not the PIN of this device. %(n)s try is left.",
                "This is not the PIN of this device. %(n)s tries are left.",
                left,
            )
            % {"n": left}
        )


class ByPasswordForm(forms.Form):
    """Opens by the password; with it a PIN can be chosen, offered where none opens this device."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_pin = PinField(
        label=_("PIN for this device, if you like"),
        is_new=True,
        required=False,
        help_text=_("4 to 6 digits. Next time they open this screen, here alone."),
    )

    def __init__(self, *args, request, device, **options):
        super().__init__(*args, **options)
        self.request = request
        if device is not None and device.takes_pin and not self.is_bound:
            del self.fields["new_pin"]

    def clean(self):
        """Look at the password once all else is right: five wrong ones wait, here alone."""
        cleaned = super().clean()
        if not self.errors:
            check_password(self.request, self, cleaned["password"])
        return cleaned


def check_password(request, form, password, field="password"):
    """Add the refusal of a wrong password to `form`.

    Counted by session, not by account as at the sign-in: whoever tries here keeps its user from
    nothing elsewhere.
    """
    counted = {"action": "unlock", "key": request.session.session_key}
    words = get_adapter().error_messages
    if not ratelimit.consume(request, **counted):
        form.add_error(field, words["too_many_login_attempts"])
    elif request.user.check_password(password):
        ratelimit.clear(request, **counted)
    else:
        request.log(Action.SIGN_IN_FAILED, reason="lock")
        form.add_error(field, words["incorrect_password"])


class DeviceForm(forms.ModelForm):
    """After how long this device locks."""

    class Meta:
        model = Device
        fields = ["lock_minutes"]
        widgets = {"lock_minutes": forms.RadioSelect}
        help_texts = {
            "lock_minutes": _("Two minutes where people come and go; more only at a desk of yours.")
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["lock_minutes"].choices = LockMinutes.choices
        self.helper = inner_helper()


class NewPinForm(forms.Form):
    """A PIN for this device, by whoever knows the password or the PIN so far."""

    new_pin = PinField(
        label=_("New PIN"),
        is_new=True,
        help_text=_("4 to 6 digits, for this device alone. Not your birthday, and not 1234."),
    )
    proof = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, device, **options):
        super().__init__(*args, **options)
        self.request, self.device = request, device
        self.helper = inner_helper()
        if device is not None and device.takes_pin:
            self.fields["proof"].label = _("Your password, or the PIN so far")

    def clean(self):
        """Look at the proof once the new PIN is one."""
        cleaned = super().clean()
        if not self.errors and not self._is_pin(cleaned["proof"]):
            check_password(self.request, self, cleaned["proof"], "proof")
        return cleaned

    def _is_pin(self, proof):
        is_one = self.device is not None and proof.isdigit() and len(proof) <= devices.MOST
        return is_one and devices.is_right_pin(self.device, proof)
