"""Everything in open formats from a page: for administrators, with a reason, taken away once."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from accounts.alerts.notifying import watch_log
from accounts.encryption import decrypt
from accounts.models import AccessLog, Alert, OutgoingMail
from accounts.models.access_log import Action
from accounts.reading.limits import MOST_EXPORTED
from accounts.reading.shown_people import read
from accounts.services import log_access
from background.made_files import FOLDER, remove_old_files
from background.models import StartedTask
from backups.exporting import tasks
from events.models import Centre
from participants.consents.received import received
from participants.consents.services import withdraw
from participants.models import Consent, Participant
from shkej.lib.dates import today
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import PASSWORD, sign_in, user_with_password
from tests.background import sample
from tests.backups.test_export import call
from tests.conftest import user_with
from tests.often import MORE_ON_POSTGRESQL
from tests.participants.factories import ParticipantFactory

pytestmark = [pytest.mark.django_db(transaction=True), MORE_ON_POSTGRESQL]
PAGE = reverse("backups:export")
PASSED = timedelta(minutes=11)  # the password was given too long ago


@pytest.fixture
def admin(client):
    """An administrator who has just signed in."""
    user = user_with_password(email="admin@shkej.example", language="en")
    GrantFactory(user=user, role="admin")
    sign_in(client, user.email)
    return user


@pytest.fixture
def people(place):
    """Who is recorded in a place with keys."""
    return ParticipantFactory.create_batch(3, last_name="Zogjani")


def told_to_act():
    """The addresses whose mail says what to do about it; at night there are other mails beside."""
    mails = OutgoingMail.objects.all()
    return {mail.to for mail in mails if "have the account closed" in decrypt(mail.content)}


@pytest.fixture
def ready(client, admin, people):
    """The address of an export that the worker made."""
    client.post(PAGE, {"reason": "moving"})
    sample.work()
    return StartedTask.objects.get().url


def take(client, ready):
    return client.post(f"{ready}file/")


def taken():
    return AccessLog.objects.filter(action=Action.EXPORT_PEOPLE)


def waiting_files():
    return default_storage.listdir(FOLDER)[1] if default_storage.exists(FOLDER) else []


def asks(answer):
    return answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))


def test_only_a_holder_of_a_key_reads_what_was_taken(client, ready, people, place):
    page = client.get(ready).content.decode()
    answer = take(client, ready)
    content = b"".join(answer.streaming_content)
    answer.close()

    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"].startswith("no-store")
    name = answer["Content-Disposition"].split('"')[1]
    assert name in page
    assert b"Zogjani" not in content
    (place.folder / name).write_bytes(content)
    call(
        "export_all",
        place.folder / name,
        open=True,
        identity=place.keys[1],
        into=place.folder / "o",
    )
    text = (place.folder / "o" / "tables" / "participants_participant.json").read_text("utf-8")
    assert {row["id"] for row in json.loads(text)} == {person.pk for person in people}
    assert place.leftovers() == []


def test_nothing_that_waits_is_readable(ready, place):
    [name] = waiting_files()

    assert (place.files / FOLDER / name).read_bytes().startswith(b"age-encryption.org/v1")


def test_it_is_taken_once_and_then_gone(client, ready):
    take(client, ready).close()

    assert waiting_files() == []
    for again in (client.get(ready), take(client, ready)):
        assert again.status_code == 302
        assert again.url == PAGE
    assert taken().count() == 1
    assert "taken away already" in client.get(PAGE).content.decode()


def test_p5_whoever_is_recorded_is_told_that_it_left(client, ready, people):
    assert not received(people[0]).exists()

    take(client, ready).close()

    assert [list(received(person)) for person in people] == [[taken().get()]] * 3


def test_r52_the_log_says_of_whom_it_tells_and_why(client, admin, ready, people):
    later = ParticipantFactory()
    Participant.objects.filter(pk=later.pk).update(created_at=timezone.now() + timedelta(seconds=1))
    take(client, ready).close()

    line = taken().get()
    assert line.user == admin
    assert read(line.people) == {person.pk for person in people}
    assert line.detail["reason"] == "moving"
    assert line.detail["kind"] == "everything"


def test_r53_without_its_line_it_is_not_handed_out(client, ready, monkeypatch):
    def away(*_arguments, **_more):
        raise RuntimeError("the log is away")

    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("accounts.services.AccessLog.objects.create", away)
        assert take(client, ready).status_code >= 500

    assert len(waiting_files()) == 1
    answer = take(client, ready)
    assert answer.status_code == 200
    answer.close()


def test_r56_coordinators_everywhere_and_other_administrators_are_told(
    client, admin, ready, centre
):
    others = [user_with("admin"), user_with("coordinator", centre=centre)]
    user_with("staff", centre=centre)
    take(client, ready).close()

    watch_log()

    alert = Alert.objects.get(kind="everything_exported")
    assert alert.user == admin
    assert told_to_act() == {user.email for user in others}  # neither staff nor who did it
    for told in others:
        assert alert in Alert.objects.open_for(told)


def test_r56_an_export_by_command_is_told_too(place, centre):
    coordinator = user_with("coordinator", centre=centre)
    log_access(Action.EXPORT_PEOPLE, kind="everything")

    watch_log()

    alert = Alert.objects.get(kind="everything_exported")
    assert alert.user is None
    text = decrypt(OutgoingMail.objects.get(to=coordinator.email).content)
    assert "ask at once who runs the server" in text
    assert "account closed" not in text


@pytest.mark.parametrize("by", ["administrator", "command"])
def test_r56_coordinators_of_a_centre_see_it_where_the_mail_leads(client, centre, by):
    coordinator, boss = user_with("coordinator", centre=centre), user_with("admin")
    log_access(
        Action.EXPORT_PEOPLE, kind="everything", user=boss if by == "administrator" else None
    )
    log_access(Action.EXPORT_PEOPLE, names="full", user=boss)  # that is for others to see
    watch_log()
    client.force_login(coordinator)
    client.cookies["language"] = "en"

    page = client.get(reverse("accounts:alerts")).content.decode()

    assert "Exported everything" in page
    assert "Exported people with their names" not in page
    done = reverse("accounts:alert_done", args=[Alert.objects.get(kind="everything_exported").pk])
    assert client.post(done).status_code == 302
    assert Alert.objects.get(kind="everything_exported").looked_by == coordinator
    client.force_login(user_with("staff", centre=centre))
    assert client.get(reverse("accounts:alerts")).status_code == 403


@pytest.mark.parametrize("sent", [{"reason": ""}, {"reason": "curiosity"}])
def test_without_a_reason_nothing_is_made(client, admin, place, sent):
    answer = client.post(PAGE, sent)

    assert answer.context["form"].errors["reason"]
    assert not StartedTask.objects.exists()


@pytest.mark.parametrize("keys", [0, 1])
def test_without_two_holders_nothing_is_made_and_it_says_why(client, admin, place, settings, keys):
    settings.BACKUP_RECIPIENTS = place.recipients()[:keys]

    answer = client.post(PAGE, {"reason": "moving"})

    assert "keys of two holders are not set" in answer.content.decode()
    assert not StartedTask.objects.exists()


def test_a_disk_that_is_full_is_said_and_leaves_nothing(client, admin, people, place, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("backups.exporting.making.encrypt", full)
    page = client.post(PAGE, {"reason": "moving"})
    sample.work()

    assert "no room left" in client.get(page.url).content.decode()
    assert waiting_files() == []
    assert place.leftovers() == []


@pytest.mark.parametrize("role", ["coordinator", "staff", "volunteer", "observer"])
def test_nobody_but_administrators_asks_or_takes(client, ready, centre, role):
    client.force_login(user_with(role, centre=centre if role != "observer" else None))

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"reason": "moving"}).status_code == 403
    assert take(client, ready).status_code == 403
    assert len(waiting_files()) == 1


def test_r26_another_administrator_gets_no_file(client, ready):
    client.force_login(user_with("admin"))

    assert client.get(ready).status_code == 404
    assert take(client, ready).status_code == 404
    assert not taken().exists()


def test_r26_who_is_no_administrator_any_more_gets_no_file(client, admin, ready):
    admin.grants.update(role="coordinator", centre=Centre.objects.get())
    assert take(client, ready).status_code == 403

    GrantFactory(user=admin, role="admin")
    assert take(client, ready).url == PAGE
    assert not taken().exists()


def test_r26_who_lost_the_right_before_it_was_made_gets_none(client, admin, people):
    client.post(PAGE, {"reason": "moving"})
    admin.grants.update(role="staff", centre=Centre.objects.get())
    sample.work()

    assert StartedTask.objects.get().has_failed
    assert waiting_files() == []


def test_r26_it_is_gone_after_a_day(client, admin, ready):
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        sign_in(client, admin.email)
        assert take(client, ready).url == PAGE
        remove_old_files()
    assert waiting_files() == []
    assert not taken().exists()


def test_r25_a_fourth_file_of_people_in_a_day_is_refused(client, admin, ready, centre):
    for _number in range(MOST_EXPORTED):
        log_access(Action.EXPORT_PEOPLE, centre, user=admin)

    assert take(client, ready).url == ready
    assert AccessLog.objects.filter(action=Action.EXPORT_REFUSED, user=admin).exists()
    assert len(waiting_files()) == 1


def test_r10_asking_and_taking_want_the_password_again(client, ready):
    with time_machine.travel(timezone.now() + PASSED):
        assert asks(client.get(PAGE))
        assert asks(client.post(PAGE, {"reason": "moving"}))
        asked = take(client, ready)
        assert asks(asked)
        assert len(waiting_files()) == 1
        answer = client.post(asked.url, {"password": PASSWORD})
        assert answer.status_code == 200
        answer.close()
    assert taken().count() == 1


def test_a_locked_screen_takes_nothing_away(client, ready):
    client.post(reverse("accounts:lock"), headers={"HX-Request": "true"})

    locked = take(client, ready)

    assert locked.url.startswith(reverse("accounts:locked"))
    assert "told=saved" not in locked.url
    assert len(waiting_files()) == 1
    assert not taken().exists()
    client.post(reverse("accounts:unlock"), {"password": PASSWORD})
    answer = take(client, ready)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    answer.close()


@pytest.fixture
def take_back(people, admin):
    """Withdraw what one of them had given."""

    def done():
        given = Consent.objects.create(
            participant=people[0],
            purpose="photo",
            answer="given",
            given_by="self",
            given_on=today(),
        )
        withdraw(consent=given, given_by="self", withdrawn_by=admin)

    return done


def test_p5_an_export_that_waits_ends_with_a_consent(client, ready, take_back):
    take_back()

    assert waiting_files() == []
    assert take(client, ready).url == PAGE
    assert not taken().exists()


def test_p5_an_export_that_is_just_being_made_is_not_kept(
    client, admin, people, take_back, monkeypatch
):
    make = tasks.make_export

    def withdrawn_meanwhile(path):
        made = make(path)
        take_back()
        return made

    monkeypatch.setattr(tasks, "make_export", withdrawn_meanwhile)
    client.post(PAGE, {"reason": "moving"})
    sample.work()

    started = StartedTask.objects.get()
    assert started.has_failed
    assert "withdrew a consent" in started.reason
    assert waiting_files() == []


def test_p5_an_export_that_waits_for_its_turn_is_made_from_what_holds_then(
    client, admin, people, take_back
):
    client.post(PAGE, {"reason": "moving"})
    take_back()
    sample.work()

    assert StartedTask.objects.get().is_done
    assert len(waiting_files()) == 1


def test_the_list_of_backups_leads_to_it(client, admin):
    assert f'href="{PAGE}"' in client.get(reverse("backups:backup_list")).content.decode()
