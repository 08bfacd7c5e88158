"""What stands out in the log is told: by mail, and on a page (docs/security.md, R56)."""

from collections import namedtuple
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.alerts import finding
from accounts.alerts.notifying import watch_log
from accounts.models import AccessLog, Alert, OutgoingMail
from accounts.models.access_log import Action
from accounts.services import log_access
from shkej.lib.dates import TIRANA
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import sign_in, user_with_password
from tests.conftest import user_with
from tests.events.factories import CentreFactory
from tests.participants.factories import ParticipantFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 12, tzinfo=TIRANA)
NIGHT = datetime(2026, 11, 25, 22, 30, tzinfo=TIRANA)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def room(monkeypatch):
    monkeypatch.setattr(finding.shutil, "disk_usage", lambda path: Usage(100, 50, 50))


def mailed():
    return set(OutgoingMail.objects.values_list("to", flat=True))


def kinds():
    return list(Alert.objects.order_by("pk").values_list("kind", flat=True))


def look(moment):
    with time_machine.travel(moment, tick=False):
        return watch_log()


def test_r56_a_device_that_the_account_did_not_know_is_told_to_its_owner(client, admin):
    user = user_with_password(email="ana@shkej.example")
    GrantFactory(user=user, role="admin")
    sign_in(client, user.email)
    client.post(reverse("account_logout"))
    sign_in(client, user.email)
    assert watch_log() == 0

    sign_in(Client(), user.email)

    assert watch_log() == 1
    assert kinds() == ["new_device"]
    assert mailed() == {user.email}
    assert watch_log() == 0
    assert OutgoingMail.objects.count() == 1


def test_r56_log_names_a_device_by_a_code_and_not_by_its_cookie(client, settings):
    user = user_with_password(email="ana@shkej.example")
    sign_in(client, user.email)

    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    device = AccessLog.objects.get(action=Action.SIGN_IN).detail["device"]
    assert cookie["httponly"]
    assert device
    assert device not in cookie.value


def test_r56_a_lockout_is_told_to_the_user_and_to_administrators(client, admin):
    user = user_with_password(email="ana@shkej.example")
    for _number in range(6):
        sign_in(client, user.email, password="wrong")

    watch_log()

    assert kinds() == ["locked"]
    assert mailed() == {user.email, admin.email}


@pytest.mark.parametrize(
    ("moment", "detail", "found"),
    [
        (NOON, {"names": "full"}, ["names_exported"]),
        (NOON, {}, []),
        (NIGHT, {}, ["exported_at_night"]),
        (NIGHT - timedelta(hours=3), {}, []),
    ],
)
def test_r56_exports_with_names_or_at_night_are_told(centre, admin, moment, detail, found):
    boss, other = user_with("coordinator", centre=centre), user_with("coordinator", centre=centre)
    elsewhere = user_with("coordinator", centre=CentreFactory())
    with time_machine.travel(moment, tick=False):
        log_access(Action.EXPORT_PEOPLE, centre, user=boss, **detail)

    look(moment + timedelta(minutes=1))

    assert kinds() == found
    assert mailed() == ({other.email, admin.email} if found else set())
    assert elsewhere.email not in mailed()


def test_r56_whoever_leafs_through_everybody_is_noticed(staff, coordinator, monkeypatch):
    monkeypatch.setattr(finding, "MOST_SHOWN", 3)
    people = [ParticipantFactory(centre=staff.grants.get().centre).pk for _number in range(4)]
    with time_machine.travel(NOON, tick=False):
        log_access(Action.VIEW_PARTICIPANTS, user=staff, people=people[:3])
    assert look(NOON + timedelta(minutes=1)) == 0
    with time_machine.travel(NOON + timedelta(minutes=20), tick=False):
        log_access(Action.VIEW_PARTICIPANTS, user=staff, people=people[2:])

    assert look(NOON + timedelta(minutes=21)) == 1

    assert Alert.objects.get().number == 4
    assert coordinator.email in mailed()


def test_r56_the_same_number_over_two_hours_is_not(staff, monkeypatch):
    monkeypatch.setattr(finding, "MOST_SHOWN", 3)
    for hours in (0, 2):
        with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
            people = [ParticipantFactory().pk for _number in range(2)]
            log_access(Action.VIEW_PARTICIPANTS, user=staff, people=people)

    assert look(NOON + timedelta(hours=2, minutes=1)) == 0


def test_r56_many_failed_sign_ins_are_noticed(admin):
    with time_machine.travel(NOON, tick=False):
        for _number in range(30):
            log_access(Action.SIGN_IN_FAILED, reason="refused")

    look(NOON + timedelta(minutes=1))

    assert kinds() == ["many_failed"]
    assert mailed() == {admin.email}


def test_r56_a_disk_with_less_than_a_tenth_free_is_told_once_a_day(admin, monkeypatch):
    monkeypatch.setattr(finding.shutil, "disk_usage", lambda path: Usage(100, 91, 9))

    assert [look(NOON), look(NOON + timedelta(hours=1)), look(NOON + timedelta(days=1))] == [
        1,
        0,
        1,
    ]
    assert mailed() == {admin.email}


def test_r25_many_opened_and_a_fourth_file_stand_on_the_page(client, centre, coordinator, staff):
    log_access(Action.MANY_OPENED, user=staff, reason="call")
    log_access(Action.EXPORT_REFUSED, user=coordinator)
    watch_log()
    client.force_login(coordinator)

    text = client.get(reverse("home")).content.decode()
    page = client.get(reverse("accounts:alerts"))

    assert sorted(kinds()) == ["export_refused", "many_opened"]
    assert staff.name in text
    assert [alert.waits for alert in page.context["page_obj"]].count(True) == 1


def test_what_one_did_oneself_others_look_into(client, coordinator, admin):
    log_access(Action.EXPORT_REFUSED, user=coordinator)
    watch_log()
    done = reverse("accounts:alert_done", args=[Alert.objects.get().pk])

    client.force_login(coordinator)
    assert client.post(done).status_code == 404
    client.force_login(admin)
    client.post(done)

    assert Alert.objects.get().looked_by == admin


def test_coordinators_of_elsewhere_and_staff_see_no_alert(client, staff):
    log_access(Action.MANY_OPENED, user=staff, reason="call")
    watch_log()
    done = reverse("accounts:alert_done", args=[Alert.objects.get().pk])

    client.force_login(user_with("coordinator", centre=CentreFactory()))
    assert list(client.get(reverse("accounts:alerts")).context["page_obj"]) == []
    assert client.post(done).status_code == 404
    client.force_login(staff)
    assert client.get(reverse("accounts:alerts")).status_code == 403
