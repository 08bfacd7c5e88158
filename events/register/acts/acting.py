"""One act on a register, of whatever kind: looked up, locked, done once, written down, answered."""

import uuid
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseBadRequest
from django.utils.translation import gettext as _

from accounts.models.access_log import Action
from accounts.reading.shown_people import lines_undone_with
from events.models import RegisterAct, Registration
from events.models.access import READ
from events.models.one_act import working
from events.register.acts.keys import body_hash, is_same, key_of, known_act, told_at
from events.register.door.session import is_of_door
from events.register.lookups import event_for, place_for
from events.register.parts import (
    answer_conflict,
    answer_list,
    answer_noted,
    answer_refusal,
    refuse,
)


class AlreadyDone(Exception):  # noqa: N818 - it is no error
    """An act could not be written down: its key may be taken, which only a look tells."""


class Acting:
    """An act while it is done: who asks for it, on which event and, of one person, which place.

    `work`: the number that the versions of what it changes bear in the change history.
    """

    def __init__(self, request, event, place=None, *, key=None):
        self.request, self.place, self.key = request, place, key
        self.by, self.work = request.user, uuid.uuid4()
        self.is_written = False
        self.said = []
        self._event = event

    @property
    def event(self):
        """The event as the work left it: services that lock it read it again."""
        return self.place.event if self.place else self._event

    @property
    def told_at(self):
        """When it was done by the clock of its device; None where that told no time."""
        return told_at(self.request)

    def others_placed(self):
        """The places of others that this act gave away: who waited until now. One query or two."""
        given = Registration.history.filter(event=self.event.pk, work=self.work)
        given = given.filter(status=Registration.Status.REGISTERED).exclude(id=self.place.pk)
        rows = self.event.registrations.filter(pk__in=given.order_by().values("id"))
        return rows.select_related("participant", "event").order_by("pk")

    def say(self, text, act=None, *, level=messages.SUCCESS):
        """Say `text` once all is committed, with the way back of `act` where it has one."""
        self.said.append((text, act, level))

    def did(self, kind, *, registration=None, **facts):
        """Write down what was done, once it is done, in the same transaction; returns the act.

        `facts`: `before` and `after` as the undo of that kind reads them, `undoes`, the `reason`
        that was typed, for people to read. Where one request does several things, its key is that
        of the first; without a key each gets its own.
        AlreadyDone, where the database refuses it, must leave the transaction and undo the work.
        """
        keyed = {"key": self.key} if self.key else {}
        self.key, self.is_written = None, True
        place = registration or self.place
        try:
            act = RegisterAct.objects.create(
                kind=kind,
                event=self.event,
                registration=place,
                by=self.by,
                work=self.work,
                body_hash=body_hash(self.request),
                told_at=self.told_at,
                **keyed,
                **facts,
            )
        except IntegrityError as refused:
            raise AlreadyDone from refused
        if place and not is_of_door(self.request):  # the answer shows them; here it is no
            people = [place.participant_id]  # transaction of its own
            self.request.log(Action.VIEW_PARTICIPANTS, self.event, people=people)
        return act


def acting(*, on_place=False, page=None):
    """For what somebody does on a register: `work(acting, …)` runs in one transaction.

    `page`: the view of the same address that shows what can be done, where it has one.

    The event's row is locked from the beginning and, with `on_place`, after it that of the place of
    `registration_id`. The work returns a function that answers once all is committed, or a ready
    response. What is sent again under its key is not done again but answered; under the same key
    something else is refused. A ValidationError is told on the register as it stands.
    """

    def decorate(work):
        @wraps(work)
        def view(request, event_id, **names):
            if page and request.method != "POST":
                return page(request, event_id, **names)
            try:
                key_of(request)
            except ValueError:
                return HttpResponseBadRequest()
            return _do(request, event_id, work, names, on_place)

        return view

    return decorate


def _do(request, event_id, work, names, on_place):
    act = None
    try:
        with lines_undone_with(request), transaction.atomic():
            act = _looked_up(request, event_id, names, on_place)
            with working(act.work):
                answer = work(act, **names)
    except AlreadyDone as refused:
        known = known_act(request)
        if known is None:
            raise refused.__cause__ from None
    except Http404:
        known = known_act(request)
        if known is None:
            raise
    except ValidationError as refusal:
        known = known_act(request)
        if known is None:
            return answer_refusal(request, act.event, refusal)
    else:
        known = None if act.is_written else known_act(request)  # what is asked was settled before
        if known is None:
            for text, done, level in act.said:
                tell_done(request, text, done, level)
            return answer() if callable(answer) else answer
    return _answer_again(request, event_for(request, event_id, READ), known)


def _looked_up(request, event_id, names, on_place):
    key = key_of(request)
    if not on_place:
        return Acting(request, event_for(request, event_id, is_locked=True), key=key)
    place = place_for(request, event_id, names.pop("registration_id"), is_locked=True)
    return Acting(request, place.event, place, key=key)


def _answer_again(request, event, act):
    """How things stand now, with the way back that the first answer had; at the door as ever."""
    if is_of_door(request):
        return answer_noted(request, event)
    if not is_same(request, event, act):
        text = _("Something else was sent under this key before. Nothing was changed.")
        return refuse(request, event, [text], status=422)
    if act.outcome == RegisterAct.Outcome.CONFLICT:
        is_here = act.registration.status != Registration.Status.CANCELLED
        if is_here and act.settled_at is None:
            return answer_conflict(request, act.registration)
        messages.info(request, _("Somebody decided meanwhile which of the two marks is right."))
        return answer_list(request, event)
    if act.undone_by.exists():
        messages.info(request, _("This was done before and taken back since. Nothing was changed."))
    else:
        tell_done(request, _("This is saved."), act)
    return answer_list(request, event)


def tell_done(request, text, act, level=messages.SUCCESS):
    """Say what was done, with the way back where there is one."""
    tags = f"undo:{act.undo_url}" if act and act.undo_url else ""
    messages.add_message(request, level, text, extra_tags=tags)
