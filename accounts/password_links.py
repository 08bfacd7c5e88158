"""Links by which somebody sets their own password: nobody sets another's."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import OutgoingMail, User
from accounts.outbox import Content, queue_mail
from shkej.lib.bilingual import reading

NOBODY = 2**62  # a number that no row gets
NOBODYS_PASSWORD = "x"  # noqa: S105 - of somebody who has one, and may ask for another


class TokenGenerator(PasswordResetTokenGenerator):
    """Links that die with the account, and with the last role that it has."""

    def _make_hash_value(self, user, timestamp):
        is_let_in = user.is_active and user.has_role
        return f"{super()._make_hash_value(user, timestamp)}|{is_let_in}"


def set_password_path(user):
    """The path of a page where `user` sets a password: works once, within the hour."""
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": TokenGenerator().make_token(user),
        },
    )


def queue_set_password_mail(user):
    """Write down the mail with the link by which `user` sets a password; the outbox sends it.

    Call it inside the transaction of what it tells of: a mail cannot be rolled back. Returns it.
    """
    context = {"user": user, "password_reset_url": settings.SITE_URL + set_password_path(user)}
    with translation.override(user.language):
        message = get_adapter().render_mail("account/email/password_reset_key", user.email, context)
    return queue_mail(
        to=user.email,
        content=Content(subject=message.subject, text=message.body),
        useless_after=timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
    )


@transaction.atomic
def answer_forgotten(email, user):
    """Queue the link for `user`; for None do the same work for nobody.

    Whoever asks learns neither from the answer nor from its time whether there is an account.
    """
    nobody = User(pk=NOBODY, email=email, password=NOBODYS_PASSWORD, language=reading())
    mail = queue_set_password_mail(user or nobody)
    rows = OutgoingMail.objects.filter(pk=mail.pk if user is None else NOBODY)
    rows._raw_delete(rows.db)  # one statement, found or not; nothing else knows the row yet
