"""Several at once on accounts and devices, each race with its guard and without it."""

from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts import services
from accounts.locking import devices
from accounts.models import Device, Grant, Role
from tests.accounts.factories import GrantFactory
from tests.at_once import Gate, at_once, held_after

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = devices.TRIES + 3


def test_of_two_administrators_who_remove_each_other_one_stays(monkeypatch, is_locked):
    grants = [GrantFactory(role=Role.ADMIN) for _administrator in range(2)]
    held_after(monkeypatch, services, "_keep_an_administrator", Gate(2))

    outcome = at_once(
        *(
            lambda grant=grant, other=other: services.take_grant(grant=grant, taken_by=other.user)
            for grant, other in (grants, reversed(grants))
        )
    )

    refused = [answer for answer in outcome if isinstance(answer, ValidationError)]
    assert len(refused) == (1 if is_locked else 0)
    assert Grant.objects.filter(role=Role.ADMIN).count() == (1 if is_locked else 0)


@pytest.mark.parametrize("is_guarded", [True, False])
def test_of_pins_tried_at_once_five_are_looked_at(monkeypatch, staff, is_guarded):
    """Where more are let through by mistake, the database still stops at five."""
    device = Device.objects.create(user=staff, pin="hash", token_hash="x")
    checked, ready = [], Barrier(CROWD)

    def check(_typed, _hash):
        checked.append(1)
        return False

    monkeypatch.setattr(devices, "check_password", check)
    if not is_guarded:
        monkeypatch.setattr(devices, "TRIES", 2 * CROWD)

    def attempt():
        ready.wait(60)
        return devices.is_right_pin(Device.objects.get(pk=device.pk), "314159")

    outcome = at_once(*[attempt] * CROWD)

    assert len(checked) == devices.Device.objects.get().wrong_tries == 5
    assert outcome.count(False) == (CROWD if is_guarded else 5)
    refused = [answer for answer in outcome if isinstance(answer, IntegrityError)]
    assert len(refused) == (0 if is_guarded else CROWD - 5)
