"""The mailbox: a real IMAP server, a maildir, and the addresses by which one names them."""

import mailbox as maildirs
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.inviting.replies.reading import MOST_BYTES
from events.inviting.replies.taking import read_replies
from events.models import Invitation, ReadReply
from shkej.mailboxes import read_mailbox
from tests.events.inviting.helping import ahead, empty_outbox, invite_all, organisation_with_address
from tests.events.inviting.replies.mails import MAILBOX, mail, organizer_of, reply_to
from tests.imap_server import ImapServer
from tests.often import MORE_ON_POSTGRESQL, often

pytestmark = [pytest.mark.django_db, MORE_ON_POSTGRESQL, pytest.mark.slow]


@pytest.fixture(scope="module")
def server():
    with ImapServer() as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    maildirs.Maildir(tmp_path / "answers")
    return tmp_path / "answers"


def ahead_now(*organisations):
    """An event in ten days, by the clock of the machine: the server has no other."""
    start = timezone.now().replace(microsecond=0) + timedelta(days=10)
    return ahead(10, *organisations, starts_at=start, ends_at=start + timedelta(hours=1))


@pytest.fixture
def content(settings, staff, centre):
    settings.REPLIES = read_mailbox(f"maildir:///nowhere?address={MAILBOX}")
    invite_all(ahead_now(organisation_with_address()), staff)
    return empty_outbox()[0][1]


@pytest.mark.more
@pytest.mark.parametrize("scheme", often("imaps", then=["imap+starttls"]))
def test_answers_are_read_from_a_real_server(server, settings, content, scheme, capsys):
    settings.REPLIES = read_mailbox(server.url(scheme))
    server.deliver(mail(reply_to(content), to=organizer_of(content)))
    server.deliver(mail(to=organizer_of(content)))
    server.deliver(mail(to=MAILBOX, sender="MAILER-DAEMON@tirana.example"))
    server.deliver(mail(to=organizer_of(content)) + b"x" * (2 * MOST_BYTES))

    call_command("read_replies")

    assert Invitation.objects.get().answer == "yes"
    assert server.unread() == 0
    said = capsys.readouterr().out
    assert "Answers taken over: 1." in said
    call_command("read_replies")
    assert capsys.readouterr().out == ""


def test_what_was_not_marked_because_we_died_is_not_done_again(
    server, settings, content, monkeypatch
):
    settings.REPLIES = read_mailbox(server.url())
    server.deliver(mail(reply_to(content), to=organizer_of(content)))
    from events.inviting.replies import taking

    real = taking.take_mail

    def die(raw, box):
        real(raw, box)
        raise KeyboardInterrupt

    monkeypatch.setattr(taking, "take_mail", die)
    with pytest.raises(KeyboardInterrupt):
        read_replies(settings.REPLIES)
    assert server.unread() == 1
    monkeypatch.undo()

    assert read_replies(settings.REPLIES) == {"taken": 1}
    assert server.unread() == 0
    assert ReadReply.objects.count() == 1


@pytest.mark.more
def test_wrong_password_and_strange_certificate_are_told_in_one_line(server, settings):
    settings.REPLIES = read_mailbox(server.url(password="wrong"))
    with pytest.raises(CommandError, match="cannot be reached") as refusal:
        call_command("read_replies")
    assert "wrong" not in str(refusal.value)

    settings.REPLIES = read_mailbox(server.url().partition("?")[0])
    with pytest.raises(CommandError, match="CertVerification|SSL"):
        call_command("read_replies")


def test_answers_are_read_from_a_maildir(folder, settings, content):
    settings.REPLIES = read_mailbox(f"maildir://{folder}?address={MAILBOX}")
    maildirs.Maildir(folder).add(mail(reply_to(content, "DECLINED"), to=organizer_of(content)))

    assert read_replies(settings.REPLIES) == {"taken": 1}

    assert Invitation.objects.get().answer == "no"
    assert read_replies(settings.REPLIES) == {}
    [message] = maildirs.Maildir(folder)
    assert message.get_subdir() == "cur"
    assert "S" in message.get_flags()


def test_no_maildir_there_is_told(tmp_path, settings):
    settings.REPLIES = read_mailbox(f"maildir://{tmp_path}/none?address={MAILBOX}")
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("read_replies")


def test_without_a_mailbox_the_command_says_so(settings):
    settings.REPLIES = None
    with pytest.raises(CommandError, match="REPLIES_URL is not set"):
        call_command("read_replies")


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example/",
        "imaps://mail.example",
        "imaps://user:secret@mail.example",  # pragma: allowlist secret
        "imap://a%40b.example:secret@mail.example",  # pragma: allowlist secret
        "maildir:///var/mail",
        "maildir://var/mail?address=a@b.example",
        f"maildir:///var/mail?address={'a' * 40}@b.example",
    ],
)
def test_what_is_no_mailbox_is_refused_without_its_password(url):
    with pytest.raises(ValueError, match="REPLIES_URL") as refusal:
        read_mailbox(url)
    assert "secret" not in str(refusal.value)


def test_the_password_is_in_no_text_of_the_mailbox():
    url = "imaps://a%40b.example:secret@mail.example"  # pragma: allowlist secret
    assert "secret" not in repr(read_mailbox(url))


@pytest.mark.parametrize("own", ["answers@centre.example", "*@answers.centre.example"])
def test_an_address_gives_its_token_back(own):
    box = read_mailbox(f"maildir:///var/mail?address={own}")
    address = box.for_token("12-abc")

    assert box.token_in(address.upper()) == "12-abc"
    assert box.token_in("12-abc@elsewhere.example") == ""
    assert len(box.for_token("123456789012-" + "a" * 20).partition("@")[0]) <= 64
