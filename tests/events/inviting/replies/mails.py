"""Mails as calendars and others send them, made from the invitation that arrived."""

from email.message import EmailMessage
from email.utils import format_datetime

import icalendar
from django.utils import timezone

MAILBOX = "answers@centre.example"


def reply_to(content, partstat="ACCEPTED", *, at=None, comment="", **other):
    """The calendar that a client makes of an invitation (`Content`) when somebody answers it."""
    asked = icalendar.Calendar.from_ical(content.calendar).walk("VEVENT")[0]
    at = at or timezone.now()
    attendee = asked["ATTENDEE"]
    lines = {
        "UID": asked["UID"],
        "SEQUENCE": asked["SEQUENCE"],
        "DTSTAMP": f"{at:%Y%m%dT%H%M%SZ}",
        "ORGANIZER": asked["ORGANIZER"],
        f"ATTENDEE;PARTSTAT={partstat}": attendee,
        "COMMENT": comment,
    } | {name.replace("_", "-"): value for name, value in other.items()}
    body = "".join(
        f"{name}:{value}\r\n" for name, value in lines.items() if value not in ("", None)
    )
    return (
        "BEGIN:VCALENDAR\r\nPRODID:-//Client//EN\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n"
        f"BEGIN:VEVENT\r\n{body}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def organizer_of(content):
    entry = icalendar.Calendar.from_ical(content.calendar).walk("VEVENT")[0]
    return str(entry["ORGANIZER"]).removeprefix("mailto:")


def mail(calendar="", *, to, sender="info@tirana.example", at=None, method="REPLY", **headers):
    """The bytes of a mail with that calendar in it."""
    message = EmailMessage()
    message["From"], message["To"] = sender, to
    message["Date"] = format_datetime(at or timezone.now())
    message["Subject"] = "Accepted"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Yes")
    if calendar:
        message.add_alternative(calendar, subtype="calendar", params={"method": method})
    return message.as_bytes()
