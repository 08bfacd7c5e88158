"""What is written into logs: no address that by itself lets somebody read, answer or sign in."""

import logging
import re

from django.utils.log import ServerFormatter

# The paths of calendar links, of those to answer and to open an account or set a password.
SECRET = re.compile(
    r"(/calendar/(?:feed|answer)/|/accounts/invitation/|/account/password/reset/key/)[^\s\"'<>]+"
)


def masked(text):
    """`text` without the secret part of such addresses."""
    return SECRET.sub(r"\1•••", text)


class MaskingFormatter(logging.Formatter):
    """Masks the whole line, tracebacks included: a filter would see the message alone."""

    def format(self, record):
        """The line as usual, without secrets."""
        return masked(super().format(record))


class MaskingServerFormatter(ServerFormatter):
    """The same for the lines of `runserver`."""

    def format(self, record):
        """The line as usual, without secrets."""
        return masked(super().format(record))
