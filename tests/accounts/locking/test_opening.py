"""What opens a locked screen: the password of its user, or the PIN of this device."""

import threading

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.locking import devices
from accounts.models import AccessLog, Device
from accounts.models.devices import TRIES
from tests.accounts.locking.screens import PIN, Screen
from tests.accounts.signing_in import NEW_PASSWORD, PASSWORD
from tests.conftest import user_with

pytestmark = pytest.mark.django_db


def test_the_password_opens_the_screen(screen):
    screen.locks()

    wrong = screen.opens_with(password="wrong words entirely", next="/more/")
    assert wrong.status_code == 422
    assert "This is not your password." in wrong.content.decode()
    assert not screen.is_open()

    assert screen.opens_with(password=PASSWORD, next="/more/").url == "/more/"
    assert screen.is_open()


def test_the_pin_of_this_device_opens_the_screen(screen):
    screen.has_pin()
    screen.locks()
    page = screen.client.get(reverse("accounts:locked")).content.decode()
    assert 'inputmode="numeric"' in page

    assert screen.opens_with(pin="27 18 28").status_code == 302
    assert screen.is_open()


def test_a_pin_opens_no_other_device_and_nobody_elses_session(screen, staff, centre):
    screen.has_pin()
    elsewhere = Screen(Client())
    elsewhere.client.force_login(staff)
    elsewhere.locks()
    assert "no PIN" in elsewhere.opens_with(pin=PIN).content.decode()

    colleague = Screen(Client())
    colleague.client.force_login(user_with("staff", centre=centre))
    colleague.client.cookies[settings.DEVICE_COOKIE_NAME] = screen.client.cookies[
        settings.DEVICE_COOKIE_NAME
    ].value
    colleague.locks()
    assert "no PIN" in colleague.opens_with(pin=PIN).content.decode()
    assert not colleague.is_open()


def test_five_wrong_pins_close_the_door_and_not_the_account(screen, staff):
    screen.has_pin()
    screen.locks()
    for left in (4, 3, 2, 1):
        assert f"{left} " in screen.opens_with(pin="314159").content.decode()
    assert "only the password" in screen.opens_with(pin="314159").content.decode()

    refused = screen.opens_with(pin=PIN)
    assert refused.status_code == 422
    assert not screen.is_open()
    assert 'name="pin"' not in screen.client.get(reverse("accounts:locked")).content.decode()
    assert AccessLog.objects.filter(action="sign_in_failed", user=staff).count() == 6

    elsewhere = Client()
    data = {"login": staff.email, "password": PASSWORD}
    assert elsewhere.post(reverse("account_login"), data).status_code == 302
    assert screen.opens_with(password=PASSWORD).status_code == 302
    screen.locks()
    assert screen.opens_with(pin=PIN).status_code == 302  # the tries are forgotten


def test_who_forgot_the_pin_chooses_another_with_the_password(screen):
    screen.has_pin()
    screen.locks()
    for _try in range(TRIES):
        screen.opens_with(pin="314159")
    assert 'name="new_pin"' in screen.client.get(reverse("accounts:locked")).content.decode()

    assert screen.opens_with(password=PASSWORD, new_pin="161803").status_code == 302
    screen.locks()
    assert screen.opens_with(pin=PIN).status_code == 422
    assert screen.opens_with(pin="161803").status_code == 302


def test_wrong_passwords_wait_here_alone(screen, staff):
    screen.locks()
    for _try in range(5):
        screen.opens_with(password="wrong words entirely")

    assert "15 minutes" in screen.opens_with(password=PASSWORD).content.decode()
    elsewhere = Screen(Client())
    elsewhere.client.force_login(staff)
    elsewhere.locks()
    assert elsewhere.opens_with(password=PASSWORD).status_code == 302


def test_a_pin_can_be_chosen_while_the_password_opens_the_screen(screen):
    screen.locks()
    page = screen.client.get(reverse("accounts:locked")).content.decode()
    assert 'name="new_pin"' in page

    assert screen.opens_with(password=PASSWORD, new_pin="1234").status_code == 422
    assert screen.opens_with(password=PASSWORD, new_pin=PIN).status_code == 302
    screen.locks()
    assert screen.opens_with(pin=PIN).status_code == 302


@pytest.mark.parametrize("pin", ["123", "1234567", "12a4", "0000", "1234", "9876", "٣١٤١"])
def test_what_is_no_good_pin_is_refused(screen, pin):
    data = {"what": "pin", "new_pin": pin, "proof": PASSWORD}

    response = screen.client.post(reverse("accounts:device"), data)

    assert response.status_code == 200
    assert not Device.objects.exists()


def test_a_pin_is_changed_by_the_password_or_the_pin_so_far_alone(screen):
    device = screen.has_pin()
    address = reverse("accounts:device")
    for proof in ("314159", "wrong words entirely", ""):
        screen.client.post(address, {"what": "pin", "new_pin": "161803", "proof": proof})
        device.refresh_from_db()
        assert devices.is_right_pin(device, PIN)

    screen.client.post(address, {"what": "pin", "new_pin": "161803", "proof": PIN})
    device.refresh_from_db()
    assert devices.is_right_pin(device, "161803")


def test_a_pin_stands_nowhere_in_clear(screen):
    device = screen.has_pin()

    assert PIN not in str(vars(device))
    assert PIN not in str(dict(screen.client.session))


def test_another_password_ends_the_pins(screen, staff):
    screen.has_pin()
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    assert screen.client.post(reverse("account_change_password"), data).status_code == 302

    assert Device.objects.get().pin == ""


@pytest.mark.django_db(transaction=True)
def test_pins_tried_at_once_are_five_at_most(screen):
    device = screen.has_pin()
    checked, ready = [], threading.Barrier(TRIES + 3)

    def check(_typed, _hash):
        checked.append(1)
        return False

    def attempt():
        ready.wait()
        try:
            devices.is_right_pin(Device.objects.get(pk=device.pk), "314159")
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(devices, "check_password", check)
        attempts = [threading.Thread(target=attempt) for _number in range(TRIES + 3)]
        for each in attempts:
            each.start()
        for each in attempts:
            each.join()

    assert len(checked) == TRIES
    device.refresh_from_db()
    assert device.wrong_tries == TRIES
