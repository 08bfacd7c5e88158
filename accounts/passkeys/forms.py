"""What a page sends of a passkey: what its script asked the browser for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.access_log import Action
from accounts.passkeys.keys import AGAIN, SIGN_IN, UNLOCK, add, proven
from accounts.passkeys.relying_party import PasskeyRefused

NO_SCRIPT = _("A passkey needs JavaScript and a browser that knows passkeys. Nothing was changed.")
LATE = _("That took too long, or it was sent twice. Press the button again.")


class ProofForm(forms.Form):
    """Who is there, by a passkey: one answer to each that opens nothing, whatever the reason."""

    use, user = SIGN_IN, None
    refusal = _("This passkey opens nothing here. Sign in with your email and password.")

    credential = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": NO_SCRIPT, "invalid": NO_SCRIPT}
    )

    def __init__(self, *args, request, **options):
        super().__init__(*args, **options)
        self.request = request

    def clean_credential(self):
        """The passkey; a refused one leaves a line in the log."""
        try:
            return proven(self.request, self.use, self.cleaned_data["credential"], self.user)
        except PasskeyRefused as refused:
            self.request.log(
                Action.SIGN_IN_FAILED, user=refused.user or self.user, reason=refused.reason
            )
            words = LATE if refused.reason == "passkey_late" else self.refusal
            raise ValidationError(words) from None


class OwnProofForm(ProofForm):
    """The same by whoever is signed in, with a passkey of theirs."""

    use = AGAIN
    refusal = _("This passkey does not open your account here. Use your password.")

    @property
    def user(self):
        """Nobody else's passkey will do."""
        return self.request.user


class UnlockForm(OwnProofForm):
    """The same where the screen is locked."""

    use = UNLOCK


class NewPasskeyForm(forms.Form):
    """A passkey that this browser has made, under a name by which its owner knows it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("So that you know later which one it is: “my phone”, “the key on my keys”."),
    )
    credential = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, request, **options):
        super().__init__(*args, **options)
        self.request = request

    def clean(self):
        """Keep the passkey once all else is right: its challenge is taken once."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if not cleaned["credential"]:
            raise ValidationError(NO_SCRIPT)
        try:
            self.made = add(self.request, cleaned["name"], cleaned["credential"])
        except PasskeyRefused as refused:
            raise ValidationError(
                LATE
                if refused.reason == "passkey_late"
                else _("This passkey cannot be kept. Try again, or with another device.")
            ) from None
        return cleaned
