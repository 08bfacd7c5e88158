"""What forms leave behind is forgotten, once nothing is held back by it any more."""

from datetime import timedelta

from django.urls import reverse

from accounts.locking.devices import forget_devices
from accounts.models import Device
from drafts.models import FormKey
from drafts.once import KEPT, forget_keys
from shkej.rounds import COMING_ROUND


def test_keys_that_still_hold_something_back_are_kept(staff, time_machine):
    time_machine.move_to("2021-10-06 08:00Z", tick=False)
    FormKey.objects.create(user=staff, key="old", path="/", body_hash="x")
    time_machine.shift(KEPT - timedelta(days=1))
    FormKey.objects.create(user=staff, key="new", path="/", body_hash="x")
    forget_keys()
    assert FormKey.objects.count() == 2

    time_machine.shift(timedelta(days=1, seconds=1))
    forget_keys()

    assert FormKey.objects.get().key == "new"
    assert "forget_keys_and_devices" in {line.task.name for line in COMING_ROUND}


def test_a_device_that_is_used_stays_and_one_that_is_not_goes(client, staff, time_machine):
    time_machine.move_to("2021-10-06 08:00Z", tick=False)
    client.force_login(staff)
    client.post(reverse("accounts:device"), {"what": "minutes", "lock_minutes": "5"})
    Device.objects.create(user=staff, token_hash="elsewhere")
    for _month in range(8):
        time_machine.shift(timedelta(days=30))
        client.force_login(staff)
        client.get(reverse("home"))

    forget_devices()

    assert Device.objects.get().token_hash != "elsewhere"
