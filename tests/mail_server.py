"""A real mail server on this machine, which keeps what it takes."""

import os
import signal
import socket
from email import message_from_bytes
from email.policy import default

from aiosmtpd.controller import Controller


class MailBox:
    """The messages taken, in order. `refuse`: {address: answer}; `sender`: what is answered to
    who sends; `victim`: a process to kill.

    The victim dies when the message number `deadly` comes: "before" its content is sent, or
    "after" that, when the server has it and has not said so yet.
    """

    def __init__(self):
        self.messages, self.refuse = [], {}
        self.victim, self.deadly, self.point = None, None, "before"
        self.started, self.sender = 0, "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.started += 1
        self._kill("before")
        if answer := self.refuse.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        self._kill("after")
        return "250 OK"

    def _kill(self, point):
        if self.victim and self.started == self.deadly and self.point == point:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim.wait()
            self.victim = None

    @property
    def ids(self):
        """The message ids, in the order of arrival."""
        return [message["Message-ID"] for message in self.messages]


class MailServer:
    """`with MailServer() as server`: listens at `server.port`, fills `server.box`."""

    def __init__(self, box=None):
        self.box = box or MailBox()

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        return self

    def __exit__(self, *error):
        self.controller.stop(no_assert=True)
