"""Mails whose subject begins on its own line.

Django writes a subject that is not ASCII as one word for mail programs; where that is too long for
the line of "Subject:", it begins on the next and leaves the first line empty, which several mail
programs and filters take for no subject.
"""

from email.header import Header
from email.message import Message

from django.core.mail import EmailMultiAlternatives


class MailMessage(EmailMultiAlternatives):
    """A mail whose subject is folded from its first line on."""

    def message(self):
        """The mail as the standard library has it; BadHeaderError for a line break in a header."""
        message = super().message()
        subject = str(self.subject)
        charset = "us-ascii" if subject.isascii() else "utf-8"
        del message["Subject"]
        # Django's own `message[…] = …` would take it for a text and fold it anew.
        Message.__setitem__(message, "Subject", Header(subject, charset, header_name="Subject"))
        return message


def with_folded_subject(mail):
    """The same mail as a `MailMessage`."""
    return MailMessage(
        mail.subject,
        mail.body,
        mail.from_email,
        mail.to,
        headers=mail.extra_headers,
        alternatives=getattr(mail, "alternatives", None),
    )
