"""Who has to sign in with a second factor, and how long a password is where nobody has to."""

from functools import cache

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.demonstration import is_demonstration

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
WITH_SECOND_FACTOR, ALONE = 12, 15  # characters of a password
# In a session: a longer password is chosen before anything else.
SHORT_PASSWORD = "short_password"  # noqa: S105 - the name of a mark


@cache
def in_demonstration():
    """Whether this process serves a demonstration: asked of the database once."""
    return is_demonstration()


def needs_second_factor(user):
    """Whether a password alone is too little for `user`, here."""
    return settings.REQUIRE_SECOND_FACTOR and user.needs_second_factor and not in_demonstration()


def must_enrol(user):
    """Whether `user` may do nothing before setting up a second factor."""
    return needs_second_factor(user) and not has_second_factor(user)


def least_password_length(user):
    """The least number of characters of a password: more where it opens the account alone.

    None is somebody who is not known yet.
    """
    is_known = user is not None and user.pk is not None
    opens_alone = not (is_known and (has_second_factor(user) or must_enrol(user)))
    return ALONE if opens_alone else WITH_SECOND_FACTOR


def has_second_factor(user):
    """Whether `user` has an authenticator app or a passkey; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def has_app(user):
    """Whether `user` has an authenticator app."""
    return bool(user) and (
        Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    )
