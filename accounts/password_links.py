"""Links by which somebody sets their own password: nobody sets another's."""

import logging
from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils import translation

logger = logging.getLogger(__name__)


def set_password_path(user):
    """The path of a page where `user` sets a password: works once, within the hour."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )


def send_set_password_mail(request, user):
    """Send `user` a link to set a password; returns whether the mail server took it."""
    context = {
        "user": user,
        "password_reset_url": request.build_absolute_uri(set_password_path(user)),
    }
    try:
        with translation.override(user.language):
            get_adapter().send_mail("account/email/password_reset_key", user.email, context)
    except (OSError, SMTPException):
        logger.exception("A mail to user %s could not be sent.", user.pk)
        return False
    return True
