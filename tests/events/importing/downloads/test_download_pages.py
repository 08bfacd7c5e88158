"""Taking a register away: another right, a reason, the password again, a locked file."""

import io
from datetime import timedelta

import msoffcrypto
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog
from accounts.models.access_log import Action
from accounts.reading.shown_people import read
from background.locked_files import CannotBeOpened, is_locked, locked, unlocked
from background.models import StartedTask
from events.models import Event
from participants.consents.received import received
from participants.models import Participant
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import PASSWORD, sign_in, user_with_password
from tests.background import sample
from tests.conftest import user_with
from tests.events.factories import CentreFactory, EventFactory, RegistrationFactory
from tests.events.importing.downloads.registers import table
from tests.events.importing.import_files import attendance, csv_file, state, xlsx_file
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL, pytest.mark.slow]
NAMES = {"exports": True, "exports_names": True}
IMPORT = reverse("events:import")


@pytest.fixture
def event(centre):
    """The register of one child."""
    event = EventFactory(centre=centre, title_sq="Takimi i tetorit")
    girl = ParticipantFactory(first_name="Ana", last_name="Deda", sex="female", birth_year=2010)
    RegistrationFactory(event=event, participant=girl, present=True)
    return event


@pytest.fixture
def coordinator(client, centre):
    """Somebody who may export names, and has just signed in."""
    user = user_with_password(email="c@shkej.example")
    GrantFactory(user=user, role="coordinator", centre=centre, **NAMES)
    sign_in(client, user.email)
    return user


def order(client, event, **sent):
    address = reverse("events:register_download", args=[event.pk])
    return client.post(address, {"reason": "correct"} | sent)


@pytest.fixture
def ordered(client, coordinator, event):
    """(the password that was shown, the address of the file that the worker then made)."""
    shown = client.get(order(client, event).url)
    sample.work()
    return shown.context["password"], StartedTask.objects.get().url


def send(client, content, **answers):
    return client.post(IMPORT, {"file": SimpleUploadedFile("list.xlsx", content), **answers})


def test_it_is_locked_and_the_import_opens_it_and_finds_nothing_new(client, ordered):
    password, address = ordered
    answer = client.get(address)
    before = state()

    assert answer["Cache-Control"].startswith("no-store")
    assert b"Deda" not in answer.content
    [line] = table(unlocked(answer.content, password))
    assert (line["first_name"], line["last_name"]) == ("Ana", "Deda")

    checked = send(client, answer.content, password=password)
    assert checked.context["result"].good_rows == 1
    assert checked.context["result"].counts["registrations"]["unchanged"] == 1
    client.post(reverse("events:import_apply"), {"upload": checked.context["token"]})
    assert state() == before


@pytest.mark.parametrize("password", ["", "guessed"])
def test_a_locked_file_asks_for_its_password(client, ordered, password):
    content = client.get(ordered[1]).content

    refused = send(client, content, password=password)

    assert refused.context["form"].errors["password"]
    assert ordered[0] not in refused.content.decode()


def test_any_locked_workbook_can_be_imported(client, staff):
    client.force_login(staff)
    row = attendance(person="1")
    content = locked(xlsx_file([list(row), list(row.values())]), "një fjalëkalim")

    assert send(client, content, password="një fjalëkalim").context["result"].good_rows == 1


def test_the_password_is_in_no_row_of_the_database(client, ordered):
    password, address = ordered
    content = client.get(address).content
    send(client, content, password=password)

    kept = str(list(StartedTask.objects.values())) + str(dict(client.session))
    assert password not in kept


def test_the_log_says_whom_it_names_and_why(client, ordered, event):
    client.get(ordered[1])

    line = AccessLog.objects.get(action=Action.EXPORT_PEOPLE)
    assert read(line.people) == {Participant.objects.get().pk}
    assert (line.detail["reason"], line.detail["names"]) == ("correct", "full")
    assert line.object_id == str(event.pk)


def test_nothing_is_logged_before_the_file_is_taken(client, ordered):
    assert not AccessLog.objects.filter(action=Action.EXPORT_PEOPLE).exists()


def test_p5_who_is_on_it_is_told_that_it_left(client, ordered, event):
    other = RegistrationFactory(event__centre=event.centre, present=True).participant
    girl = event.registrations.get().participant
    assert not received(girl).exists()

    client.get(ordered[1])

    assert list(received(girl)) == [AccessLog.objects.get(action=Action.EXPORT_PEOPLE)]
    assert not received(other).exists()


@pytest.mark.parametrize("sent", [{"reason": ""}, {"reason": "curiosity"}])
def test_no_file_without_a_reason(client, coordinator, event, sent):
    assert order(client, event, **sent).context["form"].errors["reason"]
    assert not StartedTask.objects.exists()


def test_an_empty_register_is_not_taken_away(client, coordinator, centre):
    empty = EventFactory(centre=centre)

    assert order(client, empty).context["is_empty"]
    assert not StartedTask.objects.exists()


@pytest.mark.parametrize("role", ["staff", "coordinator"])
def test_it_needs_the_right_to_export_names(client, centre, event, role):
    client.force_login(user_with(role, centre=centre, exports=role == "coordinator"))

    assert order(client, event).status_code == 403
    page = client.get(reverse("events:register", args=[event.pk])).content.decode()
    assert reverse("events:register_download", args=[event.pk]) not in page


def test_the_register_leads_there_for_who_may(client, coordinator, event):
    page = client.get(reverse("events:register", args=[event.pk])).content.decode()

    assert reverse("events:register_download", args=[event.pk]) in page


def test_a_register_of_another_centre_does_not_exist(client, coordinator):
    other = EventFactory(centre=CentreFactory())

    assert order(client, other).status_code == 404


def test_a_sensitive_register_is_for_whom_it_may_be_told(client, coordinator, ordered, event):
    Event.objects.filter(pk=event.pk).update(is_sensitive=True)

    assert order(client, event).status_code == 404
    assert client.get(ordered[1]).status_code == 404
    assert not AccessLog.objects.filter(action=Action.EXPORT_PEOPLE).exists()


def test_it_asks_for_the_password_of_the_account_again(client, coordinator, event):
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        asked = order(client, event)
        assert asked.url.startswith(reverse("account_reauthenticate"))
        assert not StartedTask.objects.exists()
        client.post(asked.url, {"password": PASSWORD})
        assert StartedTask.objects.count() == 1


def test_nobody_else_gets_the_file_nor_its_password(client, ordered, centre):
    client.force_login(user_with("coordinator", centre=centre, **NAMES))

    task = StartedTask.objects.get().result_id
    for route in ("events:register_download_file", "background:password"):
        assert client.get(reverse(route, args=[task])).status_code == 404


def test_a_fourth_file_within_a_day_is_refused(client, ordered, coordinator, event):
    for _time in range(3):
        AccessLog.objects.create(user=coordinator, action=Action.EXPORT_PEOPLE)

    answer = client.get(ordered[1])

    assert answer.url == reverse("events:register_download", args=[event.pk])
    assert AccessLog.objects.filter(action=Action.EXPORT_REFUSED).exists()


@pytest.mark.parametrize("spins", [10_000_000, 99_999_999_999])
def test_a_file_that_would_keep_the_processor_busy_is_not_tried(spins):
    content = locked(xlsx_file([["a"]]), "password")
    told = b'spinCount="100000"'
    assert told in content
    longer = f'spinCount="{spins}"'.encode()
    trap = content.replace(told, longer, 1)
    trap = trap if len(longer) == len(told) else trap[: len(content)]

    with pytest.raises(CannotBeOpened):
        unlocked(trap, "password")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99])
def test_what_is_no_locked_workbook_is_not_taken_for_one(content):
    assert not is_locked(content)
    with pytest.raises(CannotBeOpened):
        unlocked(content, "password")


def test_an_office_program_opens_it_with_the_password():
    content = locked(xlsx_file([["Ana"]]), "password")
    file = msoffcrypto.OfficeFile(io.BytesIO(content))
    file.load_key(password="password", verify_password=True)
    bare = io.BytesIO()

    file.decrypt(bare)

    assert bare.getvalue() == unlocked(content, "password")


def test_a_plain_file_needs_no_password(client, staff):
    client.force_login(staff)

    assert send(client, csv_file([attendance()])).context["result"].good_rows == 1
