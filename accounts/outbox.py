"""The outbox: mails are written down with the change they tell of, and sent later by a command.

No save waits on a mail server, and what is rolled back is never mailed (decision 11).
"""

import json
import logging
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from urllib.parse import urlsplit

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from accounts.encryption import decrypt, encrypt
from accounts.mail_messages import MailMessage
from accounts.models import OutgoingMail
from accounts.models.outbox import UNREADABLE
from shkej.lib.house import of_house
from shkej.lib.one_at_a_time import one_at_a_time
from shkej.lib.texts import plain

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MOST_TRIES = 12  # about two days
KEPT = timedelta(days=90)

logger = logging.getLogger(__name__)


class ServerAway(Exception):
    """The mail server cannot be reached or takes nothing: everything waits."""


@dataclass(frozen=True)
class Content:
    """What a mail says: the same in `text` and `html`; `calendar` is an iCalendar with `method`.

    `thread`: what mails about the same thing share, so that mail programs show them together;
    `reply_to`: whom an answer goes to.
    """

    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    method: str = ""
    calendar_name: str = "event.ics"
    thread: str = ""
    reply_to: str = ""


@dataclass(frozen=True)
class Sent:
    """What one run did: mails sent, given up, and put off."""

    sent: int = 0
    failed: int = 0
    put_off: int = 0


def queue_mail(*, to, content, useless_after=None):
    """Write a mail down; call it inside the transaction of the change that it tells of."""
    return OutgoingMail.objects.create(
        to=to,
        content=encrypt(json.dumps({name: plain(text) for name, text in asdict(content).items()})),
        message_id=f"<{secrets.token_hex(16)}@{_domain()}>",
        useless_after=useless_after,
    )


def _domain():
    """The site's own, which servers expect behind the @ of a message id."""
    return urlsplit(settings.SITE_URL).hostname


def send_due_mails():
    """Send what is due, each by itself; `Sent`, or None where another process is at it.

    ServerAway where the server cannot be reached: what was not sent stays due. A mail is marked
    right after the server took it; killed in that very moment, it goes out once more under the
    same message id.
    """
    with one_at_a_time("outbox") as is_ours:
        if not is_ours:
            return None
        _forget_old()
        _let_go()  # what a process that was killed had in hand
        ends = list(_ends(OutgoingMail.objects.due()))
    return Sent(ends.count("sent"), ends.count("failed"), ends.count("put_off"))


def _ends(due):
    """Send what is due over one connection, and say of each how it ended."""
    keys = list(due.values_list("pk", flat=True))
    connection = get_connection()
    try:
        if keys:
            connection.open()
        for key in keys:
            # Looked up anew: it may be taken back, or be behind one that was put off just now.
            mail = OutgoingMail.objects.due().filter(pk=key).first()
            if mail and _write(mail, sending_since=timezone.now()):
                yield _send(mail, connection)
    except (OSError, SMTPException) as error:
        code = error.smtp_code if isinstance(error, SMTPResponseException) else ""
        raise ServerAway(f"{type(error).__name__} {code}".strip()) from error
    finally:
        _let_go()
        connection.close()


def _let_go():
    OutgoingMail.objects.waiting().filter(sending_since__isnull=False).update(sending_since=None)


def _send(mail, connection):
    if mail.useless_after and mail.useless_after < timezone.now():
        return _give_up(mail, "too late")
    try:
        message = _message(mail, connection)
    except InvalidToken:  # another key: nothing is lost until the right one is back
        return _put_off(mail, UNREADABLE)
    try:
        message.send()
    except SMTPRecipientsRefused as refusal:
        return _refused(mail, *refusal.recipients.values())
    except SMTPDataError as refusal:
        return _refused(mail, (refusal.smtp_code, refusal.smtp_error))
    except SMTPSenderRefused:  # not this mail is refused, but we are: all of them wait
        raise
    except (OSError, SMTPException):
        _refused(mail, (0, ""))  # so that one mail that breaks the line does not hold up the rest
        raise
    except ValueError:  # an address that no server could be told
        return _give_up(mail, "address")
    _end(mail, sent_at=timezone.now(), content="")
    return "sent"


def _message(mail, connection):
    content = Content(**json.loads(decrypt(mail.content)))
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    if content.thread:  # the beginning of the thread, which nobody needs to have got
        headers["References"] = f"<{content.thread}@{_domain()}>"
    message = MailMessage(
        of_house(" ".join(content.subject.split())),
        content.text,
        to=[mail.to],
        reply_to=[content.reply_to] if content.reply_to else None,
        connection=connection,
        headers=headers,
    )
    if content.html:
        message.attach_alternative(content.html, "text/html")
    if content.calendar:
        message.attach_alternative(content.calendar, f"text/calendar; method={content.method}")
        message.attach(content.calendar_name, content.calendar.encode(), "application/ics")
    return message


def _refused(mail, answer):
    """Refused for good (5xx), or for now (4xx): then it is tried again, ever more seldom."""
    code, _words = answer
    mail.tries += 1
    if code >= 500 or mail.tries >= MOST_TRIES:
        return _give_up(mail, str(code))
    return _put_off(mail, str(code))


def _put_off(mail, failure):
    wait = min(FIRST_WAIT * 2 ** max(mail.tries - 1, 0), LONGEST_WAIT)
    _end(mail, tries=mail.tries, next_try_at=timezone.now() + wait, failure=failure)
    return "put_off"


def _give_up(mail, failure):
    logger.warning("Mail %s is given up: %s.", mail.pk, failure)
    _end(mail, tries=mail.tries, failed_at=timezone.now(), failure=failure, content="")
    return "failed"


def _end(mail, **values):
    _write(mail, sending_since=None, **values)


def _write(mail, **values):
    """Whether it still waits: what was taken back or given up meanwhile stays as it is."""
    rows = OutgoingMail.objects.waiting().filter(pk=mail.pk)
    return bool(rows.update(**values, updated_at=timezone.now()))


def _forget_old():
    """Mails that ended long ago."""
    OutgoingMail.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()
    OutgoingMail.objects.filter(failed_at__lt=timezone.now() - KEPT).delete()
