"""Acts on users, and the one way into the access log."""

from accounts.models import AccessLog


def log_access(*, action, user=None, target=None, address=None, **detail):
    """Add one line to the access log; `target` is the object seen or changed.

    Call it before the answer is sent, and inside the transaction of the act it stands for.
    """
    return AccessLog.objects.create(
        action=action,
        user=user,
        object_type=target._meta.label if target is not None else "",
        object_id=str(target.pk) if target is not None else "",
        detail=detail,
        address=address,
    )
