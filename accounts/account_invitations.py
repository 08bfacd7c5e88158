"""Opening an account by an invitation: sent by mail, used once within 72 hours, then dead."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import AccountInvitation, User
from accounts.models.access_log import Action
from accounts.outbox import Content, queue_mail
from accounts.services import create_account, log_access
from shkej.lib.signed_links import row_for, token_for

PURPOSE = "accounts.invitations"


@transaction.atomic
def invite_user(*, user, grant, invited_by, organisation, log=log_access):
    """Make an account without a password, with the first `grant`, and mail the way into it.

    `organisation`: for which the person comes; the mail names it in its language.
    """
    create_account(user=user, grant=grant, created_by=invited_by, log=log)
    return _send(user, invited_by, organisation)


@transaction.atomic
def invite_again(*, user, invited_by, organisation):
    """A new link instead of the old one; ValidationError where the account is open or closed."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_usable_password() or not user.is_active:
        raise ValidationError(_("This account needs no invitation any more."))
    revoke_invitations(user=user)
    return _send(user, invited_by, organisation)


def revoke_invitations(*, user):
    """End every link by which `user` could open the account."""
    user.account_invitations.revoke()


@transaction.atomic
def open_account(*, invitation, name, language, password, log=log_access):
    """Take the invitation up; ValidationError where somebody was faster or it is dead."""
    rows = AccountInvitation.objects.open().select_for_update(of=("self",))
    invitation = rows.filter(pk=invitation.pk).first()
    if invitation is None or not _opens(invitation):
        raise ValidationError(_("This link no longer works. Ask for a new invitation."))
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    user.name, user.language = name, language
    user.set_password(password)
    user.save()
    invitation.used_at = timezone.now()
    invitation.save()
    log(Action.PASSWORD_CHANGED, user, user=user)
    return user


def token_of(invitation):
    """The part of the address by which the account is opened."""
    return token_for(PURPOSE, invitation)


def read_token(token):
    """The open invitation that a token stands for, or None."""
    rows = AccountInvitation.objects.open().select_related("user", "invited_by")
    found = row_for(PURPOSE, rows, token)
    return found[0] if found and _opens(found[0]) else None


def _opens(invitation):
    return invitation.is_alive and not invitation.user.has_usable_password()


def _send(user, invited_by, organisation):
    invitation = AccountInvitation.objects.create(user=user, invited_by=invited_by)
    path = reverse("accounts:open_account", args=[token_of(invitation)])
    with override(user.language):
        context = {
            "language": user.language,
            "organisation": str(organisation),
            "invited_by": invited_by.name,
            "until": date_format(timezone.localtime(invitation.expires_at), "DATETIME_FORMAT"),
            "link": settings.SITE_URL + path,
        }
        content = Content(
            subject=_("SHKEJ: your account for the shared calendar"),
            text=render_to_string("accounts/email/invitation.txt", context),
            html=render_to_string("accounts/email/invitation.html", context),
        )
    queue_mail(to=user.email, content=content, useless_after=invitation.expires_at)
    return invitation
