"""The form on which somebody who is invited opens their account."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import new_password_help
from accounts.models import User
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.forms.layout import inner_helper


class OpenAccountForm(forms.Form):
    """Name, language and password of somebody who is invited; the e-mail stays."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages and of mail"),
        choices=list(LANGUAGES.items()),
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        error_messages={"required": _("Enter a password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        initial = {"name": user.name, "language": user.language}
        super().__init__(*args, initial=initial, **kwargs)
        self.user = user
        self.fields["password"].help_text = new_password_help(user)
        self.helper = inner_helper(*self.fields)

    def clean(self):
        """Judge the password with the name that was typed."""
        cleaned = super().clean()
        if cleaned.get("password"):
            person = User(pk=self.user.pk, email=self.user.email, name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned
