"""Through the doors that people use."""

import re

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from tests.accounts.factories import UserFactory

PASSWORD = "a quiet long password"
NEW_PASSWORD = "three white horses at dawn"


def user_with_password(**fields):
    """A user who reads English and signs in with PASSWORD."""
    return UserFactory(with_password=True, **({"language": "en"} | fields))


def sign_in(client, email, password=PASSWORD, **extra):
    """Send the sign-in form."""
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def is_signed_in(client):
    """Whether the client reaches a page for users."""
    return client.get(reverse("more")).status_code == 200


def without_token(response):
    """The page without what differs each time it is made."""
    return re.sub(r'(value|nonce|X-CSRFToken)"?[=:] ?"[^"]*"', "", response.content.decode())


def totp_code(secret, moment):
    """What an authenticator app shows at `moment`."""
    return format_hotp_value(hotp_value(secret, int(moment.timestamp()) // 30))
