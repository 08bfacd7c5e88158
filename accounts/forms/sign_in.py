"""The forms of the sign-in library, with labels above the fields and nothing inside them."""

from allauth.account import forms
from django.utils.translation import gettext as _

from accounts.password_links import answer_forgotten
from accounts.second_factor import least_password_length


def new_password_help(user):
    """What a new password of `user` is to be like."""
    return _(
        "At least %(count)s characters. A few words that belong together only for you are easy to "
        "remember and hard to guess."
    ) % {"count": least_password_length(user)}


class PlainFields:
    """Takes hints out of the fields, where they vanish while typing, and links out of the help."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
        if "password1" in self.fields:
            self.fields["password1"].help_text = new_password_help(self.user)


class LoginForm(PlainFields, forms.LoginForm):
    pass


class ReauthenticateForm(PlainFields, forms.ReauthenticateForm):
    pass


class ChangePasswordForm(PlainFields, forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainFields, forms.SetPasswordForm):
    pass


class ResetPasswordForm(PlainFields, forms.ResetPasswordForm):
    """Whoever was invited has one way into the account: the invitation, while it lives."""

    def clean_email(self):
        """Leave out those who have not taken an invitation up; the answer is the same."""
        email = super().clean_email()
        self.users = [
            user
            for user in self.users
            if user.has_usable_password() or not user.account_invitations.exists()
        ]
        return email

    def save(self, request, **kwargs):
        """Have the link mailed where there is an account; the library would do it at once."""
        email = self.cleaned_data["email"]
        answer_forgotten(email, next(iter(self.users), None))
        return email


class ResetPasswordKeyForm(PlainFields, forms.ResetPasswordKeyForm):
    pass
