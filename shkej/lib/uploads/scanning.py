"""Asking a virus scanner (clamd) about a file before anything reads it (docs/security.md, R42)."""

import logging
import socket
import struct
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SECONDS = 20  # for each step; a scan of some megabytes takes one
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
PORT = 3310

logger = logging.getLogger(__name__)


def check_for_viruses(content):
    """Refuse what the scanner finds, and everything while it is set and does not answer.

    Without CLAMD_SOCKET nobody is asked.
    """
    if not settings.CLAMD_SOCKET:
        return
    try:
        answer = _ask(b"zINSTREAM\0", content)
    except OSError as fault:
        logger.error("clamd does not answer: %s", type(fault).__name__)
        answer = ""
    if answer.endswith(" OK"):
        return
    if answer.endswith(" FOUND"):
        raise ValidationError(
            _(
                "The virus scanner refused this file. Do not open it again, and tell an "
                "administrator where it came from."
            ),
            "virus",
        )
    raise ValidationError(
        _(
            "No files can be taken now, because the virus scanner does not answer. Try again "
            "later, and tell an administrator."
        ),
        "no_scanner",
    )


def answers():
    """Whether the scanner that is set answers."""
    try:
        return _ask(b"zPING\0") == "PONG"
    except OSError:
        return False


def _ask(command, content=None):
    """What clamd answers to a command; a file follows it in pieces, each with its length."""
    with _connected() as clamd:
        clamd.sendall(command)
        if content is not None:
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                clamd.sendall(struct.pack(">I", len(piece)) + piece)
            clamd.sendall(struct.pack(">I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
            if not (more := clamd.recv(LONGEST_ANSWER)):
                break
            answer += more
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected():
    """A connection to `/run/clamav/clamd.ctl` or `tcp://host:3310`."""
    where = settings.CLAMD_SOCKET
    if where.startswith("tcp://"):
        address = urlsplit(where)
        return socket.create_connection((address.hostname, address.port or PORT), SECONDS)
    clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    clamd.settimeout(SECONDS)
    try:
        clamd.connect(where)
    except OSError:
        clamd.close()
        raise
    return clamd
