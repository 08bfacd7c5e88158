"""Limits hold for two requests at once, on real connections, with the lock and without it."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import AccessLog
from accounts.models.access_log import Action
from accounts.reading import limits
from accounts.services import log_access
from events.register.door.session import SEARCHES, WITHIN
from tests.at_once import Gate, at_once
from tests.events.factories import EventFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db(transaction=True)


def asking(user, gate):
    """A request of `user` that waits at `gate` between what it counts and what it writes."""

    def log(action, target=None, **detail):
        gate()
        return log_access(action, target, user=user, **detail)

    return SimpleNamespace(user=user, log=log)


def test_r25_two_people_opened_at_once_are_two(staff, is_locked):
    AccessLog.objects.bulk_create(
        AccessLog(user=staff, action=Action.VIEW_PARTICIPANT, object_id=str(10_000 + key))
        for key in range(limits.MOST_OPENED - 1)
    )
    gate, people = Gate(2), ParticipantFactory.create_batch(2)

    def opening(person):
        try:
            limits.log_opened(asking(staff, gate), person)
        except limits.TooManyOpened as refused:
            raise ValidationError("too many") from refused

    outcome = at_once(*(lambda person=person: opening(person) for person in people))

    refused = [answer for answer in outcome if isinstance(answer, ValidationError)]
    assert len(refused) == (1 if is_locked else 0)


def test_r25_two_searches_at_once_at_a_door_are_two(staff, is_locked):
    event = EventFactory()
    for _number in range(SEARCHES - 1):
        log_access(Action.DOOR_SEARCH, event, user=staff)
    gate = Gate(2)

    def search():
        return limits.may_once_more(
            asking(staff, gate), Action.DOOR_SEARCH, event, most=SEARCHES, within=WITHIN
        )

    assert sorted(at_once(search, search)) == ([False, True] if is_locked else [True, True])


def test_r25_two_files_of_figures_at_once_are_two(staff, is_locked):
    for _number in range(limits.MOST_FIGURES - 1):
        log_access(Action.EXPORT, user=staff)
    gate = Gate(2)

    def hand_out():
        request = asking(staff, gate)
        with transaction.atomic():
            if may := limits.may_export_figures(request):
                request.log(Action.EXPORT)
            return may

    assert sorted(at_once(hand_out, hand_out)) == ([False, True] if is_locked else [True, True])
