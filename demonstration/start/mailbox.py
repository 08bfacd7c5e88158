"""The mails of the demonstration: `make run` writes them into files, and reaches nobody."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings

BETWEEN = re.compile(rb"^-{79}\n", re.MULTILINE)  # as Django's file backend parts them


@dataclass(frozen=True)
class SentMail:
    """One mail, with its place in the order in which they were sent."""

    number: int
    subject: str
    to: str
    sent_at: datetime
    text: str


def sent_mails():
    """All that were sent, the newest first."""
    folder = getattr(settings, "EMAIL_FILE_PATH", "")
    files = sorted(Path(folder).glob("*.log")) if folder else []
    found = []
    for file in files:
        found += [part for part in BETWEEN.split(file.read_bytes()) if part.strip()]
    mails = (_read(number, part) for number, part in enumerate(found, 1))
    return [mail for mail in mails if mail is not None][::-1]


def mail_at(number):
    """The mail of that number; None where there is none."""
    return next((mail for mail in sent_mails() if mail.number == number), None)


def _read(number, content):
    """The mail; None for one that is still being written and has no date yet."""
    message = message_from_bytes(content, policy=policy.default)
    if not message["Date"] or message["Date"].datetime is None:
        return None
    body = message.get_body(preferencelist=("plain",))
    return SentMail(
        number=number,
        subject=str(message["Subject"]),
        to=str(message["To"]),
        sent_at=message["Date"].datetime,
        text=body.get_content() if body else "",
    )
