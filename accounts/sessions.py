"""Sessions that end before their time."""

from allauth.usersessions.models import UserSession


def end_sessions(user, *, but=None):
    """Sign `user` out of every session except the one with the key `but`."""
    for session in UserSession.objects.filter(user=user).exclude(session_key=but):
        session.end()
