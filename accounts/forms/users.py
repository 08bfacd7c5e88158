"""The forms for users, their roles, and one's own account."""

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.demonstration import DOMAIN
from accounts.models import Grant, User
from shkej.lib.bilingual import FIRST, LANGUAGES
from shkej.lib.forms.editing import GuardedForm
from shkej.lib.forms.layout import inner_helper

# At which field the refusal of a constraint is shown.
FIELD_OF = {
    "grant_partner_has_organisation": "organisation",
    "grant_staff_has_centre": "centre",
    "grant_admin_has_no_centre": "centre",
    "grant_sensitive_only_for_centres": "sees_sensitive",
    "grant_export_only_for_coordinators": "exports",
    "grant_names_only_with_export": "exports_names",
    "grant_unique": "role",
}


class ProfileForm(GuardedForm):
    """What everybody may change about themselves."""

    class Meta:
        model = User
        fields = ["name", "language"]
        widgets = {"language": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["language"].label = _("Language of the pages and of mail")
        self.helper = inner_helper()


class UserForm(GuardedForm):
    """A user's name, and whether they may sign in; the e-mail is who they are, and stays."""

    class Meta:
        model = User
        fields = ["name", "language", "is_active"]
        widgets = {"language": forms.RadioSelect}
        labels = {"is_active": _("May sign in")}
        help_texts = {
            "is_active": _("Without the tick the account is closed at once, on every device.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_helper("seen_at", "name", "language", "is_active")


class GrantForm(forms.ModelForm):
    """One role of `user`, checked by the constraints of the database."""

    class Meta:
        model = Grant
        fields = ["role", "centre", "organisation", "sees_sensitive", "exports", "exports_names"]
        help_texts = {
            "sees_sensitive": _(
                "Disability of single persons, and who came to events with a sensitive topic. "
                "Given to a person, not to a role."
            )
        }
        widgets = {"role": forms.RadioSelect}

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if user is not None:
            self.instance.user = user
        self.fields["role"].choices = Grant._meta.get_field("role").choices
        self.fields["centre"].empty_label = _("All centres")
        self.fields["centre"].help_text = _(
            "Centre staff and volunteers work in one centre. Coordination and read only may be "
            "for all centres; administration and partners have none."
        )
        self.fields["organisation"].empty_label = _("None")
        self.fields["organisation"].help_text = _("For partners: whom they come from.")
        self.helper = inner_helper()

    def clean(self):
        """Show what the database would refuse at the field that is wrong."""
        cleaned = super().clean()
        if not set(self._meta.fields) <= set(cleaned):
            return cleaned
        grant = Grant(**{field: cleaned[field] for field in self._meta.fields}, user=self.user)
        for constraint in Grant._meta.constraints:
            if self.user is None and constraint.name == "grant_unique":
                continue
            try:
                constraint.validate(Grant, grant)
            except ValidationError as refusal:
                self.add_error(FIELD_OF[constraint.name], refusal.messages)
        return cleaned


class NewUserForm(GrantForm):
    """A new user with the first role. No password: the user sets it."""

    name = forms.CharField(label=_("Name"), max_length=150)
    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        help_text=_("The user signs in with it, and gets a mail there to set a password."),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages and of mail"),
        choices=list(LANGUAGES.items()),
        initial=FIRST,
        widget=forms.RadioSelect,
    )

    field_order = ["name", "email", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = inner_helper(
            Fieldset(_("The person"), "name", "email", "language"),
            Fieldset(_("The first role"), *self._meta.fields),
        )

    def clean_email(self):
        """The address in small letters, if no user has it."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError(_("A user with this email already exists."))
        if email.endswith(f"@{DOMAIN}"):
            raise ValidationError(_("Addresses of this domain are for the demonstration."))
        return email

    def new_user(self):
        """The user, not saved yet."""
        return User(**{field: self.cleaned_data[field] for field in ("name", "email", "language")})
