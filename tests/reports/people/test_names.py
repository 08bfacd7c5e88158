"""Files with names: another right, a reason, the password again, and a workbook that is locked."""

import io
import re
from datetime import timedelta
from urllib.parse import urlencode

import msoffcrypto
import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from msoffcrypto.exceptions import InvalidKeyError

from accounts.models import AccessLog
from accounts.models.access_log import Action
from accounts.reading.shown_people import read
from background.models import StartedTask
from events.models import Centre
from participants.consents.received import received
from participants.consents.services import withdraw
from participants.models import Consent
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import PASSWORD, sign_in, user_with_password
from tests.background import sample
from tests.conftest import user_with

pytestmark = pytest.mark.django_db
NAMES = {"exports": True, "exports_names": True}


@pytest.fixture
def coordinator(client):
    """Somebody who may export names, and has just signed in."""
    user = user_with_password(email="c@shkej.example")
    GrantFactory(user=user, role="coordinator", centre=Centre.objects.get(), **NAMES)
    sign_in(client, user.email)
    return user


def order(client, shared, **sent):
    return client.post(
        reverse("reports:export_names"),
        {"reason": "agreement", "question": urlencode(shared.asked)} | sent,
    )


@pytest.fixture
def ordered(client, coordinator, shared):
    """(the password that was shown, the address of the file that the worker then made)."""
    shown = client.get(order(client, shared).url)
    sample.work()
    return shown.context["password"], StartedTask.objects.get().url


def opened(content, password):
    file = msoffcrypto.OfficeFile(io.BytesIO(content))
    file.load_key(password=password)
    bare = io.BytesIO()
    file.decrypt(bare)
    book = openpyxl.load_workbook(bare)
    return [str(cell) for sheet in book for row in sheet.values for cell in row if cell]


def asks(answer):
    return answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))


def test_p13_workbook_opens_with_the_password_that_was_shown_once(client, ordered, shared):
    password, address = ordered

    answer = client.get(address)

    assert re.fullmatch(r"([2-9A-Z]{5}-){3}[2-9A-Z]{5}", password)
    assert answer["Cache-Control"].startswith("no-store")
    cells = opened(answer.content, password)
    for person in shared.people:
        assert person.plain_name in cells
        assert person.last_name.encode() not in answer.content
    with pytest.raises(InvalidKeyError):
        opened(answer.content, "guessed")
    again = reverse("background:password", args=[StartedTask.objects.get().result_id])
    assert client.get(again).context["password"] is None


def test_p13_log_says_whom_the_file_names_for_whom_and_why(client, ordered, shared):
    client.get(ordered[1])

    line = AccessLog.objects.get(action=Action.EXPORT_PEOPLE)
    assert read(line.people) == {person.pk for person in shared.people}
    assert line.detail["reason"] == "agreement"
    assert line.detail["recipient"] == shared.recipient.pk
    assert line.object_id == str(shared.project.pk)


def test_p5_who_is_named_in_a_file_is_told_that_it_left(client, ordered, shared):
    assert not received(shared.people[0]).exists()

    client.get(ordered[1])

    line = AccessLog.objects.get(action=Action.EXPORT_PEOPLE)
    assert [list(received(person)) for person in shared.people] == [[line]] * 12


def test_p13_no_password_stands_in_the_database(client, ordered):
    password, _address = ordered
    kept = str(list(DBTaskResult.objects.values())) + str(list(StartedTask.objects.values()))

    assert password not in kept


@pytest.mark.parametrize("sent", [{"reason": ""}, {"reason": "curiosity"}])
def test_p13_no_file_without_a_reason(client, coordinator, shared, sent):
    answer = order(client, shared, **sent)

    assert answer.context["form"].errors["reason"]
    assert not StartedTask.objects.exists()


@pytest.mark.parametrize(
    "grant", [{"exports": True}, {"exports": False}, {"sees_sensitive": True, "exports": True}]
)
def test_p13_exporting_alone_gives_no_names(client, centre, shared, grant):
    client.force_login(user_with("coordinator", centre=centre, **grant))

    assert order(client, shared).status_code == 403
    page = client.get(reverse("reports:export_people"), shared.asked)
    assert reverse("reports:export_names") not in page.content.decode()


def test_r10_names_ask_for_the_password_again(client, coordinator, shared):
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = order(client, shared)
        assert asks(asked)
        assert not StartedTask.objects.exists()
        client.post(asked.url, {"password": PASSWORD})
        assert StartedTask.objects.count() == 1


def test_r10_taking_the_file_asks_for_the_password_again(client, ordered):
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert asks(client.get(ordered[1]))
    assert not AccessLog.objects.filter(action=Action.EXPORT_PEOPLE).exists()


def test_r26_nobody_else_gets_the_file_nor_its_password(client, ordered, centre):
    client.force_login(user_with("coordinator", centre=centre, **NAMES))

    task = StartedTask.objects.get().result_id
    for route in ("reports:export_names_file", "background:password"):
        assert client.get(reverse(route, args=[task])).status_code == 404


def test_r26_who_lost_the_right_sees_no_password(client, coordinator, shared):
    page = order(client, shared).url
    coordinator.grants.update(exports_names=False)
    assert client.get(page).status_code == 404

    coordinator.grants.update(exports_names=True)
    assert client.get(page).context["password"]


def test_what_is_no_file_with_names_has_no_password(client, ordered):
    task = StartedTask.objects.get()
    for url in (reverse("events:import_outcome", args=[task.result_id]) + "?kept=1", "/"):
        StartedTask.objects.update(url=url)
        assert client.get(reverse("background:password", args=[task.result_id])).status_code == 404


def test_r26_who_lost_the_right_gets_no_file(client, ordered, coordinator):
    coordinator.grants.update(exports_names=False)
    assert client.get(ordered[1]).status_code == 403

    coordinator.grants.update(exports_names=True, sees_sensitive=True)
    assert client.get(ordered[1]).status_code == 302
    assert not AccessLog.objects.filter(action=Action.EXPORT_PEOPLE).exists()


def test_r26_file_is_gone_after_a_day(client, ordered, coordinator):
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        client.force_login(coordinator)
        answer = client.get(ordered[1])
        assert answer.status_code == 302
    assert not AccessLog.objects.filter(action=Action.EXPORT_PEOPLE).exists()


def test_p5_file_ends_once_somebody_in_it_withdraws(client, ordered, coordinator, shared):
    given = Consent.objects.get(participant=shared.people[0])
    withdraw(consent=given, given_by="guardian", withdrawn_by=coordinator)

    answer = client.get(ordered[1])

    assert answer.status_code == 302
    assert answer.url == reverse("reports:export_people")
    assert not AccessLog.objects.filter(action=Action.EXPORT_PEOPLE).exists()


def test_names_need_the_right_to_export(client, admin, coordinator):
    client.force_login(admin)
    data = {"role": "coordinator", "exports_names": "on"}
    refused = client.post(reverse("accounts:grant_create", args=[user_with("admin").pk]), data)

    assert refused.context["form"].errors["exports_names"]
