"""What is written into logs: no address that by itself lets somebody read, answer or sign in."""

import logging
import re
import traceback

from django.conf import settings
from django.utils.log import ServerFormatter

# The paths of calendar links, of those to answer and to open an account or set a password.
SECRET = re.compile(
    r"(/calendar/(?:feed|answer)/|/accounts/invitation/|/partners/organisations/address/|/account/password/reset/key/)[^\s\"'<>]+"
)


def masked(text):
    """`text` without the secret part of such addresses."""
    return SECRET.sub(r"\1•••", text)


class MaskingFormatter(logging.Formatter):
    """Masks the whole line, tracebacks included: a filter would see the message alone.

    Of a fault it writes where it was and of which kind, never what it says: that may be a name.
    """

    def formatException(self, ei):  # noqa: N802 - the library's name
        """The places of a fault, and of those it came from, without words or values."""
        if settings.DEBUG:
            return super().formatException(ei)
        return "\n".join(_places(ei[1]))

    def format(self, record):
        """The line as usual, without secrets."""
        return masked(super().format(record))


def _places(fault):
    """Lines for `fault`, after those of what it came from."""
    chain, seen = [], set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        chain.append(fault)
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    for one in reversed(chain):
        for place in traceback.extract_tb(one.__traceback__):
            yield f'  File "{place.filename}", line {place.lineno}, in {place.name}'
        yield f"{type(one).__module__}.{type(one).__qualname__}"


class MaskingServerFormatter(ServerFormatter):
    """The same for the lines of `runserver`."""

    def format(self, record):
        """The line as usual, without secrets."""
        return masked(super().format(record))
