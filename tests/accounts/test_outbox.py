"""The outbox: written with the change, sent once, by whoever comes first."""

import os
import subprocess
import sys
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.conf import settings as project
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts import outbox
from accounts.models import OutgoingMail
from accounts.outbox import Content, ServerAway, queue_mail, send_due_mails
from shkej.lib.one_at_a_time import one_at_a_time
from tests.databases import address
from tests.mail_server import MailServer
from tests.often import often

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with MailServer() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield running


def queue(number=1, **more):
    content = Content(subject=f"Subject {number}", text=f"Text {number}", html="<p>Text</p>")
    options = {"to": f"person{number}@tirana.example", "content": content} | more
    return queue_mail(**options)


def test_mail_reaches_a_real_server_in_all_its_parts(server):
    calendar = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    content = Content("Ftesë", "Ejani", "<p>Ejani</p>", calendar, "REQUEST")
    queue_mail(to="hana@tirana.example", content=content)

    done = send_due_mails()

    assert (done.sent, done.failed, done.put_off) == (1, 0, 0)
    (message,) = server.box.messages
    assert message["Subject"] == "Ftesë"
    assert message["To"] == "hana@tirana.example"
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    inline = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert inline.get_param("method") == "REQUEST"
    assert inline.get_content().replace("\r\n", "\n") == calendar.replace("\r\n", "\n")


def test_mail_is_sent_once_and_its_content_forgotten(server):
    row = queue()

    send_due_mails()
    send_due_mails()

    row.refresh_from_db()
    assert server.box.ids == [row.message_id]
    assert row.sent_at is not None
    assert row.content == ""


def test_what_is_rolled_back_is_never_mailed():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert send_due_mails().sent == 0
    assert not mail.outbox


def test_nothing_of_a_mail_can_be_read_in_the_database():
    row = queue()

    assert "Text" not in row.content
    assert "Subject" not in row.content


def test_two_at_once_do_not_send_the_same_mail(monkeypatch):
    queue()
    other = connection.copy()  # as of another process: PostgreSQL keeps its lock by connection
    monkeypatch.setattr("shkej.lib.one_at_a_time.connection", other)
    with one_at_a_time("outbox") as is_ours:
        assert is_ours
        monkeypatch.setattr("shkej.lib.one_at_a_time.connection", connection)
        assert send_due_mails() is None
        monkeypatch.setattr("shkej.lib.one_at_a_time.connection", other)  # which is to let go
    other.close()
    monkeypatch.undo()

    assert send_due_mails().sent == 1


def test_refused_address_is_given_up_and_holds_up_nobody(server):
    refused, fine = queue(1), queue(2)
    server.box.refuse["person1@tirana.example"] = "550 no such box"

    done = send_due_mails()

    refused.refresh_from_db()
    assert (done.sent, done.failed) == (1, 1)
    assert (refused.failure, refused.content) == ("550", "")
    assert refused.failed_at is not None
    assert server.box.ids == [fine.message_id]


def test_mail_refused_for_now_waits_ever_longer_and_then_goes(server):
    row = queue()
    server.box.refuse[row.to] = "451 later"

    assert send_due_mails().put_off == 1
    assert send_due_mails().put_off == 0  # not due again yet

    row.refresh_from_db()
    first = row.next_try_at - timezone.now()
    OutgoingMail.objects.update(next_try_at=timezone.now())
    send_due_mails()
    row.refresh_from_db()
    assert row.next_try_at - timezone.now() > first + timedelta(minutes=1)
    server.box.refuse.clear()
    OutgoingMail.objects.update(next_try_at=timezone.now())
    assert send_due_mails().sent == 1
    assert server.box.ids == [row.message_id]


def test_mails_to_one_address_arrive_in_the_order_in_which_they_were_written(server):
    first, _fine, second = queue(1), queue(2), queue(1)
    server.box.refuse[first.to] = "451 later"

    done = send_due_mails()
    again = send_due_mails()

    assert (done.sent, done.put_off) == (1, 1)
    assert again == outbox.Sent()
    server.box.refuse.clear()
    OutgoingMail.objects.update(next_try_at=timezone.now())
    send_due_mails()
    assert server.box.ids[1:] == [first.message_id, second.message_id]


def test_mail_behind_one_that_is_given_up_is_sent(server):
    first, second = queue(1), queue(1, content=Content(subject="Second", text="Text"))
    OutgoingMail.objects.filter(pk=first.pk).update(useless_after=timezone.now())

    send_due_mails()

    assert server.box.ids == [second.message_id]


def test_mail_behind_one_that_cannot_be_read_is_sent(server):
    first, second = queue(1), queue(1)
    later = timezone.now() + timedelta(hours=6)
    OutgoingMail.objects.filter(pk=first.pk).update(failure="unreadable", next_try_at=later)

    send_due_mails()

    assert server.box.ids == [second.message_id]


def test_mail_that_is_taken_back_while_others_are_sent_holds_up_nobody(server, monkeypatch):
    _first, gone, last = queue(1), queue(2), queue(3)
    send = outbox._send

    def send_and_take_back(mail, connection):
        OutgoingMail.objects.filter(pk=gone.pk).delete()
        return send(mail, connection)

    monkeypatch.setattr(outbox, "_send", send_and_take_back)

    assert send_due_mails().sent == 2
    assert server.box.ids[-1] == last.message_id


def test_mail_that_is_taken_back_while_it_is_put_off_stays_away(server, monkeypatch):
    row = queue()
    monkeypatch.setattr(outbox, "_message", lambda *_: TakenBackAndPutOff(row))

    assert send_due_mails().put_off == 1
    assert not OutgoingMail.objects.exists()


def test_mail_that_is_given_up_while_it_is_sent_has_one_end(server, monkeypatch):
    row = queue()

    class GivenUpMeanwhile:
        def send(self):
            OutgoingMail.objects.filter(pk=row.pk).update(failed_at=timezone.now(), content="")

    monkeypatch.setattr(outbox, "_message", lambda *_: GivenUpMeanwhile())

    send_due_mails()

    row.refresh_from_db()
    assert (row.sent_at, row.failed_at is None) == (None, False)


class TakenBackAndPutOff:
    """Somebody takes the mail back while the server still thinks about it."""

    def __init__(self, row):
        self.row = row

    def send(self):
        OutgoingMail.objects.filter(pk=self.row.pk).delete()
        raise SMTPRecipientsRefused({self.row.to: (451, b"later")})


def test_address_that_no_server_can_be_told_holds_up_nobody(server):
    strange, fine = queue(to=f"a@{60 * 'é'}.al"), queue(2)

    done = send_due_mails()

    strange.refresh_from_db()
    assert (done.sent, done.failed, strange.failure) == (1, 1, "address")
    assert server.box.ids == [fine.message_id]


def test_mail_refused_again_and_again_is_given_up(server):
    row = queue()
    server.box.refuse[row.to] = "451 later"
    for _time in range(outbox.MOST_TRIES):
        OutgoingMail.objects.update(next_try_at=timezone.now())
        send_due_mails()

    row.refresh_from_db()
    assert row.failed_at is not None


def test_server_that_is_away_costs_no_mail(settings):
    with MailServer() as gone:
        port = gone.port
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    row = queue()

    with pytest.raises(ServerAway):
        send_due_mails()
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("send_outbox")

    row.refresh_from_db()
    assert (row.tries, row.sent_at, row.failed_at) == (0, None, None)
    assert OutgoingMail.objects.due().count() == 1


def test_mail_that_came_too_late_is_not_sent(server):
    row = queue(useless_after=timezone.now() - timedelta(minutes=1))

    send_due_mails()

    row.refresh_from_db()
    assert row.failure == "too late"
    assert not server.box.messages


def test_line_break_in_a_subject_adds_no_header(server):
    queue(content=Content(subject="One\r\nBcc: x@y.example", text="x"))

    send_due_mails()

    (message,) = server.box.messages
    assert message["Bcc"] is None
    assert message["Subject"] == "One Bcc: x@y.example"


def test_mails_that_ended_long_ago_are_forgotten():
    row = queue()
    send_due_mails()
    OutgoingMail.objects.update(sent_at=timezone.now() - outbox.KEPT - timedelta(days=1))

    send_due_mails()

    assert not OutgoingMail.objects.filter(pk=row.pk).exists()


def run_command(port):
    """`send_outbox` as a process of its own, on the database of this test."""
    environment = os.environ | {
        "DATABASE_URL": address(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "send_outbox"],
        cwd=project.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deadly", often(3, then=[1]))
def test_killed_in_the_middle_each_mail_arrives_once(deadly):
    rows = [queue(number) for number in range(5)]
    with MailServer() as server:
        server.box.deadly = deadly
        server.box.victim = killed = run_command(server.port)
        output, _none = killed.communicate(timeout=120)
        assert killed.returncode == -9, output
        assert len(server.box.messages) == deadly - 1
        again = run_command(server.port)
        output, _none = again.communicate(timeout=120)

    assert again.returncode == 0, output
    assert server.box.ids == [row.message_id for row in rows]


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_before_the_server_answered_a_mail_comes_again_under_its_own_id():
    rows = [queue(number) for number in range(3)]
    with MailServer() as server:
        server.box.deadly, server.box.point = 2, "after"
        server.box.victim = killed = run_command(server.port)
        killed.communicate(timeout=120)
        run_command(server.port).communicate(timeout=120)

    ids = [row.message_id for row in rows]
    assert server.box.ids == [ids[0], ids[1], ids[1], ids[2]]


def test_refusing_us_loses_no_mail(server):
    rows = [queue(number) for number in range(3)]
    server.box.sender = "550 5.4.5 daily limit exceeded"

    with pytest.raises(ServerAway):
        send_due_mails()

    server.box.sender = "250 OK"
    assert send_due_mails().sent == 3
    assert server.box.ids == [row.message_id for row in rows]


def test_mail_written_with_another_key_waits_for_it(settings):
    row = queue()
    settings.SECRET_KEY, key = "another key" * 6, settings.SECRET_KEY

    assert send_due_mails().put_off == 1

    settings.SECRET_KEY = key
    OutgoingMail.objects.update(next_try_at=timezone.now())
    assert send_due_mails().sent == 1
    row.refresh_from_db()
    assert row.sent_at is not None
