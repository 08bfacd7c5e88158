"""The form by which a coordinator invites somebody of a partner organisation."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.demonstration import DOMAIN
from accounts.models import User
from shkej.lib.bilingual import FIRST, LANGUAGES
from shkej.lib.forms.layout import inner_helper


class InviteUserForm(forms.Form):
    """Who is invited; the person sets the password, and may correct the name."""

    name = forms.CharField(
        label=_("Name"), max_length=150, error_messages={"required": _("Enter the name.")}
    )
    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        help_text=_("There the invitation goes. It works once, for 72 hours."),
        error_messages={"required": _("Enter the email address.")},
    )
    language = forms.ChoiceField(
        label=_("Language of the pages and of mail"),
        choices=list(LANGUAGES.items()),
        initial=FIRST,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("name", "email"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.helper = inner_helper(*self.fields)

    def clean_email(self):
        """The address in small letters, if no user has it."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(
                _("Somebody has an account with this email already. Ask the administration.")
            )
        if email.endswith(f"@{DOMAIN}"):
            raise ValidationError(_("Addresses of this domain are for the demonstration."))
        return email
