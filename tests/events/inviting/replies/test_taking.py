"""Answers of calendars: taken over once, for whoever was asked, and for nobody else."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage

import pytest

from accounts.models import OutgoingMail
from events.inviting.replies.reading import MOST_BYTES, read_mail
from events.inviting.replies.taking import MOST_ANSWERS, take_mail
from events.inviting.services import answer_invitation, withdraw
from events.models import Invitation, ReadReply
from shkej.mailboxes import read_mailbox
from tests.events.inviting.helping import (
    ahead,
    change,
    empty_outbox,
    entry_of,
    invite_all,
    move,
    newest,
    organisation_with_address,
    status,
    waiting,
)
from tests.events.inviting.replies.mails import MAILBOX, mail, organizer_of, reply_to
from tests.often import MORE_ON_POSTGRESQL

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock"), MORE_ON_POSTGRESQL]


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.REPLIES = read_mailbox(f"maildir:///nowhere?address={MAILBOX}")
    return settings.REPLIES


@pytest.fixture
def organisation(centre):
    return organisation_with_address()


@pytest.fixture
def event(organisation):
    return ahead(10, organisation)


@pytest.fixture
def content(event, staff, clock):
    """What the organisation got a minute ago."""
    invite_all(event, staff)
    [(_address, content)] = empty_outbox()
    clock.shift(timedelta(minutes=1))
    return content


@pytest.fixture
def take(mailbox):
    return lambda raw: take_mail(raw, mailbox)


def stands():
    invitation = Invitation.objects.order_by("pk").first()
    return invitation.answer, invitation.way


# What is asked


def test_with_a_mailbox_the_calendar_is_asked_to_answer_there(content):
    method, entry = entry_of(content)

    assert (method, content.method) == ("REQUEST", "REQUEST")
    assert organizer_of(content).startswith("answers+")
    assert str(entry["ATTENDEE"]) == "mailto:info@tirana.example"
    assert entry["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert "You can also answer there." in content.text


def test_without_a_mailbox_it_is_published_and_nobody_is_asked(event, staff, settings):
    settings.REPLIES = None
    invite_all(event, staff)

    method, entry = entry_of(newest())

    assert (method, newest().method) == ("PUBLISH", "PUBLISH")
    assert "ATTENDEE" not in entry
    assert "You can also answer there." not in newest().text


def test_what_is_cancelled_or_withdrawn_cancels(event, content, staff):
    status(event, "cancelled", staff)
    assert entry_of(newest())[0] == newest().method == "CANCEL"


def test_another_mail_says_what_they_answered(event, content, staff, take):
    take(mail(reply_to(content), to=organizer_of(content)))
    change(event, staff, venue_en="The library", venue_sq="Biblioteka")

    assert entry_of(newest())[1]["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


# What is taken over


@pytest.mark.parametrize(
    ("partstat", "answer"), [("ACCEPTED", "yes"), ("TENTATIVE", "maybe"), ("DECLINED", "no")]
)
def test_each_answer_is_taken_over(content, take, partstat, answer):
    raw = mail(reply_to(content, partstat, comment="Two hours only"), to=organizer_of(content))

    assert take(raw) == "taken"

    assert stands() == (answer, "calendar")
    invitation = Invitation.objects.get()
    assert invitation.remark == "Two hours only"
    assert invitation.has_seen_all
    assert not waiting()


def test_a_token_in_capitals_or_only_at_the_organiser_is_one(content, take):
    address = organizer_of(content)
    assert take(mail(reply_to(content), to=address.upper())) == "taken"
    raw = mail(reply_to(content, "DECLINED"), to="SHKEJ <answers@centre.example>")
    assert take(raw) == "taken"
    assert stands()[0] == "no"


def test_a_mail_that_comes_twice_is_done_once(content, take):
    raw = mail(reply_to(content), to=organizer_of(content))

    assert [take(raw), take(raw)] == ["taken", "taken"]
    # Over another way it has other marks of the way, and it is still the same.
    assert take(b"Received: from elsewhere\r\n" + raw) == "taken"
    assert ReadReply.objects.count() == 1


def test_an_old_answer_that_is_sent_again_does_not_replace_a_newer_one(content, take, clock):
    first = mail(reply_to(content), to=organizer_of(content))
    take(first)
    clock.shift(timedelta(hours=1))
    take(mail(reply_to(content, "DECLINED"), to=organizer_of(content)))
    ReadReply.objects.all().delete()  # also where the first is no longer remembered

    assert take(first) == "refused"

    assert stands() == ("no", "calendar")
    assert "A newer answer was given already: “We are not coming”" in newest().text


def test_an_answer_sent_before_the_one_by_telephone_does_not_replace_it(content, take, clock):
    raw = mail(reply_to(content), to=organizer_of(content))
    clock.shift(timedelta(hours=1))
    answer_invitation(invitation=Invitation.objects.get(), answer="no", way="phone")

    assert take(raw) == "refused"
    assert stands() == ("no", "phone")


def test_an_answer_to_the_event_before_it_moved_is_asked_for_again(
    event, content, staff, take, clock
):
    raw = reply_to(content)
    move(event, staff)
    empty_outbox()
    clock.shift(timedelta(minutes=1))

    assert take(mail(raw, to=organizer_of(content))) == "refused"

    assert stands()[0] == "none"
    assert "The event has changed since the invitation" in newest().text
    assert "/answer/" in newest().text


def test_the_answer_to_the_new_version_is_taken(event, content, staff, take, clock):
    move(event, staff)
    [(_address, second)] = empty_outbox()
    clock.shift(timedelta(minutes=1))

    assert take(mail(reply_to(second), to=organizer_of(second))) == "taken"


def test_what_is_cancelled_or_over_takes_no_answer_and_says_so(event, content, staff, take):
    status(event, "cancelled", staff)
    empty_outbox()

    assert take(mail(reply_to(content), to=organizer_of(content))) == "refused"
    assert "cancelled or postponed" in newest().text
    assert stands()[0] == "none"


# Forged


@pytest.fixture
def others(event, staff, clock):
    """What another organisation got."""
    other = organisation_with_address("other@tirana.example")
    event.parts.create(organisation=other, part="invited")
    invite_all(event, staff)
    content = empty_outbox()[-1][1]
    clock.shift(timedelta(minutes=1))
    return content


def answers():
    return sorted(
        Invitation.objects.values_list("organisation__contact_email", "answer"),
    )


def test_a_forged_sender_answers_for_nobody(content, others, take):
    """They know the event from their own mail, and write as somebody else."""
    forged = reply_to(content, "DECLINED")
    stolen = forged.replace(organizer_of(content), organizer_of(others))
    plain = forged.replace(organizer_of(content), MAILBOX)
    guessed = organizer_of(content).replace("@", "a@")

    take(mail(plain, to=MAILBOX))
    take(mail(stolen, to=organizer_of(others)))
    take(mail(forged.replace(organizer_of(content), guessed), to=guessed))

    assert answers() == [("info@tirana.example", "none"), ("other@tirana.example", "none")]


def test_whoever_got_it_passed_on_does_not_answer_for_the_one_who_was_asked(content, take):
    raw = reply_to(content).replace("mailto:info@tirana.example", "mailto:x@elsewhere.example")

    assert take(mail(raw, to=organizer_of(content))) == "unreadable"
    assert stands()[0] == "none"


def test_the_token_of_one_event_answers_no_other(content, organisation, staff, take):
    ahead(12, organisation, title_en="Other")
    other = Invitation.objects.get().event
    second = ahead(13, organisation)
    invite_all(second, staff)
    [(_address, later)] = empty_outbox()
    raw = reply_to(later).replace(organizer_of(later), organizer_of(content))

    assert take(mail(raw, to=organizer_of(content))) == "unreadable"
    assert not Invitation.objects.exclude(answer="none").exists()
    assert other.pk != second.pk


def test_two_tokens_in_one_mail_answer_for_nobody(content, others, take):
    both = f"{organizer_of(content)}, {organizer_of(others)}"

    take(mail(reply_to(content), to=both))

    assert {answer for _address, answer in answers()} == {"none"}


def test_the_token_ends_with_the_invitation_and_with_who_speaks(content, organisation, take):
    raw = mail(reply_to(content), to=organizer_of(content))
    organisation.contact_email = "new@tirana.example"
    organisation.save()
    assert take(raw) == "ignored"

    organisation.contact_email = "info@tirana.example"
    organisation.save()
    withdraw(invitation=Invitation.objects.get())
    ReadReply.objects.all().delete()
    take(raw)
    assert stands()[0] == "none"


# What cannot be read, and whom we answer


def test_a_mail_in_words_is_answered_with_the_link(content, take):
    assert take(mail(to=organizer_of(content))) == "unreadable"

    [(address, said)] = waiting()
    assert address == "info@tirana.example"
    assert "We could not read the answer" in said.text
    assert "/answer/" in said.text


def test_our_answer_goes_to_who_was_asked_and_never_to_the_sender(content, take):
    take(mail(to=organizer_of(content), sender="attacker@elsewhere.example"))

    assert [address for address, _content in waiting()] == ["info@tirana.example"]


def test_a_stranger_gets_no_answer_and_somebody_known_does(content, take):
    take(mail(to=MAILBOX, sender="stranger@elsewhere.example"))
    assert not waiting()

    take(mail(to=MAILBOX, sender="Info <INFO@tirana.example>"))
    assert [address for address, _content in waiting()] == ["info@tirana.example"]


def test_nobody_is_answered_again_and_again(content, take):
    for number in range(MOST_ANSWERS + 3):
        take(mail(to=organizer_of(content), Message_ID=f"<{number}@tirana.example>"))

    assert len(waiting()) == MOST_ANSWERS


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List_Id": "<list.tirana.example>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"sender": "MAILER-DAEMON@tirana.example"},
        {"sender": "no-reply@tirana.example"},
        {"sender": "answers@centre.example"},
        {"sender": "answers+1-aaaaaaaaaaaaaaaaaaaa@centre.example"},
        {"sender": "info@tirana.example, other@tirana.example"},
    ],
)
def test_machines_and_ourselves_are_never_answered(content, take, headers):
    assert take(mail(to=organizer_of(content), **headers)) == "ignored"
    assert not waiting()


def test_a_bounce_with_our_own_invitation_in_it_is_nothing(content, take):
    message = EmailMessage()
    message["From"], message["To"] = "MAILER-DAEMON@tirana.example", organizer_of(content)
    message.set_content("It did not arrive.")
    inner = EmailMessage()
    inner.set_content("x")
    inner.add_alternative(reply_to(content), subtype="calendar", params={"method": "REPLY"})
    message.add_attachment(inner)

    assert take(message.as_bytes()) == "ignored"
    assert stands()[0] == "none"
    assert not waiting()


def test_a_mail_that_is_attached_to_a_mail_answers_nothing(content, take):
    """Somebody passes on what another answered."""
    inner = message_from_bytes(mail(reply_to(content), to=organizer_of(content)))
    message = EmailMessage()
    message["From"], message["To"] = "info@tirana.example", organizer_of(content)
    message.set_content("See below.")
    message.make_mixed()
    part = EmailMessage()
    part.set_type("message/rfc822")
    part.set_payload([inner])
    message.attach(part)

    assert take(message.as_bytes()) == "unreadable"
    assert stands()[0] == "none"


def broken(content):
    """Mails that are meant to break whoever reads them, or that say several things."""
    good, to = reply_to(content), organizer_of(content)
    yield b""
    yield b"\x00\xff\xfe" * 1000
    yield mail(good, to=to) + b"x" * (MOST_BYTES + 1)
    yield mail(good + "X-FILL:" + "x" * 100_000 + "\r\n", to=to)
    yield b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 3000
    deep = "\r\n".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}' for n in range(300)
    )
    yield f"From: info@tirana.example\r\nTo: {to}\r\n{deep}".encode()
    yield (
        mail(good, to=to)
        .replace(b'charset="utf-8"', b'charset="no-such"')
        .replace(b"METHOD:REPLY", b"METHOD:\xff\xff")
    )
    yield mail("BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n", to=to)
    yield mail("BEGIN:VCALENDAR", to=to)
    yield mail("METHOD:REPLY\r\n" * 5000, to=to)
    yield mail(good.replace("METHOD:REPLY", "METHOD:COUNTER"), to=to)
    yield mail(good.replace("METHOD:REPLY", "METHOD:REQUEST"), to=to)
    yield mail(good.replace("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED"), to=to)
    yield mail(good.replace("PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION"), to=to)
    yield mail(good.replace(";PARTSTAT=ACCEPTED", ""), to=to)
    yield mail(good.replace("UID:", "RECURRENCE-ID:20261015T080000Z\r\nUID:"), to=to)
    yield mail(good.replace("SEQUENCE:0", "SEQUENCE:many"), to=to)
    yield mail(good.replace("DTSTAMP:2026", "DTSTAMP:99999"), to=to)
    entry = good[good.index("BEGIN:VEVENT") : good.index("END:VCALENDAR")]
    other = entry.replace("ACCEPTED", "DECLINED")
    yield mail(good.replace(entry, entry + other), to=to)
    yield mail(good.replace(entry, entry * 100 + other), to=to)
    two = message_from_bytes(mail(good, to=to))
    second = EmailMessage()
    second.set_content(good.replace("ACCEPTED", "DECLINED"), subtype="calendar")
    two.attach(second)
    yield two.as_bytes()
    many = ", ".join(f"a{n}@x.example" for n in range(5000))
    yield mail(good.replace(to, MAILBOX), to=f"{many}, {to}")


def test_nothing_that_is_broken_answers_and_nothing_breaks(content, take):
    number = 0
    for number, raw in enumerate(broken(content), start=1):
        outcome = take(raw)
        assert outcome in ("unreadable", "ignored"), (number, raw[:200])
        assert stands()[0] == "none", (number, raw[:200])
    assert number >= 20
    assert OutgoingMail.objects.waiting().count() <= MOST_ANSWERS


def test_the_same_calendar_twice_in_a_mail_is_one_answer(content, take):
    """As Outlook and Google write it: in the alternative, and attached as a file."""
    message = message_from_bytes(mail(reply_to(content), to=organizer_of(content)))
    second = EmailMessage()
    second.set_content(reply_to(content).encode(), maintype="application", subtype="ics")
    message.attach(second)

    assert take(message.as_bytes()) == "taken"


def test_a_remark_is_cleaned_and_cut():
    raw = (
        b"From: a@b.example\r\nTo: c@d.example\r\nDate: Mon, 5 Oct 2026 08:00:00 +0000\r\n"
        b"Content-Type: text/calendar\r\n\r\n"
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\r\n"
        b"COMMENT:one\x0btwo" + b"x" * 400 + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )

    reply = read_mail(raw).reply

    assert reply.remark.startswith("one two")
    assert len(reply.remark) == 300
    assert reply.remark.endswith("…")
