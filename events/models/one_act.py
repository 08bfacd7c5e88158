"""Whatever is changed on registers in one go is one act of each of them, whoever changes it.

A service that changes a register says so by `as_act`. Where a request's act is done already
(`register/acts/acting.py`), the service is a part of it; else it writes an act of its own. Each
version in the change history of a register carries the number of the work that it belongs to, as
the acts do: what an act changed is read from there, and never kept twice.
"""

import uuid
from collections import defaultdict
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

_work = ContextVar("work", default=None)


def current_work():
    """The number of the work that is being done; None where nobody said what is done."""
    return _work.get()


class VersionOfAct(models.Model):
    """A version in the change history: of which work; None for what is older than acts."""

    work = models.UUIDField(
        _("part of"), null=True, editable=False, default=current_work, db_index=True
    )

    class Meta:
        abstract = True


@contextmanager
def working(work):
    """What is changed inside belongs to `work`, a UUID; whoever opens it writes the acts."""
    token = _work.set(work)
    try:
        yield
    finally:
        _work.reset(token)


@contextmanager
def one_act(kind, *, by, event=None, **facts):
    """What is changed inside is one act of each register that it changes, in one transaction.

    Or a part of the act that surrounds it. `event`: one that changed even where no place and no
    headcount of it did; `facts`: more that the act says.
    """
    if current_work():
        yield
        return
    work = uuid.uuid4()
    with transaction.atomic():
        with working(work):
            yield
        write_acts(work, kind, by=by, event=event, **facts)


def as_act(kind, *, by):
    """Decorator of a service: one act of `kind`; `by` names the argument that says who does it.

    What was typed as `reason` is in the act.
    """

    def decorate(service):
        @wraps(service)
        def act(*arguments, **named):
            if current_work():
                return service(*arguments, **named)
            reason = (named.get("reason") or "").strip()
            with one_act(kind, by=named.get(by), reason=reason):
                return service(*arguments, **named)

        return act

    return decorate


def write_acts(work, kind, *, by, event=None, **facts):
    """Write an act of `work` for each register that it changed; about a person, if about one."""
    from events.models import Event, RegisterAct  # they need the versions above

    changed = _changed(work)
    if event is not None:
        changed.setdefault(event.pk, set())
    there = Event.objects.filter(pk__in=changed).order_by("pk")
    RegisterAct.objects.bulk_create(
        RegisterAct(
            kind=kind,
            event_id=pk,
            registration_id=next(iter(changed[pk])) if len(changed[pk]) == 1 else None,
            by=by,
            work=work,
            after_closing=closed_at is not None and kind in RegisterAct.CORRECTING,
            **facts,
        )
        for pk, closed_at in there.values_list("pk", "register_closed_at")
    )


def _changed(work):
    """{event's id: {ids of the registrations changed}}, of headcounts with none."""
    from events.models import Headcount, Registration

    changed = defaultdict(set)
    versions = Registration.history.filter(work=work).order_by()
    for event, registration in versions.values_list("event", "id"):
        changed[event].add(registration)
    for event in Headcount.history.filter(work=work).order_by().values_list("event", flat=True):
        changed[event] |= set()
    return dict(changed)
