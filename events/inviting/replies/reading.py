"""What a mail says: whom it answers for, and how. Nothing of it is believed here.

Mails come from anybody: only so much of one is read, and nothing that is attached as a mail of its
own, since that may be one that came from us.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.utils import getaddresses, parsedate_to_datetime

import icalendar

from shkej.lib.texts import as_typed

MOST_BYTES = 1_000_000  # of a mail
MOST_CALENDAR = 100_000  # of a calendar in it
MOST_HEAD = 64_000
MOST_PARTS, MOST_DEPTH, MOST_ADDRESSES, MOST_ENTRIES = 50, 10, 50, 20
LONGEST_REMARK = 300
RECIPIENTS = ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"]
# Who gets an answer to such a mail may answer by a machine too, and so on for ever.
FROM_MACHINES = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b", re.IGNORECASE
)
ANSWERS = {"ACCEPTED": "yes", "TENTATIVE": "maybe", "DECLINED": "no"}


class Unreadable(Exception):
    """No answer that can be taken over is in the mail."""


@dataclass(frozen=True)
class Reply:
    """What a calendar answers to one event; `sequence`: to which version, None where it says none.

    `attendee`: the address for which it answers; `at`: when, as it says.
    """

    uid: str
    attendee: str
    answer: str
    sequence: int | None
    at: datetime
    remark: str = ""


@dataclass(frozen=True)
class Received:
    """A mail as far as it was read: `recipients` are addresses, `reply` is None where none is.

    `identity`: what is the same when the mail arrives twice.
    """

    sender: str
    recipients: tuple
    is_automatic: bool
    identity: str
    reply: Reply | None


def read_mail(raw):
    """Read the bytes of a mail; whatever is wrong with it, what is left is told."""
    try:
        message = message_from_bytes(raw if len(raw) <= MOST_BYTES else raw[:MOST_HEAD])
        return _received(message, is_whole=len(raw) <= MOST_BYTES)
    except Exception:  # whatever somebody sends, the mails behind it are read
        return Received("", (), is_automatic=True, identity="", reply=None)


def _received(message, *, is_whole):
    reply, organisers = None, []
    if is_whole:
        with suppress(Unreadable):
            reply, organisers = _only_reply(message)
    recipients = [address for name in RECIPIENTS for address in _addresses(message, name)]
    return Received(
        sender=next(iter(_addresses(message, "From")), ""),
        recipients=tuple(dict.fromkeys([*recipients, *organisers])),
        is_automatic=_is_automatic(message),
        identity=f"{_header(message, 'Message-ID')}/{_header(message, 'From')}",
        reply=reply,
    )


def _header(message, name):
    return str(message.get(name, ""))[:1000].strip()


def _addresses(message, name):
    texts = [str(value)[:MOST_HEAD] for value in message.get_all(name, [])[:MOST_ADDRESSES]]
    found = [address.strip().lower() for _name, address in getaddresses(texts) if "@" in address]
    return found[:MOST_ADDRESSES]


def _is_automatic(message):
    """Whether a machine wrote it, or it went to many: nobody waits for an answer (RFC 3834)."""
    senders = _addresses(message, "From")
    return (
        len(senders) != 1
        or bool(FROM_MACHINES.match(senders[0]))
        or _header(message, "Return-Path") == "<>"
        or _header(message, "Auto-Submitted").lower() not in ("", "no")
        or _header(message, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply")
        or any(message.get(name) for name in ("List-Id", "X-Autoreply", "X-Autorespond"))
        or message.get_content_type() == "multipart/report"
    )


def _only_reply(message):
    """(the one reply in it, the addresses of its organisers); Unreadable for none or several."""
    found = {}
    for text in _calendars(message):
        for reply, organiser in _replies_in(text, message):
            found.setdefault(reply, []).append(organiser)
    if len(found) != 1:
        raise Unreadable
    [(reply, organisers)] = found.items()
    return reply, organisers


def _calendars(message):
    """The texts of its calendars: of its own parts, not of mails that are attached to it."""
    waiting, seen = [(message, 0)], 0
    while waiting:
        part, depth = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS or depth > MOST_DEPTH:
            raise Unreadable
        if part.get_content_maintype() == "multipart":
            inner = part.get_payload()
            waiting += [(each, depth + 1) for each in (inner if isinstance(inner, list) else [])]
        elif _is_calendar(part):
            yield _text_of(part)


def _is_calendar(part):
    name = str(part.get_filename() or "").lower()
    return part.get_content_type() in ("text/calendar", "application/ics") or (
        part.get_content_type() == "application/octet-stream" and name.endswith(".ics")
    )


def _text_of(part):
    data = part.get_payload(decode=True) or b""
    if len(data) > MOST_CALENDAR:
        raise Unreadable
    try:
        return data.decode(str(part.get_content_charset() or "utf-8"))
    except (LookupError, UnicodeError):
        return data.decode("utf-8", "replace")


def _replies_in(text, message):
    """[(Reply, the organiser's address)] of a calendar that answers; none of another."""
    try:
        calendar = icalendar.Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise Unreadable from error
    if str(calendar.get("METHOD", "")).upper() != "REPLY":
        return []
    entries = calendar.walk("VEVENT")
    if len(entries) > MOST_ENTRIES:
        raise Unreadable
    return [_reply_of(entry, message) for entry in entries]


def _reply_of(entry, message):
    attendees = entry.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    if len(attendees) != 1 or "RECURRENCE-ID" in entry:
        raise Unreadable
    [attendee] = attendees
    answer = ANSWERS.get(str(attendee.params.get("PARTSTAT", "")).upper())
    if answer is None:
        raise Unreadable
    reply = Reply(
        uid=str(entry.get("UID", "")).strip(),
        attendee=_mailto(attendee),
        answer=answer,
        sequence=_number(entry.get("SEQUENCE")),
        at=_moment(entry, message),
        remark=_remark(entry.get("COMMENT", "")),
    )
    return reply, _mailto(entry.get("ORGANIZER", ""))


def _mailto(value):
    return re.sub(r"^mailto:", "", str(value).strip(), flags=re.IGNORECASE).strip().lower()


def _number(value):
    return None if value is None else int(value)


def _remark(comment):
    first = comment[0] if isinstance(comment, list) and comment else comment
    remark = " ".join(as_typed(first).split()) if first else ""
    return remark if len(remark) <= LONGEST_REMARK else f"{remark[: LONGEST_REMARK - 1]}…"


def _moment(entry, message):
    """When it was answered: the later of what calendar and mail say, and never ahead."""
    found = []
    stamp = getattr(entry.get("DTSTAMP"), "dt", None)
    if isinstance(stamp, datetime):
        found.append(stamp)
    elif isinstance(stamp, date):
        raise Unreadable
    with suppress(ValueError, TypeError, IndexError):
        found.append(parsedate_to_datetime(_header(message, "Date")))
    moments = [at.replace(tzinfo=UTC) if at.tzinfo is None else at for at in found]
    if not moments:
        raise Unreadable
    return max(moments).astimezone(UTC)
