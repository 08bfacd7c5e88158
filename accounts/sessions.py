"""What ends with an account or a role: sessions, PINs, invitations and calendar links."""

from allauth.usersessions.models import UserSession

from accounts.locking.devices import forget_pins


def end_sessions(user, *, but=None):
    """Sign `user` out of every session except the one with the key `but`."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()


def end_access(user):
    """End all by which `user`, whose account is closed, might still come in; for good."""
    end_sessions(user)
    forget_pins(user)
    user.account_invitations.revoke()
    user.sent_invitations.revoke()
    user.made_feeds.revoke()


def end_links_without_role(user):
    """End for good the links that `user` made or was sent under a role that is gone."""
    user = type(user).objects.get(pk=user.pk)  # which remembers no role
    for links in (user.made_feeds, user.sent_invitations, user.account_invitations):
        dead = [link.pk for link in links.open() if not link.is_alive]
        links.filter(pk__in=dead).revoke()
