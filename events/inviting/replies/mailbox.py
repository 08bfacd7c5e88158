"""The mailbox that answers arrive in: over IMAP, encrypted, or a maildir of this machine.

Each mail that nobody has read yet is given once and marked as read after it was dealt with; killed
in between, it is given again. No mail is deleted.
"""

import imaplib
import ssl
from contextlib import contextmanager, suppress
from pathlib import Path

from events.inviting.replies.reading import MOST_BYTES

TIMEOUT = 30  # seconds
MOST_AT_ONCE = 500


class MailboxAway(Exception):
    """The mailbox cannot be reached, or lets nobody in."""


@contextmanager
def unread_mails(mailbox):
    """Give an iterator of (the mail's bytes, a function that marks it as read).

    `mailbox`: a `MailboxAddress`. Of a mail that is too large, a little more than the most that is
    read. MailboxAway where it cannot be reached.
    """
    if mailbox.kind == "maildir":
        yield _in_maildir(Path(mailbox.folder))
        return
    try:
        with _connected(mailbox) as server:
            yield _on_server(server)
    except (OSError, imaplib.IMAP4.error, ssl.SSLError) as error:
        raise MailboxAway(type(error).__name__) from error


def _in_maildir(folder):
    new, read = folder / "new", folder / "cur"
    if not (new.is_dir() and read.is_dir()):
        raise MailboxAway("no maildir")
    for path in sorted(new.iterdir())[:MOST_AT_ONCE]:
        with suppress(FileNotFoundError):  # another program has taken it
            with path.open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
            yield raw, lambda path=path: path.replace(read / f"{path.name}:2,S")


@contextmanager
def _connected(mailbox):
    context = ssl.create_default_context(cafile=mailbox.authority or None)
    if mailbox.kind == "imaps":
        server = imaplib.IMAP4_SSL(mailbox.host, mailbox.port, ssl_context=context, timeout=TIMEOUT)
    else:
        server = imaplib.IMAP4(mailbox.host, mailbox.port, timeout=TIMEOUT)
    try:
        if mailbox.kind != "imaps":
            server.starttls(context)
        server.login(mailbox.user, mailbox.password)
        folder = mailbox.folder.replace("\\", "\\\\").replace('"', '\\"')
        _check(server.select(f'"{folder}"'))
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _on_server(server):
    [keys] = _check(server.uid("SEARCH", "UNSEEN"))
    for key in (keys or b"").split()[:MOST_AT_ONCE]:
        name = key.decode("ascii")
        found = _check(server.uid("FETCH", name, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)"))
        raw = next((part[1] for part in found if isinstance(part, tuple)), None)
        if raw is not None:
            yield raw, lambda name=name: _check(server.uid("STORE", name, "+FLAGS", r"(\Seen)"))


def _check(answer):
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return data
