"""How sign-in differs from the library's own ways."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import InvalidToken
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.addresses import client_address, is_own_address
from accounts.encryption import decrypt, encrypt
from accounts.mail_messages import with_folded_subject
from accounts.models import User
from accounts.models.access_log import Action
from accounts.outbox import Content, queue_mail
from accounts.second_factor import SHORT_PASSWORD, least_password_length


class AccountAdapter(DefaultAccountAdapter):
    """Closed sign-up, and one answer to every attempt that fails, whatever the reason."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The email and the password do not go together. After five wrong attempts "
            "an account waits for 15 minutes."
        ),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many wrong attempts. Try again in 15 minutes."),
    }

    def is_open_for_signup(self, request):
        """Refuse: accounts are made by an administrator."""
        return False

    def is_ajax(self, request):
        """No page of ours asks for the library's JSON."""
        return False

    def get_client_ip(self, request):
        """The address that limits are counted for."""
        return client_address(request) or "0.0.0.0"  # noqa: S104 - a word for "unknown"

    def is_safe_url(self, url):
        """Whether `next` leads to this very site; the library breaks on some odd ones."""
        return is_own_address(self.request, url)

    # Signing in

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Count failures by account alone: the library adds the Host header, which anybody sets."""
        return credentials.get("email", "").lower()

    def pre_authenticate(self, request, **credentials):
        """Refuse a locked account with the words, and after the time, of a wrong password."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            make_password(credentials.get("password"))
            self._log_failure(request, credentials, reason="locked")
            raise self.validation_error("email_password_mismatch") from None

    def authenticate(self, request, **credentials):
        """Treat a disabled account like one that does not exist."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        if user is not None:
            is_short = len(credentials["password"]) < least_password_length(user)
            request.session[SHORT_PASSWORD] = is_short
        return user

    def authentication_failed(self, request, **credentials):
        """Leave a line in the log."""
        self._log_failure(request, credentials, reason="refused")

    def _log_failure(self, request, credentials, *, reason):
        """Name the account if there is one; never what was typed: it may be a password."""
        request.log(
            Action.SIGN_IN_FAILED,
            user=User.objects.filter(email=credentials.get("email", "").lower()).first(),
            reason=reason,
        )

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask for the password again unless it was given a few minutes ago."""
        records = get_authentication_records(self.request, self.request.user)
        is_fresh = records and time.time() - records[-1]["at"] < (
            app_settings.REAUTHENTICATION_TIMEOUT
        )
        return not is_fresh and super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user):
        """The ways to show who is there, with the passkey named as everywhere."""
        ways = super().get_reauthentication_methods(user)
        passkey = {"description": _("Use a passkey")}
        return [
            way | passkey if way["id"] == "mfa_reauthenticate:webauthn" else way for way in ways
        ]

    def get_password_change_redirect_url(self, request):
        """Back to the page from which one changes one's password."""
        return reverse("accounts:profile")

    # Mail

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell `user` of a change to their account, by the outbox."""
        details = {
            "ip": self.get_client_ip(self.request),
            # What a program says of itself, for a mail: nobody typed it.
            "user_agent": self.get_http_user_agent(self.request)[:200],
        }
        with translation.override(user.language):
            message = self.render_mail(
                template_prefix, user.email, {"user": user, **details, **(context or {})}
            )
        content = Content(subject=message.subject, text=message.body)
        queue_mail(to=email or user.email, content=content)

    def render_mail(self, template_prefix, email, context, headers=None):
        """The mail, with a subject that every program reads."""
        return with_folded_subject(super().render_mail(template_prefix, email, context, headers))


class MFAAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps and recovery codes encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Wait for the next one and try again."),
    }

    def encrypt(self, text):
        """`text`, readable only with this installation's SECRET_KEY."""
        return encrypt(text)

    def decrypt(self, encrypted_text):
        """The other way round; a ValidationError once the key is another."""
        try:
            return decrypt(encrypted_text)
        except InvalidToken:
            raise ValidationError(
                _("Your authenticator app must be set up anew. Please ask an administrator.")
            ) from None
