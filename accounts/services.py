"""Acts on users and their roles, and the one way into the access log."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.addresses import client_address
from accounts.granting.waiting import let_wait
from accounts.models import AccessLog, Grant, Role, User
from accounts.models.access_log import LOOKED, Action
from accounts.models.grants import GrantQuerySet
from accounts.reading.shown_people import code_of, written
from accounts.sessions import end_access, end_links_without_role

PERSON = "participants.Participant"

logger = logging.getLogger(__name__)


class LogNotWritten(Exception):  # noqa: N818 - what it means for whoever asked
    """The access log takes no line: what it stands for is neither shown nor done."""


def log_access(
    action: Action,
    target: Model | None = None,
    *,
    user: User | None = None,
    address: str | None = None,
    people: Iterable[int] | None = None,
    words: str = "",
    **detail: Any,
) -> AccessLog:
    """Add one line to the access log; `target` is the object seen or changed.

    `people`: the keys of those whom a list showed; they are kept, and their number as `shown`.
    `words`: what was searched for; kept as a code made with a key that the database does not hold.

    Within a request it is `request.log`, which knows who asks and from where; services that log in
    their own transaction are given it as `log`, commands leave it at this function.
    Call it before the answer is sent, and inside the transaction of the act it stands for.
    LogNotWritten where the database does not take the line: nobody is shown then, and the page says
    so (shkej/errors.py). Nobody catches it.
    """
    if people is not None:
        people = set(people)
        detail["shown"] = len(people)
    if words:
        detail["words"] = code_of(words)
    try:
        return AccessLog.objects.create(
            action=action,
            user=user,
            object_type=target._meta.label if target is not None else "",
            object_id=str(target.pk) if target is not None else "",
            detail=detail,
            people=written(people or ()),
            address=address,
        )
    except DatabaseError as fault:
        logger.error("The access log takes no line (%s).", type(fault).__name__)  # noqa: TRY400 - it may say a name
        raise LogNotWritten from fault


def log_request(
    request: HttpRequest, action: Action, target: Model | None = None, /, **detail: Any
) -> AccessLog | None:
    """The same in a request: by whoever is signed in, unless `user` says otherwise.

    None where nobody is shown anything: on a locked screen the answer does not go out.
    """
    if action in LOOKED and getattr(request, "is_taken", False):
        return None
    logged = set(detail.get("people") or ())
    if target is not None and target._meta.label == PERSON:
        logged.add(target.pk)
    if hasattr(request, "logged"):  # of the middleware: some sign out without any page
        request.logged |= logged
    asker = request.user if request.user.is_authenticated else None
    return log_access(
        action, target, **{"user": asker, "address": client_address(request), **detail}
    )


@transaction.atomic
def create_account(
    *,
    user: User,
    grant: Grant,
    created_by: User | None = None,
    log: Callable[..., object] = log_access,
) -> Grant:
    """Save a new `user`, who has no password yet, with the first `grant`."""
    user.email = user.email.lower()
    user.set_unusable_password()
    user.save()
    log(Action.USER_CHANGED, user, user=created_by, change="created")
    grant.user = user
    return give_grant(grant=grant, given_by=created_by, log=log)


@transaction.atomic
def change_account(
    *, user: User, changed_by: User, log: Callable[..., object] = log_access
) -> None:
    """Save the changed `user`; ValidationError when nobody could run the system any more."""
    was_active = type(user).objects.select_for_update().get(pk=user.pk).is_active
    if was_active and not user.is_active:
        if user == changed_by:
            raise ValidationError(_("You cannot deactivate your own account."))
        _keep_an_administrator(Grant.objects.filter(user=user))
    user.save()
    change = "changed"
    if was_active != user.is_active:
        change = "activated" if user.is_active else "deactivated"
    log(Action.USER_CHANGED, user, user=changed_by, change=change)
    if change == "deactivated":
        end_access(user)
    elif change == "activated":
        for grant in user.grants.all():
            let_wait(grant, changed_by)
            grant.save()


@transaction.atomic
def give_grant(
    *, grant: Grant, given_by: User | None = None, log: Callable[..., object] = log_access
) -> Grant:
    """Save a new `grant`; ValidationError for a role of one's own.

    One that opens people's data waits for a second person (accounts/granting).
    """
    _refuse_own(grant, given_by)
    if given_by is not None:
        let_wait(grant, given_by)
    grant.save()
    log_grant(log, grant, "given", given_by)
    return grant


@transaction.atomic
def take_grant(*, grant: Grant, taken_by: User, log: Callable[..., object] = log_access) -> None:
    """Delete `grant`; ValidationError for a role of one's own or the last administrator's."""
    _refuse_own(grant, taken_by)
    _keep_an_administrator(Grant.objects.filter(pk=grant.pk))
    log_grant(log, grant, "taken", taken_by)
    grant.delete()
    end_links_without_role(grant.user)


def _refuse_own(grant: Grant, user: User | None) -> None:
    if user is not None and grant.user_id == user.pk:
        raise ValidationError(_("Nobody changes their own roles. Ask another administrator."))


def _keep_an_administrator(leaving: GrantQuerySet) -> None:
    """Refuse when no active administrator would be left without the grants `leaving`.

    The rows are locked, so that of two administrators who remove each other one stays.
    """
    running = Grant.objects.select_for_update().filter(role=Role.ADMIN, user__is_active=True)
    left = {grant.pk for grant in running}
    gone = {grant.pk for grant in leaving.filter(role=Role.ADMIN)}
    if left & gone and not left - gone:
        raise ValidationError(
            _("This is the last active administrator. Make somebody else one first.")
        )


def log_grant(log: Callable[..., object], grant: Grant, change: str, user: User | None) -> None:
    """Write down what became of a role, by whom, and what it opens."""
    log(
        Action.GRANT_CHANGED,
        grant.user,
        user=user,
        change=change,
        role=grant.role,
        centre=grant.centre_id,
        organisation=grant.organisation_id,
        sees_sensitive=grant.sees_sensitive,
        exports=grant.exports,
        exports_names=grant.exports_names,
    )
