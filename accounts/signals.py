"""What the sign-in library tells us of: lines in the log, and sessions that end."""

import time

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from accounts.locking.devices import forget_pins, name_device
from accounts.middleware import ACTIVE_AT, SIGNED_IN_AT
from accounts.models.access_log import Action
from accounts.passkeys.keys import note_in_session
from accounts.second_factor import SECOND_FACTORS, SHORT_PASSWORD
from accounts.services import log_request
from accounts.sessions import end_sessions


@receiver(account.user_logged_in)
def note_sign_in(request, user, **kwargs):
    """Start the session's time, and log it."""
    request.session[SIGNED_IN_AT] = request.session[ACTIVE_AT] = int(time.time())
    note_in_session(request, user)
    by = {"by": "passkey"} if did_use_passwordless_login(request, user) else {}
    log_request(request, Action.SIGN_IN, user=user, device=name_device(request), **by)


@receiver(user_logged_out)
def note_sign_out(request, user, **kwargs):
    """Log who left, and whether the time did it."""
    if user is not None:
        reason = getattr(request, "sign_out_reason", None)
        detail = {"reason": reason} if reason else {}
        log_request(request, Action.SIGN_OUT, user=user, **detail)


@receiver(mfa.authentication_failed)
def note_wrong_code(request, user, **kwargs):
    """Log a wrong code after a right password."""
    log_request(request, Action.SIGN_IN_FAILED, user=user, reason="second_factor")


@receiver([account.password_changed, account.password_set, account.password_reset])
def note_password(request, user, **kwargs):
    """Log that somebody chose another password; with the old one the PINs of their devices go."""
    forget_pins(user)
    request.session.pop(SHORT_PASSWORD, None)
    log_request(request, Action.PASSWORD_CHANGED, user, user=user)


@receiver(account.password_reset)
def end_the_wait(request, user, **kwargs):
    """Whoever opened the link of their mail is let in, whatever was tried before."""
    get_adapter()._delete_login_attempts_cached_email(request, email=user.email)


@receiver([mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset])
def note_second_factor(request, user, authenticator, signal, **kwargs):
    """Log it; sessions begun without the factor that is there now, or with one now gone, end."""
    change = {mfa.authenticator_added: "added", mfa.authenticator_removed: "removed"}
    log_request(
        request,
        Action.SECOND_FACTOR_CHANGED,
        user,
        user=user,
        change=change.get(signal, "renewed"),
        kind=authenticator.type,
    )
    if authenticator.type in SECOND_FACTORS:
        end_sessions(user, but=request.session.session_key)
    if user == request.user:
        note_in_session(request, user)


@receiver(account.authentication_step_completed)
def renew_session_key(request, user, reauthenticated=False, **kwargs):
    """A password given again begins a session of another key."""
    if reauthenticated:
        old = request.session.session_key
        request.session.cycle_key()
        UserSession.objects.filter(session_key=old).delete()
        UserSession.objects.create_from_request(request)
