"""Who has to sign in with a second factor, and how its secret is kept."""

import base64
from functools import cache

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from shkej.demonstration import is_demonstration

SALT = "accounts.second_factor"


@cache
def in_demonstration():
    """Whether this process serves a demonstration: asked of the database once."""
    return is_demonstration()


def must_enrol(user):
    """Whether `user` may do nothing before setting up a second factor."""
    return (
        settings.REQUIRE_SECOND_FACTOR
        and user.needs_second_factor
        and not in_demonstration()
        and not has_second_factor(user)
    )


def has_second_factor(user):
    """Whether `user` has an authenticator app; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def cipher():
    """Encrypts with a key made from SECRET_KEY; still reads what older keys wrote."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(secret):
    digest = salted_hmac(SALT, "key", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
