"""Invitations to open an account: one link, used once, within 72 hours."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shkej.lib.models import TimestampedModel
from shkej.lib.signed_links import new_key

INVITE = "partners.invite_user"
VALID_FOR = timedelta(hours=72)  # docs/security.md, R7


def end_of_validity():
    """72 hours from now."""
    return timezone.now() + VALID_FOR


class AccountInvitationQuerySet(models.QuerySet):
    def open(self):
        """Those by which an account can be opened now."""
        return self.filter(
            used_at=None, revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True
        )

    def revoke(self):
        """End those that are open, for good."""
        now = timezone.now()
        return self.open().update(revoked_at=now, updated_at=now)


class AccountInvitation(TimestampedModel):
    """One link to one person who has an account without a password yet."""

    user = models.ForeignKey(
        "accounts.User",
        models.CASCADE,
        related_name="account_invitations",
        verbose_name=_("user"),
    )
    invited_by = models.ForeignKey(
        "accounts.User",
        models.PROTECT,
        related_name="sent_invitations",
        verbose_name=_("invited by"),
    )
    key = models.CharField(max_length=20, default=new_key, editable=False)
    expires_at = models.DateTimeField(_("valid until"), default=end_of_validity)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = AccountInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to an account")
        verbose_name_plural = _("invitations to accounts")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.user_id}: {self.expires_at:%Y-%m-%d}"

    @property
    def is_alive(self):
        """Whether who sent it still may invite, and who got it still has a role to come for."""
        return self.invited_by.has_perm(INVITE) and bool(self.user.roles)
