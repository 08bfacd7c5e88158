"""Who has to sign in with a second factor."""

from functools import cache

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.demonstration import is_demonstration


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
