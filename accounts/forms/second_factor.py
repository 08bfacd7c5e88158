"""The forms of the second factor: each code opens once."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

REMEMBERED = 5 * 60  # longer than the three half minutes in which a code is right


class OneTimeCode:
    """A code that opened once opens nothing more, in whichever process."""

    label = _("Code from the app")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.label
        field.widget.attrs = {"autocomplete": "one-time-code", "autocapitalize": "off"}

    def clean_code(self):
        """The code, if it is right and was not used before."""
        code = super().clean_code()
        digits = "".join(filter(str.isalnum, code))
        if not cache.add(f"accounts:code:{self.user.pk}:{digits}", True, REMEMBERED):
            raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(OneTimeCode, base.AuthenticateForm):
    label = _("Code from the app, or a recovery code")


class ReauthenticateByCodeForm(OneTimeCode, base.ReauthenticateForm):
    label = _("Code from the app, or a recovery code")


class ActivateTOTPForm(OneTimeCode, totp.ActivateTOTPForm):
    pass
